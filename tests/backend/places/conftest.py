"""Fixtures of the places tests: a drawn regency in the database, and its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from backend.accounts.models import Role, User
from backend.places import actions, import_reports
from gis.boundary_files import BoundarySet, read_boundaries
from gis.boundary_rules import boundary_defects
from gis.place_files import FacilityRecord, PlaceSet, PortRecord, SettlementRecord
from gis.types import LonLat
from tests.gis.boundary_sketch import COUNTS, Documents, documents, write

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.fixture
def supervisor(user_of: Callable[[str], User]) -> User:
    """Return a supervisor's account."""
    return user_of(Role.SUPERVISOR)


@pytest.fixture
def files() -> Documents:
    """Return the files of a drawn regency, to be spoilt."""
    return documents()


@pytest.fixture
def small_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the import expect the two kecamatan and three desa of the drawing."""
    monkeypatch.setattr(
        import_reports, "boundary_defects", partial(boundary_defects, expected=COUNTS)
    )


@pytest.fixture
def drawn(db: None, tmp_path: Path) -> BoundarySet:
    """Load the drawn boundaries and return them."""
    boundaries, defects = read_boundaries(write(documents(), tmp_path / "drawn"))
    assert defects == []
    actions.replace_boundaries(boundaries=boundaries, report={}, by=None, now=NOW)
    return boundaries


@pytest.fixture
def drawn_places(drawn: BoundarySet) -> PlaceSet:
    """Load one facility and one port of the drawn regency beside its boundaries."""
    places = PlaceSet(
        facilities=(
            FacilityRecord(
                code="puskesmas-asri",
                name="Puskesmas Asri",
                kind="puskesmas",
                point=LonLat(114.01, -6.99),
                kecamatan_code="35.29.01",
                confidence="A",
                owner="",
                source="invented",
            ),
        ),
        ports=(
            PortRecord(
                code="cermai",
                name="Cermai",
                point=LonLat(114.05, -6.99),
                land_part=2,
                kecamatan_code="35.29.02",
                confidence="C",
                source="invented",
                note="",
            ),
        ),
        stations=(),
        settlements=(SettlementRecord("geonames-1", "Sudut", LonLat(114.0, -7.0), "35.29.01"),),
    )
    actions.replace_places(places=places, report={}, by=None, now=NOW)
    return places
