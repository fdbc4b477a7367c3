"""Brings the database to the state of this clone: tables, Sumenep's geodata, demo data.

Shipped data is loaded when a table is empty or the shipped files have changed since they were last
loaded, so data of one's own, imported later, stays.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import django

from deploy.steps import ROOT, checksum, fail, run_if_changed, timed


@dataclass(frozen=True)
class DataStep:
    """One command that loads shipped files, and how to see that it has been run."""

    name: str
    command: tuple[str, ...]
    inputs: tuple[str, ...]
    is_done: Callable[[], bool]


def main() -> int:
    """Run what is needed; return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    from django.core.management import CommandError, call_command
    from django.db import OperationalError

    try:
        if _has_pending_migrations():
            with timed("database tables"):
                call_command("migrate", interactive=False, verbosity=0)
        _make_months()
        for step in data_steps():
            _run(step)
        _keep_sea_ways()
        _collect_static()
    except (CommandError, OperationalError) as error:
        return fail(f"The set-up stopped: {error}")
    return 0


def data_steps() -> list[DataStep]:
    """Return the steps in the order in which they build on each other."""
    from backend.accounts.models import User
    from backend.places.models import Facility, Kecamatan, Port
    from backend.roads.models import Lane
    from backend.units.models import Station

    roads = "data/sumenep_roads/main_roads.osm"
    return [
        DataStep(
            "boundaries of Sumenep",
            ("import_boundaries",),
            ("data/sumenep_boundaries",),
            Kecamatan.objects.exists,
        ),
        DataStep(
            "health facilities, ports, settlements",
            ("import_places",),
            ("data/sumenep_places",),
            lambda: Facility.objects.exists() and Port.objects.exists(),
        ),
        DataStep(
            "stations",
            ("import_stations",),
            ("data/sumenep_places/stations.csv",),
            Station.objects.exists,
        ),
        DataStep(
            "ferry lanes", ("import_ferries",), ("data/sumenep_ferries",), Lane.objects.exists
        ),
        DataStep(
            "road network", ("import_road_network", roads, "--activate"), (roads,), _has_roads
        ),
        DataStep(
            "demo units and users",
            ("load_demo",),
            ("data/sumenep_places/stations.csv", "backend/units/management/commands/load_demo.py"),
            User.objects.filter(username="dispatcher").exists,
        ),
    ]


def _run(step: DataStep) -> None:
    from django.conf import settings
    from django.core.management import call_command

    name = str(settings.DATABASES["default"]["NAME"])
    run_if_changed(
        step.name,
        stamp=settings.VAR_DIR / "stamps" / step.command[0],
        key=checksum([ROOT / path for path in step.inputs], salt=name),
        is_done=step.is_done,
        run=lambda: call_command(*step.command),
    )


def _keep_sea_ways() -> None:
    """Find the ways over the sea once, so that the processes that serve only map them."""
    from django.conf import settings

    from backend.errors import NotReady
    from backend.roads.queries import router

    def find() -> None:
        with contextlib.suppress(NotReady):
            router().warm_up()

    inputs = ("data/sumenep_boundaries", "data/sumenep_places", "data/sumenep_ferries")
    code = sorted((ROOT / "gis").glob("sea_*.py"))
    run_if_changed(
        "ways over the sea",
        stamp=settings.VAR_DIR / "stamps" / "sea",
        key=checksum([*(ROOT / path for path in inputs), *code]),
        is_done=lambda: any(settings.KEPT_DIR.glob("sea/*/lines.json")),
        run=find,
    )


def _has_pending_migrations() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite":
        Path(str(connection.settings_dict["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _make_months() -> None:
    """Make the partitions of the months to come; without them the default one serves."""
    from django.utils import timezone

    from backend.units.actions.partitions import TablesInUseError, ensure_partitions

    with contextlib.suppress(TablesInUseError):
        ensure_partitions(now=timezone.now())


def _has_roads() -> bool:
    from django.conf import settings

    from backend.roads.models import RoadNetwork

    active = RoadNetwork.objects.filter(is_active=True).first()
    return active is not None and (settings.NETWORK_DIR / active.folder / "meta.json").exists()


def _collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    sources = [
        ROOT / "package-lock.json",
        ROOT / "frontend_maps" / "static",
        *sorted(ROOT.glob("backend/*/static")),
    ]
    run_if_changed(
        "static files",
        stamp=settings.VAR_DIR / "stamps" / "static",
        key=checksum(path for path in sources if path.exists()),
        is_done=settings.STATIC_ROOT.exists,
        run=lambda: call_command("collectstatic", interactive=False, verbosity=0),
    )


if __name__ == "__main__":
    sys.exit(main())
