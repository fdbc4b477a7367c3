"""The next ship by a feed is the one that reading its tables row by row finds too.

The reference knows nothing of lanes: for every day it writes down each sailing of each trip and
looks through them all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gis.feed_sketch import FEED, read, write_feed

WIB_AHEAD = timedelta(hours=7)
FIRST = date(2026, 11, 20)
DAYS = [FIRST + timedelta(days=n) for n in range(14)]
STOPS = ("utara", "tengah", "timur")
MINUTES = st.integers(15, 240)


@dataclass(frozen=True)
class Week:
    weekdays: tuple[bool, ...]
    exceptions: dict[date, bool]

    def runs(self, day: date) -> bool:
        return self.exceptions.get(day, self.weekdays[day.weekday()])


@dataclass(frozen=True)
class Trip:
    stops: tuple[str, ...]
    starts_min: int
    steps_min: tuple[int, ...]
    service: int
    cars: int
    headway: tuple[int, int, int] | None

    def starts(self) -> list[int]:
        """Minutes after midnight at which it leaves its first stop."""
        return [self.starts_min] if self.headway is None else list(range(*self.headway))

    def after_min(self) -> list[int]:
        """Minutes from its start to each of its stops."""
        return list(accumulate(self.steps_min[: len(self.stops) - 1], initial=0))


WEEKS = st.builds(
    Week,
    weekdays=st.tuples(*[st.booleans()] * 7).filter(any),
    exceptions=st.dictionaries(st.sampled_from(DAYS), st.booleans(), max_size=3),
)
TRIPS = st.builds(
    Trip,
    stops=st.permutations(STOPS).flatmap(
        lambda each: st.sampled_from([tuple(each), tuple(each[:2])])
    ),
    starts_min=st.integers(0, 30 * 60),
    steps_min=st.tuples(MINUTES, MINUTES),
    service=st.integers(0, 1),
    cars=st.sampled_from([1, 2]),
    headway=st.none()
    | st.tuples(st.integers(0, 600), st.integers(601, 1_800), st.integers(20, 300)),
)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def tables(weeks: list[Week], trips: list[Trip]) -> dict[str, str]:
    last = f"{DAYS[-1] + timedelta(days=30):%Y%m%d}"
    return FEED | {
        "calendar.txt": "\n".join(
            [
                FEED["calendar.txt"].strip().splitlines()[0],
                *(
                    f"s{n},{','.join(str(int(on)) for on in week.weekdays)},{FIRST:%Y%m%d},{last}"
                    for n, week in enumerate(weeks)
                ),
            ]
        ),
        "calendar_dates.txt": "\n".join(
            [
                "service_id,date,exception_type",
                *(
                    f"s{n},{day:%Y%m%d},{1 if added else 2}"
                    for n, week in enumerate(weeks)
                    for day, added in week.exceptions.items()
                ),
            ]
        ),
        "trips.txt": "\n".join(
            [
                "route_id,service_id,trip_id,cars_allowed",
                *(f"kapal,s{trip.service},t{n},{trip.cars}" for n, trip in enumerate(trips)),
            ]
        ),
        "stop_times.txt": "\n".join(
            [
                FEED["stop_times.txt"].strip().splitlines()[0],
                *(
                    f"t{n},{at},{at},{stop},{k}"
                    for n, trip in enumerate(trips)
                    for k, (stop, after) in enumerate(
                        zip(trip.stops, trip.after_min(), strict=True)
                    )
                    for at in (clock(trip.starts_min + after),)
                ),
            ]
        ),
        "frequencies.txt": "\n".join(
            [
                "trip_id,start_time,end_time,headway_secs,exact_times",
                *(
                    f"t{n},{clock(trip.headway[0])},{clock(trip.headway[1])},"
                    f"{trip.headway[2] * 60},1"
                    for n, trip in enumerate(trips)
                    if trip.headway is not None
                ),
            ]
        ),
    }


def sailings(
    weeks: list[Week], trips: list[Trip], start: str, end: str
) -> Iterator[tuple[datetime, datetime]]:
    """Yield when each ship leaves one stop and reaches another."""
    for trip in trips:
        if start not in trip.stops or end not in trip.stops:
            continue
        i, j = trip.stops.index(start), trip.stops.index(end)
        after = trip.after_min()
        for day in (day for day in DAYS if i < j and weeks[trip.service].runs(day)):
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - WIB_AHEAD
            for begins in trip.starts():
                yield tuple(midnight + timedelta(minutes=begins + after[k]) for k in (i, j))


@settings(deadline=None, max_examples=150)
@given(
    weeks=st.lists(WEEKS, min_size=2, max_size=2),
    trips=st.lists(TRIPS, min_size=1, max_size=4),
    ends=st.permutations(STOPS),
    asked_min=st.integers(0, 5 * 1440),
)
def test_the_next_ship_is_that_of_the_tables(
    weeks: list[Week], trips: list[Trip], ends: list[str], asked_min: int
) -> None:
    start, end = ends[:2]
    asked = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=asked_min)
    latest = asked + timedelta(days=2)
    with tempfile.TemporaryDirectory() as folder:
        found, wrong = read(write_feed(Path(folder), tables(weeks, trips)))

    taken = [
        sailing.arrives_at
        for lane in (record.lane for record in found.lanes)
        if {lane.from_quay, lane.to_quay} == {start, end}
        if (timetable := lane.timetable_from(start)) is not None
        if (sailing := timetable.next_sailing(asked, boarding_s=0, asked_at=asked, latest=latest))
    ]

    assert wrong == []
    told = [
        reached for left, reached in sailings(weeks, trips, start, end) if asked <= left <= latest
    ]
    assert min(taken, default=None) == min(told, default=None)
