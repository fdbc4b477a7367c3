"""``import_places``: facilities, ports and settlements, all or nothing."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from backend.changes.queries import epochs
from backend.places.models import Facility, Port, Settlement
from gis.boundary_files import BoundarySet
from gis.place_files import PlaceSet

pytestmark = pytest.mark.django_db

SHIPPED = settings.BASE_DIR / "data" / "sumenep_places"


def run(folder: Path | None = None) -> str:
    out = StringIO()
    call_command("import_places", *([folder] if folder else []), stdout=out)
    return out.getvalue()


@pytest.fixture
def shipped_boundaries() -> None:
    call_command("import_boundaries", stdout=StringIO())


def test_the_shipped_places_are_imported_by_default(shipped_boundaries: None):
    run()

    assert [m.objects.count() for m in (Facility, Port, Settlement)] == [37, 16, 259]


def test_the_report_names_positions_to_be_checked(shipped_boundaries: None):
    assert "position derived, to be checked: Tanjung (Saronggi)" in run()


def test_an_import_bumps_the_epochs(shipped_boundaries: None):
    before = epochs("places", "gazetteer")
    run()

    assert epochs("places", "gazetteer") == (before[0] + 1, before[1] + 1)


def test_places_of_unknown_kecamatan_are_refused_and_the_old_stay(drawn_places: PlaceSet):
    # the drawn regency has only two kecamatan
    with pytest.raises(CommandError, match=r"facilities.csv: puskesmas-arjasa: no kecamatan"):
        run()

    assert [f.code for f in Facility.objects.all()] == ["puskesmas-asri"]


def test_a_broken_table_is_refused_and_the_old_stay(drawn_places: PlaceSet, tmp_path: Path):
    folder = shutil.copytree(SHIPPED, tmp_path / "broken")
    text = (folder / "ports.csv").read_text()
    (folder / "ports.csv").write_text(text.replace("113.943890", "113,943890"))

    with pytest.raises(CommandError, match=r"ports.csv: line 9: not 10 fields"):
        run(folder)
    assert [p.code for p in Port.objects.all()] == ["cermai"]


def test_without_boundaries_the_command_says_what_to_run():
    with pytest.raises(CommandError, match="import_boundaries"):
        run()


def test_a_refusal_exits_with_one(drawn: BoundarySet, tmp_path: Path):
    with pytest.raises(CommandError) as caught:
        run(tmp_path / "nowhere")

    assert caught.value.returncode == 1
