"""The ferry feed that the repository ships: every lane against what is known of it."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime

import pytest

from gis.crossings import Lane
from gis.timetables import Frequent, OnDemand
from tests.gis.shipped_sea import DATA, shipped_feed, shipped_quays, shipped_router

DAY_S = 86_400
# code: carries vehicles, stretchers (None: nobody says), crossing in minutes as low, likely, high
# (None: no source states it), certainty
FACTS = {
    "batu-guluk-sapeken": (False, None, None, "low"),
    "dungkek-gayam": (False, False, (None, 120, None), "fair"),  # boarded by a small boat
    "dungkek-gili-iyang": (False, None, (30, 35, 40), "fair"),
    "jangkar-batu-guluk": (True, True, None, "fair"),
    "jangkar-gayam": (True, True, None, "fair"),
    "jangkar-kalianget": (True, True, None, "fair"),  # the reported 8 h lead by the islands
    "jangkar-raas": (True, True, None, "fair"),
    "jangkar-raas-fast": (False, None, None, "low"),
    "kalianget-batu-guluk": (True, True, (540, 570, 600), "fair"),
    "kalianget-batu-guluk-fast": (False, None, (240, 255, 270), "low"),
    "kalianget-gayam": (True, True, None, "old"),
    "kalianget-masalembu": (False, None, (720, 750, 780), "fair"),
    "kalianget-raas": (True, True, None, "fair"),
    "kalianget-talango": (True, True, (None, 10, None), "good"),
    "kalianget-tarebung": (True, True, (None, 150, None), "fair"),
    "masalembu-keramaian": (False, None, None, "old"),
    "sapeken-pagerungan": (False, None, None, "low"),
    "tanjung-gili-genting": (False, None, (30, 40, 45), "good"),
    "tanjung-gili-raja": (False, None, None, "low"),
}
# days between sailings as reported, or assumed where nobody reports (see the README)
EVERY_DAYS = {
    "jangkar-batu-guluk": 4,
    "jangkar-gayam": 4,
    "jangkar-kalianget": 4,
    "jangkar-raas": 4,
    "jangkar-raas-fast": 1,
    "kalianget-batu-guluk": 4,
    "kalianget-batu-guluk-fast": 1,
    "kalianget-gayam": 3.5,  # Thursday and Sunday
    "kalianget-masalembu": 10,
    "kalianget-raas": 4,
    "kalianget-talango": 20 / 1440,  # a shuttle
    "kalianget-tarebung": 4,
    "masalembu-keramaian": 10,
}
# minutes until a boat that is asked for is ready
READY_MIN = {
    "batu-guluk-sapeken": (30, 60, 120),
    "dungkek-gayam": (30, 45, 60),
    "dungkek-gili-iyang": (30, 45, 60),
    "sapeken-pagerungan": (30, 60, 120),
    "tanjung-gili-genting": (30, 45, 60),
    "tanjung-gili-raja": (30, 45, 60),
}
ESTIMATED_KMH = {"ro-ro or pioneer": 18.52, "wooden boat": 20.0, "fast": 46.3}


@pytest.fixture(scope="module")
def lanes() -> dict[str, Lane]:
    return {record.lane.code: record.lane for record in shipped_feed().lanes}


def both_ways(lane: Lane):
    assert lane.outward is not None
    assert lane.homeward is not None
    (there,), (back,) = lane.outward.services, lane.homeward.services
    return there, back


def test_the_feed_has_the_known_lanes_between_known_ports(lanes: dict[str, Lane]) -> None:
    assert set(lanes) == set(FACTS)
    assert shipped_feed().quays == ()


@pytest.mark.parametrize("code", sorted(FACTS))
def test_a_lane_carries_what_is_known_of_it(code: str, lanes: dict[str, Lane]) -> None:
    vehicles, stretchers, _, certainty = FACTS[code]
    lane = lanes[code]

    assert (lane.carries_vehicles, lane.carries_stretchers) == (vehicles, stretchers)
    assert lane.certainty == certainty


@pytest.mark.parametrize("code", sorted(FACTS))
def test_a_crossing_is_as_sourced_or_estimated_at_a_stated_speed(
    code: str, lanes: dict[str, Lane]
) -> None:
    told, lane = FACTS[code][2], lanes[code]

    if told is None:
        assert lane.duration is None
        assert lane.speed_kmh in ESTIMATED_KMH.values()
        return
    low, likely, high = told
    # an end that no source states is a quarter less, three fifths more
    assert lane.duration is not None
    assert lane.duration.likely_s == likely * 60
    assert lane.duration.low_s == (0.75 * likely if low is None else low) * 60
    assert lane.duration.high_s == (1.6 * likely if high is None else high) * 60


def test_an_estimated_crossing_is_the_way_around_the_land_to_the_minute(
    lanes: dict[str, Lane],
) -> None:
    at = datetime(2026, 11, 25, tzinfo=UTC)
    for passage in shipped_router().passages(at):
        lane = lanes[passage.lane.code]
        if lane.duration is None:
            estimate_s = passage.path.distance_m / (lane.speed_kmh / 3.6)

            assert estimate_s <= both_ways(lane)[0].duration_s <= estimate_s + 60


@pytest.mark.parametrize("code", sorted(EVERY_DAYS))
def test_a_ship_without_a_timetable_sails_at_its_reported_interval(
    code: str, lanes: dict[str, Lane]
) -> None:
    for service in both_ways(lanes[code]):
        assert isinstance(service, Frequent)
        assert not service.exact
        assert service.headway_s == round(EVERY_DAYS[code] * DAY_S)
        assert (service.from_s, service.until_s) == (0, DAY_S)


@pytest.mark.parametrize("code", sorted(READY_MIN))
def test_a_boat_on_demand_has_a_readiness_and_somebody_to_ask(
    code: str, lanes: dict[str, Lane]
) -> None:
    for service in both_ways(lanes[code]):
        assert isinstance(service, OnDemand)
        ready_s = (service.ready_low_s, service.ready_likely_s, service.ready_high_s)
        assert ready_s == tuple(minutes * 60 for minutes in READY_MIN[code])
    assert lanes[code].contact.startswith("Juragan perahu")


def test_every_lane_sails_both_ways_in_western_time_for_many_years(
    lanes: dict[str, Lane],
) -> None:
    for lane in lanes.values():
        there, back = both_ways(lane)

        assert there.duration_s == back.duration_s
        assert str(lane.outward.zone) == "Asia/Jakarta"
        assert all(there.days.runs_on(date(year, 12, 31)) for year in (2026, 2040, 2099))


def test_every_lane_names_its_source_and_whom_to_ask() -> None:
    for record in shipped_feed().lanes:
        assert record.lane.source
        assert record.lane.contact
        assert not record.lane.confirmed


def test_no_timetable_of_the_past_is_passed_off_as_todays(lanes: dict[str, Lane]) -> None:
    services = [service for lane in lanes.values() for service in both_ways(lane)]

    assert all(isinstance(service, Frequent | OnDemand) for service in services)


def test_stops_stand_where_the_ports_do() -> None:
    ports = {quay.code: quay.point for quay in shipped_quays()}
    with (DATA / "sumenep_ferries" / "stops.txt").open(newline="") as file:
        stops = list(csv.DictReader(file))

    assert len(stops) == 16
    for stop in stops:
        point = ports[stop["stop_id"]]
        assert (float(stop["stop_lon"]), float(stop["stop_lat"])) == (point.lon, point.lat)
