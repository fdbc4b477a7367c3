"""A database, a server, units and accounts that live as long as one benchmark."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT_S = 60.0
BY = "bench"
"""The account of those who write and read."""


def given_databases() -> list[str]:
    """Return the addresses to measure on: SpatiaLite (an empty text), and PostGIS where given."""
    given = os.environ.get("DATABASE_URL", "")
    return ["", *([given] if given.startswith("postgis") else [])]


def kind_of(url: str) -> str:
    """Return what people call the database."""
    return "PostGIS" if url.startswith("postgis") else "SpatiaLite"


@contextmanager
def scratch_database(given: str, folder: str, name: str) -> Iterator[str]:
    """Give the address of a new, empty database and remove it in the end.

    Parameters
    ----------
    given
        Beside which database it is made; empty for a SpatiaLite file in the folder.
    """
    if not given:
        yield f"spatialite:///{folder}/{name}.sqlite3"
        return
    parts = urlsplit(given)
    admin = urlunsplit(parts._replace(scheme="postgresql"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def environment_for(url: str, folder: str, **more: str) -> dict[str, str]:
    """Return the variables of a process that works on this database."""
    (Path(folder) / "static").mkdir(exist_ok=True)
    settings = {"DATABASE_URL": url, "VAR_DIR": folder, "DEBUG": "0", "LOG_LEVEL": "ERROR"}
    return {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "backend.settings", **more}


def run_module(module: str, *arguments: str, environment: dict[str, str]) -> int:
    """Run a module in a process of its own; return its exit status."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def fill(codes: Sequence[str], secret: str) -> str:
    """Make the tables, a station, units with a device each; return a token of a dispatcher.

    A device is called as its unit and proves itself by its name, or by ``secret`` before its name.
    Call it in a process of its own, whose environment names the database.
    """
    import django

    django.setup()
    from django.contrib.gis.geos import Point
    from django.core.management import call_command

    from backend.accounts.actions import create_api_token
    from backend.accounts.models import Role, User, secret_digest
    from backend.units.models import Device, Station, Unit

    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    station = Station.objects.create(
        code="bench",
        name="Bench",
        kind="hospital",
        kecamatan_code="35.29.01",
        confidence="A",
        confirmed=True,
        point=Point(113.8667, -7.0167, srid=4326),
    )
    for code in codes:
        unit = Unit.objects.create(
            code=code, name=code, kind="ambulance", station=station, status_since=now
        )
        Device.objects.create(
            identifier=code,
            unit=unit,
            secret_digest=secret_digest(secret + code),
            identifier_only=True,
            created_at=now,
        )
    return create_api_token(user=User.objects.create(username=BY, role=Role.DISPATCHER), now=now)


def send_out(codes: Sequence[str], lon: float, lat: float) -> None:
    """Have the units on their way to an incident each, all at one place; after ``fill``."""
    from django.contrib.gis.geos import Point

    from backend.accounts.models import User
    from backend.dispatch.models import Assignment, AssignmentStep
    from backend.incidents.models import Incident
    from backend.units.models import Unit

    by, now = User.objects.get(username=BY), datetime.now(UTC)
    for number, unit in enumerate(Unit.objects.filter(code__in=codes), start=1):
        incident = Incident.objects.create(
            number=f"SMP-{now:%Y%m%d}-{number:04d}",
            category="medical",
            priority=1,
            point=Point(lon, lat, srid=4326),
            radius_m=10.0,
            words="bench",
            created_at=now,
            created_by=by,
            updated_at=now,
        )
        assignment = Assignment.objects.create(
            incident=incident, unit=unit, status="en_route", created_at=now, created_by=by
        )
        for status in ("dispatched", "acknowledged", "en_route"):
            AssignmentStep.objects.create(
                assignment=assignment, status=status, at=now, recorded_at=now
            )
        Unit.objects.filter(pk=unit.pk).update(status="en_route", status_since=now)


@contextmanager
def server(environment: dict[str, str]) -> Iterator[int]:
    """Serve the platform on a free port of this machine and give the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    uvicorn = f"uvicorn backend.asgi:application --port={port} --log-level=critical --no-access-log"
    uvicorn += " --timeout-graceful-shutdown=3"  # readers of the live feed stay for ever
    process = subprocess.Popen([sys.executable, "-m", *uvicorn.split()], cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    msg = f"the server did not start within {START_LIMIT_S:.0f} s"
    raise RuntimeError(msg)
