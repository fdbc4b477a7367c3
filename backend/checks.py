"""System checks of the whole project; each app adds its own in ``<app>/checks.py``.

Ids: ``siaga.E0xx`` errors, ``siaga.W0xx`` warnings. Each hint says what to run or set.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections


@register(Tags.database)
def check_spatial_extension(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report a database that lacks SpatiaLite or PostGIS, or does not answer."""
    return [message for alias in databases or () for message in _spatial_problems(alias)]


@register()
def check_time_zones(**_: Any) -> list[CheckMessage]:
    """Report naive times: fix times of phones and the feed are compared in UTC."""
    if settings.USE_TZ:
        return []
    return [Error("USE_TZ is off.", hint="Set USE_TZ = True in the settings.", id="siaga.E002")]


@register()
def check_demo_needs_debug(**_: Any) -> list[CheckMessage]:
    """Report a demo that is switched on where real units are tracked."""
    if settings.DEBUG or not settings.DEMO:
        return []
    return [
        Error(
            "DEMO is on while DEBUG is off.",
            hint="Unset DEMO: invented units must never stand beside real ones.",
            id="siaga.E003",
        )
    ]


@register(Tags.staticfiles)
def check_assets(**_: Any) -> list[CheckMessage]:
    """Report browser libraries that were not fetched; pages would show lists without a map."""
    if (settings.VENDOR_DIR / "leaflet" / "dist" / "leaflet.js").exists():
        return []
    return [
        Warning(
            f"Leaflet is missing in {settings.VENDOR_DIR}.",
            hint="Run: make setup (or: npm ci --ignore-scripts)",
            id="siaga.W004",
        )
    ]


def _spatial_problems(alias: str) -> list[CheckMessage]:
    connection = connections[alias]
    is_postgres = connection.vendor == "postgresql"
    # The first migration creates the extension, so before it "available" must be enough.
    query = (
        "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'"
        if is_postgres
        else "SELECT spatialite_version() IS NOT NULL"
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
    except (DatabaseError, ImproperlyConfigured) as error:
        return [_spatial_error(f"Database {alias!r} cannot be used: {error}", is_postgres)]
    if row and row[0]:
        return []
    return [_spatial_error(f"Database {alias!r} has no PostGIS.", is_postgres)]


def _spatial_error(message: str, is_postgres: bool) -> Error:
    package = "postgresql-15-postgis-3" if is_postgres else "libsqlite3-mod-spatialite"
    hint = f"Check DATABASE_URL and run: apt-get install --no-install-recommends {package}"
    return Error(message, hint=hint, id="siaga.E001")
