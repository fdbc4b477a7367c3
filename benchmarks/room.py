"""A room with stations, units on the road and incidents, for benchmarks that ask through Django.

Requests go through the whole of Django (session, role, JSON) in one process, without a socket.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.make_sumenep_osm import make_network, write_files
from benchmarks.scratch import ROOT, environment_for, run_module, scratch_database

EXTRACTS = {
    "main": ROOT / "data" / "sumenep_roads" / "main_roads.osm",
    "full": ROOT / "var" / "bench" / "sumenep.osm.pbf",
}
INCIDENTS = 100
SEED = 7
KINDS = ("ambulance",) * 7 + ("fire_truck", "police", "sea_ambulance")
SPREAD_DEG = 0.02
"""How far from a station, at most, a unit is on its way: about two kilometres."""


def inside(name: str, network: str) -> int:
    """Run a benchmark again with ``--inside``, on a new database; return its exit status.

    The database is made beside the one that ``DATABASE_URL`` names, and dropped again; the extract
    is made where it is missing.
    """
    if not EXTRACTS[network].exists():
        write_files(make_network(), EXTRACTS[network].parent)
    given = os.environ.get("DATABASE_URL", "")
    with (
        tempfile.TemporaryDirectory(prefix="siaga112-bench-") as folder,
        scratch_database(given, folder, f"bench_{name}") as url,
    ):
        environment = environment_for(url, folder, ALLOWED_HOSTS="testserver")
        arguments = ("--inside", *sys.argv[1:])
        return run_module(f"benchmarks.{name}", *arguments, environment=environment)


def fill(units: int, network: str):
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
    call_command("import_road_network", EXTRACTS[network], activate=True, **quiet)
    User.objects.create_user("bench", role="dispatcher")
    chance, now = random.Random(SEED), timezone.now()
    stations = list(Station.objects.order_by("code"))
    for number in range(units):
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


def incidents(user) -> list[str]:
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
        for point in points(INCIDENTS)
    ]


def points(count: int) -> Sequence:
    from backend.places.queries import gazetteer

    desa = [entry.point for entry in gazetteer().entries if entry.kind == "desa"]
    return random.Random(SEED).sample(desa, count)
