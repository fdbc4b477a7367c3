"""What decisions rest on is written as plain JSON and read back exactly."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from backend.dispatch.kept_values import UnreadableError, canonical, plain, restored
from backend.dispatch.question import Duty
from gis.closures import Closure
from gis.crossings import Lane, LaneClosure, Quay, SeaNetwork, Span
from gis.timetables import Frequent, OnDemand, Scheduled, ServiceDays, Timetable
from gis.types import LonLat, Place, UnitKind, UnitState, VehicleProfile

WIB = ZoneInfo("Asia/Jakarta")


def through_json(value, *more):
    return restored(json.loads(canonical(plain(value))), *more)


moments = st.datetimes(timezones=st.sampled_from([UTC, WIB]), allow_imaginary=False)
points = st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90))
unit_states = st.builds(
    UnitState,
    code=st.text(max_size=8),
    kind=st.sampled_from(UnitKind),
    profile=st.sampled_from(VehicleProfile),
    status=st.text(max_size=8),
    point=st.none() | points,
    at_station=st.booleans(),
    position_state=st.text(max_size=8),
    position_age_s=st.none() | st.floats(allow_nan=False),
    capabilities=st.frozensets(st.text(max_size=4), max_size=3),
    last_seen_at=st.none() | moments,
    resting_s=st.floats(allow_nan=False),
)


@given(st.lists(unit_states, max_size=3))
def test_units_come_back_exactly(units):
    assert through_json(units) == tuple(units)


DAYS = ServiceDays(frozenset({0, 4}), first=date(2026, 1, 1), removed=frozenset({date(2026, 1, 2)}))
SERVICES = (
    Scheduled(DAYS, 36_000, 5_400, "pagi"),
    Frequent(ServiceDays(), 18_000, 64_800, 1_800, 900),
    OnDemand(ServiceDays(), 0, 86_400, 600, 1_200, 3_600, 1_800),
)


@pytest.mark.parametrize("zone", [WIB, UTC, timezone(timedelta(hours=7), "WIB")])
def test_lanes_come_back_with_their_timetables(zone):
    quays = (
        Quay("a", "A", LonLat(113.1, -7.0), 1),
        Quay("b", "B", LonLat(114.1, -7.0), None),
    )
    lane = Lane("ab", "A – B", "a", "b", True, 9_000.5, duration=Span(1.0, 2.0, 3.5))
    lane = Lane(**{**_fields(lane), "outward": Timetable(SERVICES, zone)})

    assert through_json(SeaNetwork(quays, (lane,))) == SeaNetwork(quays, (lane,))


def _fields(lane: Lane) -> dict:
    return {name: getattr(lane, name) for name in lane.__dataclass_fields__}


def test_closures_come_back_with_their_shape():
    zone = Closure(3, shapely.box(113.123456789, -7.0, 114.0, -6.5), 1.5)
    lane = LaneClosure(4, "ab", None, datetime(2026, 11, 25, tzinfo=UTC))

    (road,), (sea,) = through_json([[zone], [lane]])

    assert (road.id, road.factor, sea) == (3, 1.5, lane)
    assert shapely.to_wkb(road.geometry) == shapely.to_wkb(zone.geometry)


def test_equal_sets_are_written_alike():
    one, other = frozenset("abcdefgh"), frozenset("hgfedcba")

    assert canonical(plain(one)) == canonical(plain(other))


def test_a_field_that_this_code_has_added_takes_its_default():
    kept = plain(Place(LonLat(113.0, -7.0), 5.0, 1, "x"))
    del kept["label"]

    assert restored(kept) == Place(LonLat(113.0, -7.0), 5.0, 1)


def test_a_field_that_this_code_has_dropped_is_passed_over():
    kept = plain(Place(LonLat(113.0, -7.0)))

    assert restored({**kept, "altitude_m": 3}) == Place(LonLat(113.0, -7.0))


@pytest.mark.parametrize(
    "kept",
    [
        {"is": "Chariot", "wheels": 2},
        {"is": "LonLat", "lon": 113.0},
        {"is": "LonLat", "lon": 999.0, "lat": 0.0},
        {"is": "UnitKind", "value": "chariot"},
    ],
)
def test_what_this_code_cannot_make_is_unreadable(kept):
    with pytest.raises(UnreadableError):
        restored(kept)


def test_other_classes_are_named_by_who_reads():
    duty = Duty(datetime(2026, 11, 25, tzinfo=UTC), "ganti ban")

    assert through_json(duty, Duty) == duty


def test_what_has_no_plain_form_is_a_mistake():
    with pytest.raises(TypeError, match="object"):
        plain(object())
