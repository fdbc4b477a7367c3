"""Lends an OSM file in a form that pyosmium opens: XML that states no version gets one.

Hand-made and converted files often leave ``version`` out, and pyosmium refuses them for that alone.
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
