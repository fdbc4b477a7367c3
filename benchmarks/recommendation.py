"""Measures the recommendation endpoint with 100 units, beside no-op views.

    python -m benchmarks.recommendation [--requests 500] [--units 100] [--network main|full]

Requests go through the whole of Django (session, role, JSON) in one process, without a socket. The
full-size network is made and imported once a run; ``main`` takes the shipped main roads. A
database of its own is made and dropped again, on the database that ``DATABASE_URL`` names.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.make_sumenep_osm import make_network, write_files
from benchmarks.scratch import ROOT, scratch_database

EXTRACTS = {
    "main": ROOT / "data" / "sumenep_roads" / "main_roads.osm",
    "full": ROOT / "var" / "bench" / "sumenep.osm.pbf",
}
WARM_UP = 100
INCIDENTS = 100
SEED = 7
KINDS = ("ambulance",) * 7 + ("fire_truck", "police", "sea_ambulance")
SPREAD_DEG = 0.02
"""How far from a station, at most, a unit is on its way: about two kilometres."""


def main() -> int:
    options = _options()
    if not EXTRACTS[options.network].exists():
        write_files(make_network(), EXTRACTS[options.network].parent)
    given = os.environ.get("DATABASE_URL", "")
    with (
        tempfile.TemporaryDirectory(prefix="siaga112-bench-") as folder,
        scratch_database(given, folder, "bench_recommendation") as url,
    ):
        environment = os.environ | {
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "DEBUG": "0",
            "ALLOWED_HOSTS": "testserver",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "backend.settings",
        }
        (Path(folder) / "static").mkdir()
        command = [sys.executable, "-m", "benchmarks.recommendation", "--inside", *sys.argv[1:]]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def measure(options: argparse.Namespace) -> None:
    """Fill the database, then time the views; in a process that knows the settings."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from backend.accounts.models import User
    from backend.roads.queries import router

    network = _fill(options)
    numbers = _incidents(User.objects.get(username="bench"))
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


def _fill(options: argparse.Namespace):
    """Load boundaries, places and the network; add stations, units and an account."""
    from django.core.management import call_command
    from django.utils import timezone

    from backend.accounts.models import User
    from backend.roads.queries import active_network
    from backend.units.models import LatestPosition, Station, Unit

    call_command("migrate", verbosity=0)
    quiet = {"stdout": Path(os.devnull).open("w")}  # noqa: SIM115  (until the process ends)
    for command in ("import_boundaries", "import_places", "import_ferries", "import_stations"):
        call_command(command, **quiet)
    call_command("import_road_network", EXTRACTS[options.network], activate=True, **quiet)
    User.objects.create_user("bench", role="dispatcher")
    chance, now = random.Random(SEED), timezone.now()
    stations = list(Station.objects.order_by("code"))
    for number in range(options.units):
        station = stations[number % len(stations)]
        unit = Unit.objects.create(
            code=f"bench-{number:03d}",
            name=f"Bench {number}",
            kind=KINDS[number % len(KINDS)],
            station=station,
            status="available",
            status_since=now,
        )
        lon = station.point.x + chance.uniform(-SPREAD_DEG, SPREAD_DEG)
        lat = station.point.y + chance.uniform(-SPREAD_DEG, SPREAD_DEG)
        LatestPosition.objects.create(
            unit=unit,
            fix_time=now,
            received_at=now,
            lon_e6=round(lon * 1e6),
            lat_e6=round(lat * 1e6),
            source="osmand",
        )
    return active_network()


def _incidents(user) -> list[str]:
    """Open medical incidents in desa drawn by chance, on all islands."""
    from django.utils import timezone

    from backend.incidents import actions
    from backend.incidents.locations import GivenLocation
    from backend.incidents.placing import place
    from backend.places.queries import gazetteer

    places = gazetteer()
    return [
        actions.open_incident(
            category="medical",
            place_fields=place(GivenLocation(point=point), places).fields,
            by=user,
            now=timezone.now(),
        ).number
        for point in _points(INCIDENTS)
    ]


def _points(count: int) -> Sequence:
    from backend.places.queries import gazetteer

    desa = [entry.point for entry in gazetteer().entries if entry.kind == "desa"]
    return random.Random(SEED).sample(desa, count)


_places: list[str] = []


def _nearest_address(number: int) -> str:
    if not _places:
        _places.extend(
            f"/api/nearest/?lon={point.lon}&lat={point.lat}&kind=ambulance,sea_ambulance"
            for point in _points(INCIDENTS)
        )
    return _places[number % len(_places)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the recommendation endpoint.")
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--network", choices=list(EXTRACTS), default="full")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    if "--inside" in sys.argv:
        measure(_options())
        sys.exit(0)
    sys.exit(main())
