"""Measures what coverage is lost if a unit goes, on the full-size network with 20 ambulances.

    python -m benchmarks.coverage_loss [--rounds 10] [--units 20] [--network main|full]

Requests go through the whole of Django in one process, without a socket, as in
``benchmarks.recommendation``. Cold: nothing about any unit or station is remembered; moved: each
unit stands elsewhere than before; warm: asked again. Beside it the same times by one search a place
(``Router.estimates_to``), for every fourth place, and all of those compared.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

from benchmarks import room

ASKED = 5
"""Units that a recommendation shows."""
COMPARED_EVERY = 4
"""Each so many-th place is asked of the router too: all take a minute."""
MOVED_E6 = 300
"""Thirty metres north."""


def main() -> int:
    return room.inside("coverage_loss", _options().network)


def measure(options: argparse.Namespace) -> None:
    """Fill the database, then time the endpoint; in a process that knows the settings."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from backend.accounts.models import User
    from backend.dispatch import coverage_loss
    from backend.roads.queries import router
    from backend.units.models import Unit

    network = room.fill(options.units, options.network)
    Unit.objects.update(kind="ambulance")
    number = room.incidents(User.objects.get(username="bench"))[0]
    router().warm_up()
    client = Client()
    client.force_login(User.objects.get(username="bench"))
    codes = list(Unit.objects.order_by("code").values_list("code", flat=True)[:ASKED])
    asked = "&".join(f"unit={code}" for code in codes)
    address = f"/api/incidents/{number}/coverage-loss/?{asked}"

    def ask() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content

    print(
        f"{connection.vendor}, {options.units} units, {ASKED} asked about, network "
        f"{options.network} of {network.report['nodes']} nodes, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':32}{'p50 ms':>9}{'most ms':>9}{'CPU p50':>9}")
    _show("first of the process", [_timed(ask)])
    rounds = range(options.rounds)
    _show("cold", [_timed(ask, before=_forget_rows) for _ in rounds])
    _show("moved", [_timed(ask, before=_move) for _ in rounds])
    _show("warm", [_timed(ask) for _ in rounds])
    asked_now = coverage_loss._asked.get()
    _show("a search a place, a quarter", [_timed(lambda: _compare(asked_now))])


def _timed(what: Callable[[], None], before: Callable[[], None] | None = None):
    """Return milliseconds on the wall and of the processor."""
    if before is not None:
        before()
    began, began_cpu = time.perf_counter(), time.process_time()
    what()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - began_cpu)


def _show(name: str, times: list[tuple[float, float]]) -> None:
    wall, cpu = [one[0] for one in times], [one[1] for one in times]
    print(f"{name:32}{statistics.median(wall):9.1f}{max(wall):9.1f}{statistics.median(cpu):9.1f}")


def _forget_rows() -> None:
    from backend.dispatch import coverage_loss

    coverage_loss._asked.get().times.forget()


def _move() -> None:
    from django.db.models import F

    from backend.units.models import LatestPosition

    LatestPosition.objects.update(lat_e6=F("lat_e6") + MOVED_E6)


def _compare(asked) -> None:
    """Ask the router for each place and compare every time within the hour."""
    import numpy as np
    from django.utils import timezone

    from backend.roads.queries import router
    from backend.units.queries import unit_states
    from gis.types import NoWay

    now, roads = timezone.now(), router()
    units = unit_states(now)
    on_land = [n for n, one in enumerate(asked.demand) if one.place.land_part is not None]
    compared = on_land[::COMPARED_EVERY]
    places = [asked.demand[n].place for n in compared]
    ours = asked.times.within(roads, units, at=now, limit_s=3600.0)
    ours = ours[:, compared]
    theirs = np.array(
        [
            [
                np.inf if isinstance(way, NoWay) or way.duration_s > 3600 else way.duration_s
                for way in roads.estimates_to(place, units, at=now)
            ]
            for place in places
        ]
    ).T
    same = np.isclose(ours, theirs, rtol=0, atol=0.01)
    print(f"{same.sum()} of {same.size} times equal, {np.isfinite(theirs).sum()} within the hour")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the loss of coverage.")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--units", type=int, default=20)
    parser.add_argument("--network", choices=list(room.EXTRACTS), default="full")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    if "--inside" in sys.argv:
        measure(_options())
        sys.exit(0)
    sys.exit(main())
