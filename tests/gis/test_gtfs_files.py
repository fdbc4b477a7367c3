"""How a GTFS feed may be packed and written, and what is no feed at all."""

import zipfile
from pathlib import Path

import pytest

from gis import gtfs_files
from tests.gis.feed_sketch import FEED, lanes, plain, read, write_feed, write_zip

CODES = ["kapal-tengah-timur", "kapal-utara-tengah", "kapal-utara-timur"]


def codes(path: Path) -> list[str]:
    found, defects = read(path)
    assert defects == []
    return [record.lane.code for record in found.lanes]


def refusal(path: Path) -> str:
    found, defects = read(path)
    assert found.lanes == ()
    return "\n".join(str(defect) for defect in defects)


@pytest.mark.parametrize("top", ["", "feed/", "a/b/"])
def test_a_zip_is_read_with_its_tables_at_the_top_or_in_one_folder(
    tmp_path: Path, top: str
) -> None:
    assert codes(write_zip(tmp_path / "feed.zip", FEED, top=top)) == CODES


def test_what_a_mac_adds_to_a_zip_is_passed_over(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", FEED, top="feed/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/feed/stops.txt", b"\x00\x05\x16")

    assert codes(path) == CODES


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path, end: str) -> None:
    for name, text in FEED.items():
        (tmp_path / name).write_bytes(plain(text).replace("\n", end).encode("utf-8-sig"))

    assert codes(tmp_path) == CODES


def test_spaces_quotes_and_empty_lines_do_not_matter(tmp_path: Path) -> None:
    stops = 'stop_id, stop_name , "stop_lat",stop_lon\n utara , "Utara, ""lama""" ,-7.0, 114.0 \n\n'
    stops += 'tengah,"dua\nbaris",-7.0,114.1\n\n,,,\ntimur,Timur,-7.0,114.2,,\n'

    assert sorted(lanes(tmp_path, FEED | {"stops.txt": stops})) == CODES


def test_unknown_files_and_columns_are_passed_over(tmp_path: Path) -> None:
    feed = FEED | {"fares.txt": "ngawur", "stops.txt": FEED["stops.txt"].replace("stop_name", "x")}

    assert sorted(lanes(tmp_path, feed)) == CODES


def test_a_table_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    write_feed(tmp_path, FEED)
    (tmp_path / "stops.txt").write_bytes(
        plain(FEED["stops.txt"]).replace("Tengah", "Tengáh").encode("latin-1")
    )

    assert refusal(tmp_path) == "stops.txt: line 3: not UTF-8: save the table as UTF-8"


def test_a_table_with_a_nul_is_a_defect(tmp_path: Path) -> None:
    write_feed(tmp_path, FEED)
    (tmp_path / "stops.txt").write_bytes(b"stop_id,stop_lat,stop_lon\nut\x00ara,-7,114\n")

    assert "stops.txt: line 2" in refusal(tmp_path)


def test_an_empty_table_has_no_columns(tmp_path: Path) -> None:
    write_feed(tmp_path, FEED)
    (tmp_path / "trips.txt").write_bytes(b"")

    assert "trips.txt: line 1: column trip_id is missing" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 tidak utuh", b"<osm></osm>", b"a,b\n1,2\n"])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(content)

    assert "neither a folder nor a readable zip" in refusal(path)


def test_a_cut_off_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", FEED)
    path.write_bytes(path.read_bytes()[:-40])

    assert "neither a folder nor a readable zip" in refusal(path)


def test_a_damaged_table_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", FEED)
    content = bytearray(path.read_bytes())
    content[60:80] = bytes(20)
    path.write_bytes(content)

    assert "neither a folder nor a readable zip" in refusal(path)


def test_a_zip_without_tables_names_what_is_missing(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", {"catatan.md": "halo"})

    assert "stops.txt: the file is missing from the feed" in refusal(path)


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "there is no such file or folder" in refusal(tmp_path / "tidak-ada")


def test_a_zip_that_unpacks_to_very_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bom.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stops.txt", bytes(gtfs_files.MOST_BYTES + 1))

    assert "stops.txt: the tables are larger than 64 MiB together" in refusal(path)


def test_a_folder_with_a_very_large_table_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gtfs_files, "MOST_BYTES", 400)

    assert "larger than" in refusal(write_feed(tmp_path, FEED))


def test_a_very_large_zip_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gtfs_files, "MOST_ZIP_BYTES", 100)

    assert "larger than" in refusal(write_zip(tmp_path / "feed.zip", FEED))


def test_a_zip_of_very_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gtfs_files, "MOST_ENTRIES", 3)

    assert "more than 3 files" in refusal(write_zip(tmp_path / "feed.zip", FEED))


def test_a_table_that_is_in_the_zip_twice_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", FEED)
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(path, "a") as archive,
    ):
        archive.writestr("stops.txt", "stop_id")

    assert "stops.txt: is in the zip twice" in refusal(path)
