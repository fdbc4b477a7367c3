"""Opens a GTFS feed, a folder or a zip, and hands out the rows of its tables with every defect.

Source of the format: GTFS Schedule Reference (https://gtfs.org/documentation/schedule/reference/).
Files and columns that are not known here are passed over.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from gis.layer_files import Defect, FieldReader

MOST_ZIP_BYTES = 32 * 2**20
MOST_BYTES = 64 * 2**20
"""Of all tables together, unpacked; a feed of ferries has some kilobytes."""
MOST_ENTRIES = 2_000
MOST_DEFECTS = 300
"""Reading stops at so many: nobody mends more in one go."""
_UNREADABLE_ZIP = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError),
    *(RuntimeError, ValueError, OSError),
)
"""What a damaged, encrypted or strangely compressed entry raises, by how it is wrong."""

CALENDARS = ("calendar.txt", "calendar_dates.txt")
REQUIRED = ("agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COLUMNS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "agency.txt": ("agency_name", "agency_timezone"),
        "stops.txt": ("stop_id", "stop_lat", "stop_lon"),
        "routes.txt": ("route_id", "route_type"),
        "trips.txt": ("route_id", "service_id", "trip_id"),
        "stop_times.txt": ("trip_id", "stop_id", "stop_sequence"),
        "calendar.txt": ("service_id", *WEEK, "start_date", "end_date"),
        "calendar_dates.txt": ("service_id", "date", "exception_type"),
        "frequencies.txt": ("trip_id", "start_time", "end_time", "headway_secs"),
        "booking_rules.txt": ("booking_rule_id", "booking_type"),
        "feed_info.txt": ("feed_publisher_name",),
        "siaga_lanes.txt": ("route_id",),
    }
)
"""Every table that is read, with the columns that it must have."""


@dataclass(frozen=True)
class FeedTables:
    """The tables of a feed as text, and the defects found so far, which readers add to."""

    texts: Mapping[str, str]
    defects: list[Defect] = field(default_factory=list)

    def rows(self, name: str) -> Iterator[FieldReader]:
        """Yield the rows of a table, labelled by line; nothing where the feed has no such table.

        The readers share the feed's list of defects. A row with more fields than the header is a
        defect and is passed over; missing fields at its end are empty.
        """
        if name not in self.texts:
            return
        reader = _csv_reader(self.texts[name])
        header: list[str] = []
        line = 1
        try:
            for row in reader:
                values = [value.strip() for value in row]
                if not any(values):
                    pass
                elif not header:
                    header = _header(values)
                elif any(values[len(header) :]):
                    what = (
                        f"{len(values)} fields under a header of {len(header)}: "
                        "a comma inside a text wants quotes around the text"
                    )
                    self.defects.append(Defect(name, f"line {line}", what))
                else:
                    cells = dict(zip(header, values, strict=False))
                    yield FieldReader(name, f"line {line}", cells, self.defects)
                line = reader.line_num + 1
                if len(self.defects) >= MOST_DEFECTS:
                    what = "not read any further: mend what is listed first"
                    self.defects.append(Defect(name, f"line {line}", what))
                    return
        except csv.Error as error:
            what = f"not a CSV table: {error}; check the quotes from this line on"
            self.defects.append(Defect(name, f"line {line}", what))


def open_feed(path: Path) -> FeedTables:
    """Return the tables of a feed; with defects if files or columns are missing or unreadable."""
    defects: list[Defect] = []
    try:
        if path.is_dir():
            contents = _folder_contents(path, defects)
        elif path.is_file():
            contents = _zip_contents(path, defects)
        else:
            contents = {}
            defects.append(Defect(path.name, "", "there is no such file or folder"))
    except (OSError, ValueError) as error:
        contents = {}
        defects.append(Defect(path.name, "", f"cannot be read: {error}"))
    if defects:
        return FeedTables({}, defects)
    texts = {}
    for name, content in contents.items():
        try:
            texts[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            defects.append(Defect(name, f"line {line}", "not UTF-8: save the table as UTF-8"))
    defects += _missing(contents) + [
        defect for name, text in texts.items() for defect in _column_defects(name, text)
    ]
    return FeedTables(texts, defects)


def _folder_contents(folder: Path, defects: list[Defect]) -> dict[str, bytes]:
    contents = {}
    left = MOST_BYTES
    for name in COLUMNS:
        if not (folder / name).is_file():
            continue
        with (folder / name).open("rb") as file:
            contents[name] = file.read(left + 1)
        left -= len(contents[name])
        if left < 0:
            defects.append(_too_big(name))
            return {}
    return contents


def _zip_contents(path: Path, defects: list[Defect]) -> dict[str, bytes]:
    if path.stat().st_size > MOST_ZIP_BYTES:
        what = f"larger than {MOST_ZIP_BYTES >> 20} MiB: no feed of ferries is"
        defects.append(Defect(path.name, "", what))
        return {}
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpacked(archive, path.name, defects)
    except _UNREADABLE_ZIP as error:
        what = f"neither a folder nor a readable zip: {error}"
        defects.append(Defect(path.name, "", what))
        return {}


def _unpacked(archive: zipfile.ZipFile, label: str, defects: list[Defect]) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        defects.append(Defect(label, "", f"more than {MOST_ENTRIES} files in one zip"))
        return {}
    top = _top_folder(entries)
    contents: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in entries:
        place = PurePosixPath(entry.filename)
        if place.parent != top or place.name not in COLUMNS:
            continue
        if place.name in contents:
            defects.append(Defect(place.name, "", "is in the zip twice"))
            return {}
        if entry.file_size > left:
            defects.append(_too_big(place.name))
            return {}
        with archive.open(entry) as file:  # the size that the zip states may be untrue
            contents[place.name] = file.read(left + 1)
        left -= len(contents[place.name])
        if left < 0:
            defects.append(_too_big(place.name))
            return {}
    return contents


def _top_folder(entries: Sequence[zipfile.ZipInfo]) -> PurePosixPath:
    """Return where the tables lie: at the top, or in the only folder that has any."""
    holders = {
        place.parent
        for entry in entries
        for place in (PurePosixPath(entry.filename),)
        if place.name in COLUMNS and not place.parts[0].startswith(("__MACOSX", "."))
    }
    top = PurePosixPath()
    if top in holders or len(holders) != 1:
        return top
    return holders.pop()


def _too_big(name: str) -> Defect:
    what = f"the tables are larger than {MOST_BYTES >> 20} MiB together: no feed of ferries is"
    return Defect(name, "", what)


def _missing(contents: Mapping[str, bytes]) -> list[Defect]:
    missing = [name for name in REQUIRED if name not in contents]
    defects = [Defect(name, "", "the file is missing from the feed") for name in missing]
    if not any(name in contents for name in CALENDARS):
        what = "the file is missing from the feed, and calendar_dates.txt too: one must be there"
        defects.append(Defect(CALENDARS[0], "", what))
    return defects


def _column_defects(name: str, text: str) -> list[Defect]:
    """Return what is wrong with the header of a table."""
    try:
        header = next((_header(row) for row in _csv_reader(text) if any(map(str.strip, row))), [])
    except csv.Error as error:
        return [Defect(name, "line 1", f"not a CSV table: {error}")]
    twice = {column for column in header if column and header.count(column) > 1}
    return [
        Defect(name, "line 1", f"column {column} is missing")
        for column in COLUMNS[name]
        if column not in header
    ] + [Defect(name, "line 1", f"column {column} occurs twice") for column in sorted(twice)]


def _csv_reader(text: str) -> csv._reader:  # type: ignore[name-defined]
    """Read with any line ends; an unclosed quote is an error, not the rest of the file.

    With every quote closed, spaces between a quote and a comma do no harm.
    """
    unclosed = text.count('"') % 2 == 1
    return csv.reader(io.StringIO(text, newline=None), skipinitialspace=True, strict=unclosed)


def _header(row: Sequence[str]) -> list[str]:
    return [name.strip().lower() for name in row]
