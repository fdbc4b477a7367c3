"""Reads where and when each ferry trip of a GTFS feed calls, and checks its order in time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gis.gtfs_fields import choice, count, raw, reference, report, time_s
from gis.gtfs_files import FeedTables
from gis.gtfs_routes import BookingRule
from gis.layer_files import Defect, FieldReader

FILE = "stop_times.txt"
MOST_CALLS = 60
NO_SERVICE, ON_REQUEST = 1, 2
"""``pickup_type`` and ``drop_off_type``: nobody may; only for who has asked."""


@dataclass(frozen=True, slots=True)
class Call:
    """A stop of a trip. Without ``window`` both times are known once the trip has been read.

    ``window`` is the time of day in which a boat may be asked for (``start_`` and
    ``end_pickup_drop_off_window``); such a call has no times.
    """

    stop: str
    sequence: int
    arrives_s: int | None
    departs_s: int | None
    window: tuple[int, int] | None
    pickup: int
    drop_off: int
    rule: str
    along: float | None
    line: str

    @property
    def left_s(self) -> int:
        """When the ship leaves; 0 where the call has no times."""
        return self.departs_s or 0

    @property
    def reached_s(self) -> int:
        """When the ship arrives; 0 where the call has no times."""
        return self.arrives_s or 0


def read_calls(
    tables: FeedTables,
    trips: Collection[str],
    others: Collection[str],
    stops: Mapping[str, object],
    rules: Mapping[str, BookingRule],
) -> tuple[dict[str, tuple[Call, ...]], frozenset[str]]:
    """Return the calls of every ferry trip in order, and the stops that only others use.

    Parameters
    ----------
    trips
        Ids of the trips by ferry.
    others
        Ids of trips that are none: their calls are passed over.
    """
    found: dict[str, list[Call]] = {trip: [] for trip in trips}
    elsewhere: set[str] = set()
    for fields in tables.rows(FILE):
        trip = raw(fields, "trip_id")
        if trip in others:
            elsewhere.add(raw(fields, "stop_id"))
        elif trip not in found:
            report(fields, f"trip_id {trip!r} is unknown: add it to trips.txt, or correct it")
        else:
            found[trip].append(_call(fields, stops, rules))
    calls = {}
    used = {call.stop for each in found.values() for call in each}
    for trip, each in found.items():
        before = len(tables.defects)
        ordered = _in_order(trip, each, tables.defects)
        if len(tables.defects) == before:
            calls[trip] = _timed(trip, ordered, tables.defects)
    return calls, frozenset(elsewhere - used)


def _call(
    fields: FieldReader, stops: Mapping[str, object], rules: Mapping[str, BookingRule]
) -> Call:
    stop = reference(fields, "stop_id", stops, "stops.txt")
    if not raw(fields, "stop_sequence"):
        report(fields, "stop_sequence is missing")
    arrives_s, departs_s = time_s(fields, "arrival_time"), time_s(fields, "departure_time")
    if arrives_s is not None and departs_s is not None and departs_s < arrives_s:
        report(
            fields,
            f"departure_time {raw(fields, 'departure_time')} is before arrival_time "
            f"{raw(fields, 'arrival_time')}: a ship past midnight counts on, as 24:10:00",
        )
    rule = raw(fields, "pickup_booking_rule_id")
    if rule and rule not in rules:
        what = f"pickup_booking_rule_id {rule!r} is unknown: add it to booking_rules.txt"
        report(fields, what)
    return Call(
        stop=stop,
        sequence=count(fields, "stop_sequence") or 0,
        arrives_s=departs_s if arrives_s is None else arrives_s,
        departs_s=arrives_s if departs_s is None else departs_s,
        window=_window(fields),
        pickup=choice(fields, "pickup_type", 3),
        drop_off=choice(fields, "drop_off_type", 3),
        rule=rule,
        along=fields.optional_number("shape_dist_traveled", low=0),
        line=fields.label,
    )


def _window(fields: FieldReader) -> tuple[int, int] | None:
    names = ("start_pickup_drop_off_window", "end_pickup_drop_off_window")
    if not any(raw(fields, name) for name in names):
        return None
    start_s, end_s = (time_s(fields, name) for name in names)
    for name in names:
        if not raw(fields, name):
            report(fields, f"{name} is missing: a window has both ends")
    if raw(fields, "arrival_time") or raw(fields, "departure_time"):
        report(fields, "has a window and times: leave out arrival_time and departure_time")
    if start_s is not None and end_s is not None and end_s <= start_s:
        report(fields, "end_pickup_drop_off_window is not after start_pickup_drop_off_window")
    return start_s or 0, end_s or 0


def _in_order(trip: str, calls: list[Call], defects: list[Defect]) -> list[Call]:
    """Return the calls by their sequence, with a defect for what makes no trip."""
    calls = sorted(calls, key=lambda call: call.sequence)
    for before, call in pairwise(calls):
        if before.sequence == call.sequence:
            what = f"stop_sequence {call.sequence} occurs twice in trip {trip!r}"
            defects.append(Defect(FILE, call.line, what))
    if len(calls) < 2:
        what = f"has {len(calls)} stops in stop_times.txt: a crossing has at least two"
        defects.append(Defect("trips.txt", f"trip_id {trip}", what))
    elif len(calls) > MOST_CALLS:
        what = f"has more than {MOST_CALLS} stops: no ship calls at so many"
        defects.append(Defect("trips.txt", f"trip_id {trip}", what))
    windows = sum(call.window is not None for call in calls)
    if 0 < windows < len(calls):
        what = f"trip {trip!r} has windows at some stops and times at others: choose one"
        defects.append(Defect(FILE, calls[0].line, what))
    return calls


def _timed(trip: str, calls: Sequence[Call], defects: list[Defect]) -> tuple[Call, ...]:
    """Return the calls with every time filled in; a defect where time does not go on."""
    if calls[0].window is not None:
        return tuple(calls)
    for name, call in (("first", calls[0]), ("last", calls[-1])):
        if call.departs_s is None:
            what = f"arrival_time and departure_time are missing at the {name} stop of {trip!r}"
            defects.append(Defect(FILE, call.line, what))
            return tuple(calls)
    known = [n for n, call in enumerate(calls) if call.departs_s is not None]
    for n, m in pairwise(known):
        if calls[m].reached_s < calls[n].left_s:
            what = (
                f"arrival_time is before the departure at the stop before ({calls[n].line}) in "
                f"trip {trip!r}: a ship past midnight counts on, as 24:10:00"
            )
            defects.append(Defect(FILE, calls[m].line, what))
    filled = list(calls)
    for n, m in pairwise(known):
        for k, share in zip(range(n + 1, m), _shares(calls[n : m + 1]), strict=True):
            left_s, reached_s = calls[n].left_s, calls[m].reached_s
            at_s = round(left_s + share * (reached_s - left_s))
            filled[k] = replace(calls[k], arrives_s=at_s, departs_s=at_s)
    return tuple(filled)


def _shares(calls: Sequence[Call]) -> list[float]:
    """Return how far the stops between the first and the last are on the way, from 0 to 1.

    By ``shape_dist_traveled`` where every stop has it and it grows, else by their order.
    """
    steps = len(calls) - 1
    along = [call.along for call in calls if call.along is not None]
    if len(along) == len(calls) and all(a < b for a, b in pairwise(along)):
        return [(at - along[0]) / (along[-1] - along[0]) for at in along[1:-1]]
    return [n / steps for n in range(1, steps)]
