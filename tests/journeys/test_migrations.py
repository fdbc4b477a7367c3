"""Journey: a database of the first version, with positions and a lane, becomes one of this."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running_platform import ROOT, own_database

AS_THEY_WERE = """
from datetime import UTC, datetime
from django.contrib.gis.geos import Point
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

old = MigrationExecutor(connection).loader.project_state([("units", "0001_initial")]).apps
model = lambda name: old.get_model("units", name)
now = datetime(2026, 9, 30, 23, 59, 59, 500000, tzinfo=UTC)
town = Point(113.8667, -7.0167, srid=4326)
station = model("Station").objects.create(
    code="pos-uji", name="Pos Uji", kind="hospital", kecamatan_code="35.29.01", confidence="A",
    confirmed=True, point=town)
unit = model("Unit").objects.create(
    code="amb-01", name="Ambulans Uji", kind="ambulance", station=station, status_since=now)
device = model("Device").objects.create(
    identifier="amb-01", unit=unit, identifier_only=True, created_at=now)
for month in (7, 9, 9):
    day = 1 + model("Position").objects.count()
    at = now.replace(month=month, day=day)
    position = model("Position").objects.create(
        unit=unit, device=device, fix_time=at, stated_time=at, received_at=at, point=town,
        lon_e6=113866700, lat_e6=-7016700, event_id=f"e-{day}", source="osmand", verdict="live")
model("LatestPosition").objects.create(
    unit=unit, position=position, device=device, fix_time=at, received_at=at, point=town,
    source="osmand")
"""
AS_THEY_ARE = """
import json
from django.db import connection
from backend.units.models import LatestPosition, Position
with connection.cursor() as cursor:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT tableoid::regclass::text FROM units_position ORDER BY id")
        tables = [row[0] for row in cursor.fetchall()]
    else:
        tables = []
print(json.dumps({
    "positions": list(Position.objects.order_by("id").values()),
    "marker": [LatestPosition.objects.get().lon_e6, LatestPosition.objects.get().lat_e6],
    "tables": tables,
}, default=str))
"""
ONE_MORE = """
from datetime import UTC, datetime
from backend.units.models import Position
old = Position.objects.latest("id")
new = Position.objects.create(
    unit_id=old.unit_id, device_id=old.device_id, fix_time=old.fix_time,
    stated_time=datetime(2026, 10, 1, tzinfo=UTC), received_at=old.received_at, lon_e6=1, lat_e6=1,
    source="osmand", verdict="history")
print(new.pk > old.pk)
"""

A_LANE = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

old = MigrationExecutor(connection).loader.project_state([("roads", "0001_initial")]).apps
old.get_model("roads", "Lane").objects.create(
    code="lintas-uji", name="Lintas Uji", from_port="a", to_port="b", carries_vehicles=True,
    distance_m=34000, speed_kmh=18.52, duration_likely_s=3600, mean_wait_s=1800, year=2024)
"""
THE_LANE = """
from backend.roads.lane_rows import lane_of
from backend.roads.models import Lane
lane = lane_of(Lane.objects.get())
print(lane.code, lane.mean_wait_s, lane.duration.likely_s, lane.outward, lane.homeward)
"""

Manage = Callable[..., str]


@pytest.fixture(scope="module")
def manage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Manage]:
    """Return a function that runs a command on a database that began with the first version."""
    folder = tmp_path_factory.mktemp("first-version")
    with own_database() as database:
        environment = {**os.environ, **database, "VAR_DIR": str(folder), "LOG_LEVEL": "WARNING"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        if not database:
            environment["DATABASE_URL"] = f"spatialite:///{folder}/first.sqlite3"

        def run(*arguments: str) -> str:
            return _run(arguments, environment)

        run("migrate", "-v0", "units", "0001")
        run("shell", "-v0", "-c", AS_THEY_WERE)
        run("migrate", "-v0", "roads", "0001")
        run("shell", "-v0", "-c", A_LANE)
        run("migrate", "-v0")
        yield run


def _run(arguments: tuple[str, ...], environment: dict[str, str]) -> str:
    command = [sys.executable, str(Path(ROOT) / "manage.py"), *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def present(manage: Manage) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manage("shell", "-v0", "-c", AS_THEY_ARE).splitlines()[-1])
    return found


def test_positions_of_the_first_version_are_kept(manage: Manage) -> None:
    positions = present(manage)["positions"]

    assert [row["stated_time"] for row in positions] == [
        "2026-07-01 23:59:59.500000+00:00",
        "2026-09-02 23:59:59.500000+00:00",
        "2026-09-03 23:59:59.500000+00:00",
    ]
    assert [row["event_id"] for row in positions] == ["e-1", "e-2", "e-3"]
    assert {(row["lon_e6"], row["lat_e6"]) for row in positions} == {(113866700, -7016700)}


def test_marker_of_the_first_version_stays_where_it_was(manage: Manage) -> None:
    assert present(manage)["marker"] == [113866700, -7016700]


def test_a_lane_of_the_first_version_sails_on_at_its_mean_wait(manage: Manage) -> None:
    told = manage("shell", "-v0", "-c", THE_LANE).splitlines()[-1]

    assert told == "lintas-uji 1800.0 3600.0 None None"


def test_positions_lie_in_their_months(manage: Manage) -> None:
    tables = present(manage)["tables"]

    is_postgis = os.environ.get("DATABASE_URL", "").startswith("postgis")
    months = [f"units_position_y2026m{month}" for month in ("07", "09", "09")]
    assert tables == (months if is_postgis else [])


def test_step_back_and_forth_again_loses_no_position(manage: Manage) -> None:
    before = present(manage)

    manage("migrate", "-v0", "units", "0002")
    manage("migrate", "-v0")

    assert present(manage) == before


def test_new_positions_go_on_counting(manage: Manage) -> None:
    assert manage("shell", "-v0", "-c", ONE_MORE).splitlines()[-1] == "True"
