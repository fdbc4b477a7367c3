"""What was computed for a coast is read back as it was, and anew where it is damaged."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from gis.crossings import Lane, Quay, SeaNetwork
from gis.kept_arrays import KEPT_FOLDERS
from gis.land import Land
from gis.lane_lines import LaneLines
from gis.sea_paths import SeaPaths
from tests.gis.test_sea_paths import ISLANDS, WALL, at

HERE, THERE = at(0, 0), at(30, 2)


def kept(folder: Path, land: Land = ISLANDS) -> Path:
    """Keep the graph of a land, and return the folder that it is in."""
    before = set(folder.glob("sea/*"))
    SeaPaths(land, folder=folder).warm()
    (made,) = set(folder.glob("sea/*")) - before
    return made


def test_the_second_process_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path)
    monkeypatch.delattr("gis.sea_paths.build_graph")
    monkeypatch.delattr("gis.sea_paths.solid_land")

    path = SeaPaths(ISLANDS, folder=tmp_path).path(HERE, THERE)

    assert path is not None


def test_a_kept_graph_gives_the_same_paths_to_the_bit(tmp_path: Path) -> None:
    kept(tmp_path)

    assert SeaPaths(ISLANDS, folder=tmp_path).path(HERE, THERE) == SeaPaths(ISLANDS).path(
        HERE, THERE
    )


def test_kept_arrays_are_mapped_and_cannot_be_written(tmp_path: Path) -> None:
    kept(tmp_path)

    graph = SeaPaths(ISLANDS, folder=tmp_path)._graph()

    assert isinstance(graph.lengths.base, np.memmap)
    assert not graph.lengths.flags.writeable


def test_another_coast_is_another_folder(tmp_path: Path) -> None:
    assert kept(tmp_path) != kept(tmp_path, WALL)


def test_barriers_belong_to_the_coast(tmp_path: Path) -> None:
    kept(tmp_path, WALL)
    (barrier,) = (part.polygon for part in ISLANDS.parts[:1])

    SeaPaths(WALL, barriers=[barrier], folder=tmp_path).warm()

    assert len(list(tmp_path.glob("sea/*"))) == 2


@pytest.mark.parametrize("name", ["lengths.npy", "before.npy", "solid.npy", "points.npy"])
def test_a_flipped_byte_is_found_and_the_graph_is_built_anew(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = kept(tmp_path) / name
    content = bytearray(file.read_bytes())
    content[-1] ^= 0x55
    file.write_bytes(content)

    found = SeaPaths(ISLANDS, folder=tmp_path).path(HERE, THERE)

    assert found == SeaPaths(ISLANDS).path(HERE, THERE)
    assert "damaged" in caplog.text
    assert file.read_bytes() != content


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe"])
def test_an_unreadable_description_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (kept(tmp_path) / "meta.json").write_bytes(content)

    found = SeaPaths(ISLANDS, folder=tmp_path).path(HERE, THERE)

    assert found == SeaPaths(ISLANDS).path(HERE, THERE)


def test_a_missing_or_cut_array_is_built_anew(tmp_path: Path) -> None:
    folder = kept(tmp_path)
    (folder / "before.npy").unlink()
    (folder / "lengths.npy").write_bytes((folder / "lengths.npy").read_bytes()[:100])

    found = SeaPaths(ISLANDS, folder=tmp_path).path(HERE, THERE)

    assert found == SeaPaths(ISLANDS).path(HERE, THERE)


def test_a_folder_that_cannot_be_written_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")

    found = SeaPaths(ISLANDS, folder=tmp_path / "file").path(HERE, THERE)

    assert found == SeaPaths(ISLANDS).path(HERE, THERE)
    assert "cannot be kept" in caplog.text


def test_only_the_last_coasts_stay(tmp_path: Path) -> None:
    first = kept(tmp_path)
    for number in range(KEPT_FOLDERS):
        shutil.copytree(first, tmp_path / "sea" / f"{number:032x}")

    SeaPaths(WALL, folder=tmp_path).warm()

    assert len(list(tmp_path.glob("sea/*"))) == KEPT_FOLDERS


QUAYS = (Quay("a", "A", HERE, 1), Quay("b", "B", THERE, 2))
SEA = SeaNetwork(QUAYS, (Lane("a-b", "A - B", "a", "b", carries_vehicles=True, distance_m=3e4),))


def test_lines_of_lanes_are_kept_and_read_to_the_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = LaneLines(SEA, SeaPaths(ISLANDS, folder=tmp_path))
    first.warm()
    monkeypatch.delattr("gis.sea_paths.SeaPaths.path")

    second = LaneLines(SEA, SeaPaths(ISLANDS, folder=tmp_path))

    assert second.line(SEA.lanes[0]) == first.line(SEA.lanes[0])


@pytest.mark.parametrize("content", ["", "[]", "null", '{"a": 3}', '{"a": [[1]]}'])
def test_damaged_lines_are_sought_anew(tmp_path: Path, content: str) -> None:
    first = LaneLines(SEA, SeaPaths(ISLANDS, folder=tmp_path))
    first.warm()
    (file,) = tmp_path.glob("sea/*/lines.json")
    file.write_text(content)

    second = LaneLines(SEA, SeaPaths(ISLANDS, folder=tmp_path))
    second.warm()

    assert second.line(SEA.lanes[0]) == first.line(SEA.lanes[0])
    assert len(json.loads(file.read_text())) == 1
