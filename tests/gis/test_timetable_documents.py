"""Timetables survive being written as plain JSON values."""

import json
from datetime import date
from zoneinfo import ZoneInfo

from gis.timetable_documents import timetable_document, timetables_from_document
from gis.timetables import EVERY_DAY, Frequent, OnDemand, Scheduled, ServiceDays, Timetable

WIB = ZoneInfo("Asia/Jakarta")
SUNDAYS = ServiceDays(
    weekdays=frozenset({6}),
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    added=frozenset({date(2026, 12, 25)}),
    removed=frozenset({date(2026, 11, 29)}),
)


def test_every_kind_of_service_comes_back_as_it_was() -> None:
    outward = Timetable(
        (
            Scheduled(SUNDAYS, 65_000, 34_200, "t1"),
            Frequent(EVERY_DAY, 0, 86_400, 1_200, 600, exact=True, trip="t2"),
        ),
        WIB,
    )
    homeward = Timetable((OnDemand(SUNDAYS, 0, 86_400, 1_800, 2_700, 3_600, 2_100, "t3"),), WIB)

    document = json.loads(json.dumps(timetable_document(outward, homeward)))

    assert timetables_from_document(document) == (outward, homeward)


def test_a_direction_that_nothing_sails_stays_none() -> None:
    outward = Timetable((Scheduled(EVERY_DAY, 0, 600),), WIB)

    assert timetables_from_document(timetable_document(outward, None)) == (outward, None)


def test_a_lane_of_which_nothing_is_known_has_an_empty_document() -> None:
    assert timetable_document(None, None) == {}
    assert timetables_from_document({}) == (None, None)
