"""The interval of a journey: three clocks that run along one way, each taking its own next ship.

The low clock meets what goes well and the high one what goes badly. A clock that comes too late
for one ship waits for the next, so the interval of a way with ships is no sum of its parts'.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from gis.crossings import HORIZON_S, LANDING_S
from gis.journey_steps import Afloat, Passage, Ride, Sail, Step
from gis.quay_search import Link, Rules
from gis.ships import Call, Ship
from gis.timetables import Pace

FURTHER_HORIZON_S = 14 * 24 * 3600.0
"""How far the high clock looks for the ship after one that may be missed."""


def clocked(links: Sequence[Link], rules: Rules, *, delay_s: float) -> tuple[Step, ...]:
    """Return the steps of a way with the ships that each clock takes.

    Parameters
    ----------
    rules
        Those by which the way was found; the high clock may look further ahead.
    delay_s
        How much later than the dispatch the unit sets out.
    """
    if len(links) == 1 and isinstance(links[0], Ride):
        then = rules.at + timedelta(seconds=delay_s)
        return (links[0].slowed(rules.road_factor(then)),)
    clocks = dict.fromkeys(Pace, rules.at + timedelta(seconds=delay_s))
    steps: list[Step] = []
    for number, link in enumerate(links):
        if isinstance(link, Passage):
            sail = _sail(link, clocks, rules, boarded=number == 0)
            steps.append(sail)
            landing = timedelta(seconds=LANDING_S)
            clocks = {p: s.arrives_at + landing for p, s in zip(Pace, sail.ships, strict=True)}
        else:
            if isinstance(link, Ride):
                link = link.slowed(rules.road_factor(clocks[Pace.LIKELY]))
            steps.append(link)
            clocks = _later(clocks, link)
    return tuple(steps)


def is_late(ship: Ship, at: datetime) -> bool:
    """Tell whether a ship leaves later than any that one waits for in an emergency."""
    return ship.leaves_at > at + timedelta(seconds=HORIZON_S)


def is_unknown(ship: Ship, at: datetime) -> bool:
    """Tell whether it only stands for a ship that was found within no horizon."""
    return ship.leaves_at >= at + timedelta(seconds=FURTHER_HORIZON_S)


def _later(clocks: dict[Pace, datetime], link: Ride | Afloat) -> dict[Pace, datetime]:
    span = link.span
    return {pace: then + timedelta(seconds=span.by(pace)) for pace, then in clocks.items()}


def _sail(
    passage: Passage,
    clocks: dict[Pace, datetime],
    rules: Rules,
    *,
    boarded: bool,
) -> Sail:
    boarding_s = 0.0 if boarded else passage.lane.boarding_s
    calls = {
        pace: Call(then, boarding_s, rules.at, rules.latest, pace) for pace, then in clocks.items()
    }
    likely = passage.next_ship(calls[Pace.LIKELY])
    if likely is None:
        msg = f"no ship of {passage.lane.code} on a way that was found by its ships"
        raise ValueError(msg)
    return Sail(
        passage=passage,
        at=rules.at,
        low=passage.next_ship(calls[Pace.LOW]) or likely,
        likely=likely,
        high=_high_ship(passage, calls[Pace.HIGH]),
        boarded=boarded,
        closures=passage.closures_felt(calls[Pace.LIKELY], likely),
    )


def _high_ship(passage: Passage, call: Call) -> Ship:
    """Return the ship of the high clock, looked for further ahead where the horizon has none.

    Where there is none at all the answer is a ship as late as was looked for.
    """
    further = call.asked_at + timedelta(seconds=FURTHER_HORIZON_S)
    later = Call(call.at_quay, call.boarding_s, call.asked_at, further, call.pace)
    if ship := passage.next_ship(call) or passage.next_ship(later):
        return ship
    leaves_at = max(further, call.at_quay)
    crossing_s = passage.lane.crossing(passage.path.distance_m).high_s
    return Ship(call.at_quay, leaves_at, leaves_at + timedelta(seconds=crossing_s))
