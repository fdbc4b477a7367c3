"""The drawn regency with roads on its mainland and on Sapudi, imported as a real extract.

::

    mainland   a-b-c-d   one kilometre apart, primary, 113.93 E to 113.957 E at 7.08 S
    Sapudi     s-t       one kilometre, at 114.31 E; the lane to it leaves Kalianget (113.99 E)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone

from backend.changes.actions import bump_epoch
from backend.changes.epoch_cache import forget_all
from backend.roads.models import Lane
from gis.turnout import WIB
from gis.types import LonLat
from tests.backend.drawn_places import draw_places
from tests.road_sketch import osm_xml

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
KM_DEG = 1 / 111.195
PLACES = {letter: LonLat(113.93 + n * 0.00905, -7.08) for n, letter in enumerate("abcd")} | {
    "s": LonLat(114.31, -7.10),
    "t": LonLat(114.31905, -7.10),
}
WAYS = {
    "abcd": {"highway": "primary", "name": "Jalan Rekaan"},
    "st": {"highway": "primary", "name": "Jalan Pulau"},
}
FERRY = {"route": "ferry", "duration": "02:00", "motor_vehicle": "yes", "name": "Kapal Rekaan"}


def write_extract(path: Path, *, ferry: bool = False) -> Path:
    """Write the drawn extract, with a ferry way from d to s if asked."""
    ways = WAYS | ({"ds": FERRY} if ferry else {})
    path.write_text(osm_xml(PLACES, ways, {})[0])
    return path


def pair(letter: str) -> str:
    """Return a letter's place as a query parameter."""
    return f"{PLACES[letter].lon},{PLACES[letter].lat}"


def morning() -> str:
    """Return ten o'clock of today in Sumenep, when the night slows nobody, as a parameter."""
    return timezone.now().astimezone(WIB).replace(hour=10, minute=0).isoformat()


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """Return the path of the drawn extract."""
    return write_extract(tmp_path / "gambar.osm")


@pytest.fixture
def drawn(db: None, tmp_path: Path, settings: LazySettings) -> Iterator[None]:
    """Draw the places; networks are kept in a folder of the test."""
    settings.NETWORK_DIR = tmp_path / "networks"
    draw_places()
    yield
    forget_all()


@pytest.fixture
def roads(drawn: None, extract: Path) -> None:
    """Activate the drawn network and store a vehicle lane and a boat lane to Sapudi."""
    call_command("import_road_network", str(extract), "--activate", verbosity=0)
    add_lane("kalianget-sapudi")
    bump_epoch("lanes")


def add_lane(code: str, **fields: object) -> Lane:
    """Store a lane between Kalianget and Sapudi: an hour, sourced, half an hour of waiting."""
    told = {
        "name": "Kalianget - Sapudi",
        "from_port": "port-kalianget",
        "to_port": "port-sapudi",
        "carries_vehicles": True,
        "distance_m": 34_000,
        "speed_kmh": 18.52,
        "duration_likely_s": 3600,
        "mean_wait_s": 1800,
        "source": "jadwal rekaan",
    }
    return Lane.objects.create(code=code, **(told | fields))
