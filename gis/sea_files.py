"""Keeps what is computed once for a coast on disk: the solid land, the sea's graph, lanes' lines.

A folder is named by a checksum of the coast and of the code that reads it, so another coast or
another version is another folder, and many processes map the same arrays. What is damaged counts
as missing and is computed anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis import projection, sea_graph
from gis.sea_graph import Corners, Geometries, SeaGraph, parts_of

KEPT_COASTS = 4
"""How many coasts stay on disk; those used least lately go."""
_ARRAYS = ("points", "previous", "following", "lengths", "before", "solid")
_LINES = "lines.json"
_log = logging.getLogger(__name__)

Points = tuple[tuple[float, float], ...]


class SeaFiles:
    """The folder of one coast below ``root``; ``code`` are the modules that what it holds hangs on.

    Several processes may write it at once: files appear whole, and all of them hold the same.
    """

    def __init__(self, root: Path, land: Iterable[BaseGeometry], *code: str | None) -> None:
        digest = hashlib.sha256(f"{np.__version__} {shapely.geos_version_string}".encode())
        for file in (__file__, sea_graph.__file__, projection.__file__, *code):
            digest.update(Path(str(file)).read_bytes())
        for geometry in land:
            digest.update(shapely.to_wkb(geometry))
        self.folder = Path(root) / digest.hexdigest()[:32]

    def graph(self) -> tuple[Geometries, SeaGraph] | None:
        """Return the solid land and the graph around it, None if they are not there whole."""
        if not (self.folder / "meta.json").exists():
            return None
        try:
            told = json.loads((self.folder / "meta.json").read_text("utf-8"))
            arrays = {name: self._mapped(name, told[name]) for name in _ARRAYS}
            solid = parts_of(shapely.from_wkb(arrays["solid"].tobytes()))
        except (OSError, ValueError, KeyError, TypeError, shapely.GEOSException):
            _log.warning("the sea's graph in %s is damaged and is built anew", self.folder)
            return None
        self.folder.touch()
        corners = Corners(*(arrays[name] for name in ("points", "previous", "following")))
        return solid, SeaGraph(corners, arrays["lengths"], arrays["before"])

    def keep_graph(self, solid: Geometries, graph: SeaGraph) -> None:
        """Write the solid land and the graph; a disk that is full or read-only stops nothing."""
        wkb = shapely.to_wkb(shapely.geometrycollections(solid))
        corners = graph.corners
        arrays = (corners.points, corners.previous, corners.following, graph.lengths, graph.before)
        try:
            self._write(dict(zip(_ARRAYS, (*arrays, np.frombuffer(wkb, np.uint8)), strict=True)))
        except OSError as error:
            _log.warning("the sea's graph cannot be kept in %s: %s", self.folder, error)

    def lines(self) -> dict[str, Points | None]:
        """Return the lines that were kept by their names; None is a way that does not exist."""
        try:
            read = json.loads((self.folder / _LINES).read_text("utf-8"))
            return {
                name: None if line is None else tuple((float(x), float(y)) for x, y in line)
                for name, line in read.items()
            }
        except FileNotFoundError:
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

    def _mapped(self, name: str, told: str) -> npt.NDArray[Any]:
        path = self.folder / f"{name}.npy"
        array = np.load(path, mmap_mode="r", allow_pickle=False)
        if _checksum(array) != told:
            msg = f"{path} is not what was written"
            raise ValueError(msg)
        return np.asarray(array)

    def _write(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Write the folder beside its place and rename it; one that somebody else wrote goes."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".sea-", dir=self.folder.parent))
        try:
            for name, array in arrays.items():
                np.save(beside / f"{name}.npy", array)
            meta = {name: _checksum(array) for name, array in arrays.items()}
            (beside / "meta.json").write_text(json.dumps(meta), "utf-8")
            beside.chmod(0o755)
            shutil.rmtree(self.folder, ignore_errors=True)
            beside.replace(self.folder)
        except OSError:
            shutil.rmtree(beside, ignore_errors=True)
            if not (self.folder / "meta.json").exists():  # else another process was first
                raise
        self._forget_old()

    def _forget_old(self) -> None:
        coasts = [path.parent for path in self.folder.parent.glob("*/meta.json")]
        coasts.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in coasts[KEPT_COASTS:]:
            shutil.rmtree(old, ignore_errors=True)


def _checksum(array: npt.NDArray[Any]) -> str:
    digest = hashlib.sha256(f"{array.dtype.str} {array.shape}".encode())
    digest.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return digest.hexdigest()
