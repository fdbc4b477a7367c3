"""Lends an OSM file in a form that pyosmium opens, and says what a file is that is none.

XML that states no version gets one: hand-made and converted
files often leave ``version`` out, and pyosmium refuses them for that alone.
"""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

SUFFIXES = (".osm", ".osm.gz", ".osm.pbf")
_HEAD_BYTES = 65_536
"""The root element stands within so much of the beginning."""
_WITHOUT_VERSION = re.compile(rb"<osm(?=[\s/>])(?![^>]*\sversion\s*=)")

_CONTENTS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"^$"), "is empty: download or export it again"),
    (re.compile(rb"^\x1f\x8b"), "holds gzip: give it a name that ends with .osm.gz"),
    (re.compile(rb"^\x00\x00\x00.\x0a\x09OSMHeader", re.DOTALL),
     "holds PBF: give it a name that ends with .osm.pbf"),
    (re.compile(rb"^PK\x03\x04"), "is a ZIP archive: unpack it first"),
    (re.compile(rb"^BZh"), "is compressed with bzip2: unpack it first"),
    (re.compile(rb"^(?:\x89PNG|\xff\xd8\xff|GIF8|%PDF)"), "is an image or a document"),
    (re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html)", re.IGNORECASE),
     "is a web page, probably an error of the download: download it again"),
    (re.compile(rb"^\s*[\[{]"), "is JSON: export OSM XML or PBF instead"),
    (re.compile(rb"<osmChange[\s>]"), "is a file of changes: export the extract itself"),
    (re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<osm[\s>/]", re.DOTALL),
     "holds XML: give it a name that ends with .osm"),
)  # fmt: skip
"""What a file is by its first bytes. The forms that a name promises are left out for it."""
_PROMISED = {".osm": "holds XML", ".osm.gz": "holds XML", ".osm.pbf": "holds PBF"}


def foreign_content(path: Path) -> str | None:
    """Return what a file is if it is clearly no OSM extract of its suffix, and what to do."""
    suffix = suffix_of(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        if suffix == ".osm.gz" and head.startswith(b"\x1f\x8b"):
            with gzip.open(path, "rb") as file:
                head = file.read(_HEAD_BYTES)
    except (OSError, EOFError, zlib.error):
        return None
    head = head.removeprefix(b"\xef\xbb\xbf")
    found = next((what for pattern, what in _CONTENTS if pattern.search(head)), None)
    promised = _PROMISED.get(suffix or "", "")
    return None if found is None or (promised and found.startswith(promised)) else found


def suffix_of(path: Path) -> str | None:
    """Return which of ``SUFFIXES`` a file's name ends with, None if it is no OSM file."""
    name = path.name.lower()
    return next((suffix for suffix in reversed(SUFFIXES) if name.endswith(suffix)), None)


@contextmanager
def with_version(path: Path) -> Iterator[Path]:
    """Yield the file itself, or a copy for the time being whose root element states version 0.6."""
    cut = _place_for_version(path)
    if cut is None:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="extract-") as folder:
        copy = Path(folder) / path.name
        with _opened(path, "rb") as source, _opened(copy, "wb") as target:
            target.write(source.read(cut) + b' version="0.6"')
            shutil.copyfileobj(source, target)
        yield copy


def _place_for_version(path: Path) -> int | None:
    """Return after how many bytes a version is missing; None if it is not, or nobody can tell."""
    if suffix_of(path) == ".osm.pbf":
        return None
    try:
        with _opened(path, "rb") as file:
            found = _WITHOUT_VERSION.search(file.read(_HEAD_BYTES))
    except (OSError, EOFError, zlib.error):
        return None
    return None if found is None else found.end()


def _opened(path: Path, mode: str) -> IO[bytes]:
    opener = gzip.open if suffix_of(path) == ".osm.gz" else open
    return opener(path, mode)  # type: ignore[return-value]  # both give bytes in these modes
