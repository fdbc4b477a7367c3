"""Whatever the bytes of a feed are, reading ends with lanes or with defects, never with a crash."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gis.gtfs_files import COLUMNS
from gis.timetable_documents import timetable_document, timetables_from_document
from gis.timetables import departures_on
from tests.gis.feed_sketch import FEED, plain, read, write_feed

TABLES = st.sampled_from(sorted(COLUMNS))
AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
ODD = ("", "0", "-1", "1", "24:00:00", "99:59:59", "1e400", "nan", "\u202e", '"', "20260229", "a,b")
FULL = FEED | {
    "frequencies.txt": "trip_id,start_time,end_time,headway_secs\npergi,06:00:00,18:00:00,3600",
    "calendar_dates.txt": "service_id,date,exception_type\nharian,20260817,2",
    "booking_rules.txt": "booking_rule_id,booking_type\npesan,0",
    "feed_info.txt": "feed_publisher_name\nRekaan",
    "siaga_lanes.txt": "route_id,crossing_low_s\nkapal,100",
}


def read_and_use(folder: Path) -> tuple[bool, bool, bool]:
    """Return whether there are lanes, whether defects, and whether all lanes keep their times.

    Every lane is asked for its departures and its next sailing, which must not fail.
    """
    found, defects = read(folder)
    is_kept = True
    for lane in (record.lane for record in found.lanes):
        document = timetable_document(lane.outward, lane.homeward)
        is_kept &= timetables_from_document(document) == (lane.outward, lane.homeward)
        departures_on(lane.outward, AT.date())
        lane.outward.next_sailing(AT, boarding_s=60, asked_at=AT, latest=AT + timedelta(days=1))
    return bool(found.lanes), bool(defects), is_kept


@settings(deadline=None)
@given(name=TABLES, content=st.binary(max_size=400))
def test_any_bytes_as_any_table(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_feed(Path(folder), FULL)
        (path / name).write_bytes(content)

        has_lanes, has_defects, is_kept = read_and_use(path)

    assert has_lanes != has_defects
    assert is_kept


@settings(deadline=None)
@given(
    name=TABLES,
    row=st.integers(0, 4),
    column=st.integers(0, 9),
    value=st.sampled_from(ODD) | st.text(max_size=12),
)
def test_any_text_in_any_field(name: str, row: int, column: int, value: str) -> None:
    lines = [line.split(",") for line in plain(FULL[name]).splitlines()]
    lines[row % len(lines)][column % len(lines[row % len(lines)])] = value
    text = "\n".join(",".join(line) for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        path = write_feed(Path(folder), FULL)
        (path / name).write_text(text, encoding="utf-8", errors="surrogatepass")

        has_lanes, has_defects, is_kept = read_and_use(path)

    assert has_lanes != has_defects
    assert is_kept


@settings(deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_as_a_zip(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.zip"
        path.write_bytes(content)

        found, defects = read(path)

    assert defects
    assert found.lanes == ()
