"""Measures how soon a closure is in the answers, and what the first answer with it costs.

    python -m benchmarks.closures [--rounds 20] [--units 50] [--network main|full]

Requests go through the whole of Django in one process, without a socket, as in
``benchmarks.recommendation``; milliseconds are the processor's, so that other programs on the
machine hardly change them. For each kind of closure: the POST, the first answer after it,
the same one again, and the same one without any closure. Before the flood stands alone, 50 closures
stand beside the one that is posted last.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

from benchmarks import room

PLACE = (113.8667, -7.0167)
"""Where the incident is: the town of Sumenep."""
KM_DEG = 1 / 111.195
REASON = "bench"


def main() -> int:
    return room.inside("closures", _options().network)


def measure(options: argparse.Namespace) -> None:
    """Fill the database, then time closures; in a process that knows the settings."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from backend.accounts.models import User
    from backend.roads.queries import router

    network = room.fill(options.units, options.network)
    router().warm_up()
    client = Client()
    client.force_login(User.objects.get(username="bench"))
    print(
        f"{connection.vendor}, {options.units} units, network {options.network} of "
        f"{network.report['nodes']} nodes, {options.rounds} rounds, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':24}{'POST ms':>9}{'first':>9}{'p90':>9}{'again':>9}{'without':>9}{'work':>9}")
    _answer(client)
    calm_ms = statistics.median(_answer(client) for _ in range(options.rounds))
    for name, bodies in (
        ("one road, a point", _points(1)),
        ("flood of 1 km2", _floods()),
        ("one more beside 50", _points(51)),
    ):
        post, first, again = [], [], []
        for _ in range(options.rounds):
            standing = next(bodies)
            numbers = [_post(client, body)[1] for body in standing[:-1]]
            _answer(client)
            took_ms, number = _post(client, standing[-1])
            post.append(took_ms)
            first.append(_answer(client))
            again.append(_answer(client))
            for each in (*numbers, number):
                client.delete(f"/api/closures/{each}/")
        p90 = statistics.quantiles(first, n=10)[8]
        medians = [statistics.median(each) for each in (post, first, again)]
        work_ms = medians[1] - medians[2]
        print(
            f"{name:24}{medians[0]:9.1f}{medians[1]:9.1f}{p90:9.1f}{medians[2]:9.1f}"
            f"{calm_ms:9.1f}{work_ms:9.1f}"
        )


def _answer(client: Any) -> float:
    """Return the milliseconds of one recommendation at the place."""
    lon, lat = PLACE
    began = time.process_time()
    answer = client.get(f"/api/nearest/?lon={lon}&lat={lat}&kind=ambulance")
    took_ms = 1000 * (time.process_time() - began)
    assert answer.status_code == 200, answer.content
    return took_ms


def _post(client: Any, body: dict[str, Any]) -> tuple[float, int]:
    began = time.process_time()
    answer = client.post("/api/closures/", body, content_type="application/json")
    took_ms = 1000 * (time.process_time() - began)
    assert answer.status_code == 201, answer.content
    return took_ms, answer.json()["id"]


def _points(count: int) -> Iterator[list[dict[str, Any]]]:
    """Yield lists of closures of single roads, in the middle of roads drawn by chance."""
    from backend.roads.queries import router

    network, chance = router().network, random.Random(room.SEED)
    lon, lat = PLACE
    near = [
        segment
        for segment in range(network.segment_count)
        if abs(network.line(segment)[0][0] - lon) < 0.1
        and abs(network.line(segment)[0][1] - lat) < 0.1
    ]
    while True:
        yield [
            {
                "kind": "road",
                "geometry": {"type": "Point", "coordinates": _middle(network.line(segment))},
                "reason": REASON,
            }
            for segment in chance.sample(near, count)
        ]


def _floods() -> Iterator[list[dict[str, Any]]]:
    """Yield floods of one square kilometre, one each, up to eight kilometres from the place."""
    chance, half = random.Random(room.SEED), KM_DEG / 2
    while True:
        lon, lat = (value + chance.uniform(-8, 8) * KM_DEG for value in PLACE)
        west, east, south, north = lon - half, lon + half, lat - half, lat + half
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        yield [{"kind": "zone", "geometry": geometry, "factor": 4, "reason": REASON}]


def _middle(line: Any) -> list[float]:
    return [float(value) for value in (line[0] + line[1]) / 2]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time closures.")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--units", type=int, default=50)
    parser.add_argument("--network", choices=list(room.EXTRACTS), default="full")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    if "--inside" in sys.argv:
        measure(_options())
        sys.exit(0)
    sys.exit(main())
