"""Measures the recommendation endpoint with 100 units, beside no-op views.

    python -m benchmarks.recommendation [--requests 500] [--units 100] [--network main|full]

Requests go through the whole of Django (session, role, JSON) in one process, without a socket. The
full-size network is made and imported once a run; ``main`` takes the shipped main roads. A
database of its own is made and dropped again, on the database that ``DATABASE_URL`` names.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

from benchmarks import room

WARM_UP = 100


def main() -> int:
    return room.inside("recommendation", _options().network)


def measure(options: argparse.Namespace) -> None:
    """Fill the database, then time the views; in a process that knows the settings."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from backend.accounts.models import User
    from backend.roads.queries import router

    network = room.fill(options.units, options.network)
    numbers = room.incidents(User.objects.get(username="bench"))
    router().warm_up()
    client = Client()
    client.force_login(User.objects.get(username="bench"))
    print(
        f"{connection.vendor}, {options.units} units, network {options.network} of "
        f"{network.report['nodes']} nodes, {options.requests} requests each"
    )
    print(f"{'':44}{'p50 ms':>9}{'p99 ms':>9}{'CPU p50':>9}{'of no-op':>10}")
    views: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("no-op view (/healthz)", lambda _: "/healthz"),
        ("who am I (/api/me/): session and two queries", lambda _: "/api/me/"),
        ("nearest (/api/nearest/): nothing stored", lambda n: _nearest_address(n)),
        (
            "recommendation, all kinds of its category",
            lambda n: f"/api/incidents/{numbers[n % len(numbers)]}/recommendation/",
        ),
    )
    baseline_ms = 0.0
    for name, address in views:
        wall_ms, cpu_ms = _timed(client, address, options.requests)
        cuts, cpu = statistics.quantiles(wall_ms, n=100), statistics.median(cpu_ms)
        baseline_ms = baseline_ms or cpu
        print(f"{name:44}{cuts[49]:9.2f}{cuts[98]:9.2f}{cpu:9.2f}{cpu / baseline_ms:9.1f}x")


def _timed(client, address: Callable[[int], str], count: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each request: on the wall, and of the processor.

    The second hardly changes when other programs share the machine. Each address is asked once
    before, so that what is built once for a network and kept does not count.
    """
    for number in range(WARM_UP):
        assert client.get(address(number)).status_code == 200
    wall_ms, cpu_ms = [], []
    for number in range(count):
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = client.get(address(number))
        wall_ms.append(1000 * (time.perf_counter() - began))
        cpu_ms.append(1000 * (time.process_time() - began_cpu))
        assert answer.status_code == 200, answer.content
    return wall_ms, cpu_ms


_places: list[str] = []


def _nearest_address(number: int) -> str:
    if not _places:
        _places.extend(
            f"/api/nearest/?lon={point.lon}&lat={point.lat}&kind=ambulance,sea_ambulance"
            for point in room.points(room.INCIDENTS)
        )
    return _places[number % len(_places)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the recommendation endpoint.")
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--network", choices=list(room.EXTRACTS), default="full")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    if "--inside" in sys.argv:
        measure(_options())
        sys.exit(0)
    sys.exit(main())
