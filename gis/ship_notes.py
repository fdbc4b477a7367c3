"""What a reader must know of the ships of a journey: when they leave, and whom to ask."""

from __future__ import annotations

from datetime import datetime

from gis.crossings import Lane
from gis.journey_steps import Afloat, Sail
from gis.moment_words import clock_words
from gis.ships import Ship, mean_wait_s
from gis.three_clocks import FURTHER_HORIZON_S, is_late, is_unknown
from gis.timetables import Frequent, OnDemand, Pace
from gis.turnout import WIB
from gis.wording import Wording


def ship_note(sail: Sail) -> Wording:
    """Return what the wait for a ship consists of."""
    lane, ship = sail.passage.lane, sail.likely
    boarding_min = round(lane.boarding_s / 60)
    if ship.service is None:
        return Wording(
            "wait_unknown" if lane.mean_wait_s is None else "boarding_included",
            boarding_min=boarding_min,
            wait_min=round(lane.wait_s / 60),
        )
    when = _leaving_words(sail, ship)
    if sail.boarded:
        return Wording("ship_leaves_aboard", when=when)
    if isinstance(ship.service, OnDemand):
        ready_min = round(ship.service.ready_s(Pace.LIKELY) / 60)
        return Wording("boat_on_demand", when=when, ready_min=ready_min, boarding_min=boarding_min)
    if isinstance(ship.service, Frequent) and not ship.service.exact:
        headway_min = round(ship.service.headway_s / 60)
        return Wording(
            "ship_by_headway", when=when, headway_min=headway_min, boarding_min=boarding_min
        )
    return Wording("ship_leaves", when=when, boarding_min=boarding_min)


def sail_notes(sail: Sail) -> list[Wording]:
    """Return the notes of a journey on a ship that it takes."""
    lane = sail.passage.lane
    notes: list[Wording] = []
    if lane.on_demand or isinstance(sail.likely.service, OnDemand):
        notes.append(_with_contact("call_boat_now", lane))
    if unconfirmed := confirm_note(lane, sail.at):
        notes.append(unconfirmed)
    if sail.closures:
        notes.append(Wording("lane_delayed", lane=lane.name))
    if is_unknown(sail.high, sail.at):
        days = round(FURTHER_HORIZON_S / 86_400)
        notes.append(Wording("last_ship", lane=lane.name, days=days))
    elif is_late(sail.high, sail.at):
        when = _leaving_words(sail, sail.high)
        is_timed = mean_wait_s(lane, sail.high) is None
        code = "ship_may_be_missed" if is_timed else "ship_may_be_late"
        notes.append(Wording(code, lane=lane.name, when=when))
    return notes


def confirm_note(lane: Lane, at: datetime) -> Wording | None:
    """Return whom to ask whether a lane is sailed; None where somebody has done so that day."""
    if lane.is_confirmed_on(at.astimezone(WIB).date()):
        return None
    return _with_contact("confirm_with_port", lane)


def afloat_notes(afloat: Afloat) -> list[Wording]:
    """Return the notes of a journey that begins on a ferry."""
    if afloat.is_direction_known:
        return []
    return [Wording("direction_unknown", lane=afloat.lane.name, quay=afloat.end.name)]


def _with_contact(code: str, lane: Lane) -> Wording:
    if not lane.contact:
        return Wording(code, lane=lane.name)
    return Wording(f"{code}_at", lane=lane.name, contact=lane.contact)


def _leaving_words(sail: Sail, ship: Ship) -> Wording:
    timetable = sail.passage.lane.timetable_from(sail.passage.start.code)
    zone = WIB if timetable is None else timetable.zone
    return clock_words(ship.leaves_at, sail.at, zone)
