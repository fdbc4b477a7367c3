"""``import_boundaries``: everything is checked first, then swapped all or nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from backend.accounts.models import User
from backend.changes.queries import epochs
from backend.places import actions
from backend.places.models import (
    BoundaryImport,
    Desa,
    Island,
    Kecamatan,
    LandPart,
    Neighbour,
    PlaceAlias,
)
from gis.boundary_files import BoundarySet
from tests.backend.places.conftest import NOW
from tests.gis.boundary_sketch import A, C, Documents, cells, feature, write

pytestmark = pytest.mark.django_db

SHIPPED = settings.BASE_DIR / "data" / "sumenep_boundaries"


def run(folder: Path | None = None, **options: bool) -> str:
    out = StringIO()
    call_command("import_boundaries", *([folder] if folder else []), stdout=out, **options)
    return out.getvalue()


def refusal(folder: Path) -> str:
    with pytest.raises(CommandError) as caught:
        run(folder)
    assert caught.value.returncode == 1
    return str(caught.value)


def reshape(files: Documents, index: int, coordinates: list[object]) -> None:
    feature(files, "desa.geojson", index)["geometry"]["coordinates"] = coordinates


def stored() -> tuple[list[tuple[str, str]], int, tuple[int, ...]]:
    names = list(Desa.objects.values_list("code", "name"))
    return names, BoundaryImport.objects.count(), epochs("boundaries", "gazetteer")


def test_the_shipped_boundaries_are_imported_by_default():
    report = run()

    counts = [m.objects.count() for m in (Kecamatan, Desa, LandPart, Island, Neighbour)]
    assert counts == [27, 334, 125, 119, 5]
    assert "  kecamatan: 27\n  desa: 334\n  land parts: 125\n" in report
    assert "19 islands lie on no land part" in report


def test_an_import_bumps_the_epochs_and_keeps_its_checksum():
    run()

    assert epochs("boundaries", "gazetteer") == (1, 1)
    assert len(BoundaryImport.objects.get().checksum) == 64


def test_the_area_of_the_shipped_kecamatan_is_that_of_the_regency():
    run()

    # the README of the data: 2,093 km2
    assert round(sum(Kecamatan.objects.values_list("area_km2", flat=True))) == 2093


@pytest.mark.parametrize("file", ["kecamatan.geojson", "desa.geojson", "islands.csv"])
def test_a_shipped_file_cut_off_in_the_middle_is_refused(
    file: str, drawn: BoundarySet, tmp_path: Path
):
    before = stored()
    folder = shutil.copytree(SHIPPED, tmp_path / "cut")
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content[: len(content) // 2])

    assert f"{file}: " in refusal(folder)
    assert stored() == before


def test_a_shipped_desa_with_a_crossed_edge_is_refused(drawn: BoundarySet, tmp_path: Path):
    before = stored()
    folder = shutil.copytree(SHIPPED, tmp_path / "crossed")
    document = json.loads((folder / "desa.geojson").read_text())
    ring = document["features"][100]["geometry"]["coordinates"][0][0]
    ring[1], ring[len(ring) // 2] = ring[len(ring) // 2], ring[1]
    (folder / "desa.geojson").write_text(json.dumps(document))

    code = document["features"][100]["properties"]["code"]
    assert f"desa.geojson: {code}: geometry is not valid" in refusal(folder)
    assert stored() == before


def test_valid_boundaries_replace_the_old_at_once(
    drawn: BoundarySet, small_counts: None, files: Documents, tmp_path: Path
):
    feature(files, "desa.geojson", 0)["properties"]["name"] = "Asri Baru"

    run(write(files, tmp_path / "new"))

    assert Desa.objects.get(code=A).name == "Asri Baru"
    assert Desa.objects.count() == 3
    assert epochs("boundaries", "gazetteer") == (2, 2)


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (
            lambda f: f["desa.geojson"]["features"].pop(),
            "desa.geojson: 2 usable desa, 3 expected",
        ),
        (
            lambda f: feature(f, "desa.geojson", 0)["geometry"].update(
                coordinates=cells(0, 0, 2.5, 2)
            ),
            f"desa.geojson: {A}: overlaps",
        ),
        (
            lambda f: feature(f, "desa.geojson", 2)["geometry"].update(
                coordinates=cells(0, 0, 1, 1)
            ),
            f"desa.geojson: {C} (Cermai): ",
        ),
        (
            lambda f: feature(f, "kecamatan.geojson", 1)["properties"].update(code="35.29.01"),
            "kecamatan.geojson: 35.29.01: code occurs 2 times",
        ),
        (
            lambda f: f["islands.csv"][0].update(kecamatan_code="35.29.01"),
            "islands.csv: 35.29.40001 (Pulau Cermai): lies ",
        ),
        (
            lambda f: feature(f, "land.geojson", 0).update(geometry=None),
            "land.geojson: 1: geometry is None",
        ),
    ],
)
def test_broken_boundaries_are_refused_and_the_old_stay(
    spoil: Callable[[Documents], object],
    what: str,
    drawn: BoundarySet,
    small_counts: None,
    files: Documents,
    tmp_path: Path,
):
    before = stored()
    spoil(files)

    assert what in refusal(write(files, tmp_path / "broken"))
    assert stored() == before


def test_all_defects_are_listed_with_their_number(
    drawn: BoundarySet, small_counts: None, files: Documents, tmp_path: Path
):
    files["aliases.csv"][0]["kind"] = "planet"
    reshape(files, 0, cells(0, 0, 2.5, 2))

    text = refusal(write(files, tmp_path / "broken"))

    assert text.splitlines()[0].startswith("2 defects in ")
    assert "aliases.csv: Cermae" in text
    assert f"desa.geojson: {A}: overlaps" in text


def test_a_folder_that_does_not_exist_is_named(drawn: BoundarySet, tmp_path: Path):
    assert "there is no folder" in refusal(tmp_path / "nowhere")


def test_a_failure_while_writing_leaves_the_old_boundaries(
    drawn: BoundarySet,
    small_counts: None,
    files: Documents,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    before = stored()
    feature(files, "desa.geojson", 0)["properties"]["name"] = "Asri Baru"

    def fail(boundaries: BoundarySet) -> None:
        raise RuntimeError(boundaries.checksum)

    monkeypatch.setattr(actions, "_replace_shipped_aliases", fail)

    with pytest.raises(RuntimeError):
        run(write(files, tmp_path / "new"))
    assert stored() == before


def test_a_dry_run_changes_nothing(
    drawn: BoundarySet, small_counts: None, files: Documents, tmp_path: Path
):
    before = stored()
    feature(files, "desa.geojson", 0)["properties"]["name"] = "Asri Baru"

    text = run(write(files, tmp_path / "new"), dry_run=True)

    assert "would be imported" in text
    assert stored() == before


def test_files_in_use_are_not_imported_again_if_only_changes_are_wanted(
    small_counts: None, files: Documents, tmp_path: Path
):
    folder = write(files, tmp_path / "same")
    run(folder)

    assert "up to date" in run(folder, if_changed=True)
    assert BoundaryImport.objects.count() == 1


def test_changed_files_are_imported_if_only_changes_are_wanted(
    drawn: BoundarySet, small_counts: None, files: Documents, tmp_path: Path
):
    feature(files, "desa.geojson", 0)["properties"]["name"] = "Asri Baru"

    run(write(files, tmp_path / "new"), if_changed=True)

    assert Desa.objects.get(code=A).name == "Asri Baru"


def test_an_alias_that_a_person_added_stays(
    drawn: BoundarySet, small_counts: None, files: Documents, supervisor: User, tmp_path: Path
):
    author = {"created_by": supervisor, "created_at": NOW}
    PlaceAlias.objects.create(kind="desa", target_code=A, name="Asre", **author)

    run(write(files, tmp_path / "new"))

    assert set(PlaceAlias.objects.values_list("name", flat=True)) == {"Asre", "Cermae"}


def test_a_shipped_alias_that_a_person_added_before_stays_theirs(
    small_counts: None, files: Documents, supervisor: User, tmp_path: Path
):
    author = {"created_by": supervisor, "created_at": NOW}
    PlaceAlias.objects.create(kind="desa", target_code=C, name="Cermae", **author)

    run(write(files, tmp_path / "new"))

    assert PlaceAlias.objects.get().created_by == supervisor
