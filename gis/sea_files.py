"""Keeps what is computed once for a coast: the solid land, the sea's graph, the lanes' lines."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis import kept_arrays, projection, sea_graph
from gis.sea_graph import Corners, Geometries, SeaGraph, parts_of

_ARRAYS = ("points", "previous", "following", "lengths", "before", "solid")
_LINES = "lines.json"
_log = logging.getLogger(__name__)

Points = tuple[tuple[float, float], ...]


class SeaFiles:
    """The folder of one coast below ``root``; ``code`` are the modules that what it holds hangs on.

    Several processes may write it at once: files appear whole, and all of them hold the same.
    """

    def __init__(self, root: Path, land: Iterable[BaseGeometry], *code: str | None) -> None:
        files = (__file__, sea_graph.__file__, projection.__file__, *code)
        version = shapely.geos_version_string.encode()
        name = kept_arrays.name_of(files, [version, *(shapely.to_wkb(shape) for shape in land)])
        self.folder = Path(root) / "sea" / name

    def graph(self) -> tuple[Geometries, SeaGraph] | None:
        """Return the solid land and the graph around it, None if they are not there whole."""
        arrays = kept_arrays.read(self.folder, _ARRAYS)
        if arrays is None:
            return None
        solid = parts_of(shapely.from_wkb(arrays["solid"].tobytes()))
        corners = Corners(*(arrays[name] for name in ("points", "previous", "following")))
        return solid, SeaGraph(corners, arrays["lengths"], arrays["before"])

    def keep_graph(self, solid: Geometries, graph: SeaGraph) -> None:
        """Write the solid land and the graph; a disk that is full or read-only stops nothing."""
        wkb = np.frombuffer(shapely.to_wkb(shapely.geometrycollections(solid)), np.uint8)
        corners = graph.corners
        arrays = (corners.points, corners.previous, corners.following, graph.lengths, graph.before)
        kept_arrays.write(self.folder, dict(zip(_ARRAYS, (*arrays, wkb), strict=True)))

    def lines(self) -> dict[str, Points | None]:
        """Return the lines that were kept by their names; None is a way that does not exist."""
        try:
            read = json.loads((self.folder / _LINES).read_text("utf-8"))
            return {
                name: None if line is None else tuple((float(x), float(y)) for x, y in line)
                for name, line in read.items()
            }
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, ValueError, TypeError, AttributeError):
            _log.warning("the lanes' lines in %s are damaged and are sought anew", self.folder)
            return {}

    def keep_lines(self, lines: Mapping[str, Points | None]) -> None:
        """Write lines beside the graph."""
        beside = None
        try:
            with tempfile.NamedTemporaryFile(
                "w", dir=self.folder, prefix=".lines-", delete=False
            ) as file:
                beside = Path(file.name)
                json.dump(dict(lines), file)
            beside.replace(self.folder / _LINES)
        except OSError as error:
            _log.warning("the lanes' lines cannot be kept in %s: %s", self.folder, error)
            if beside is not None:
                beside.unlink(missing_ok=True)
