"""A road network as arrays over search states, kept in a folder that every worker maps.

States stand apart from nodes so that a junction with turn restrictions can have several; every
other node has one. An *arc* is one direction of one segment between two states; both directions
of every segment exist, the forbidden one with the weight ``CLOSED_MS``.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.errors import NetworkError
from gis.fords import is_wet_season
from gis.search_kernels import CLOSED_MS
from gis.types import VehicleProfile

PROFILES = (
    VehicleProfile.AMBULANCE,
    VehicleProfile.FIRE_TRUCK,
    VehicleProfile.MOTORCYCLE,
    VehicleProfile.CAR,
)
"""The profiles that drive on roads, in the order of the rows of the weight arrays."""
FORMAT_VERSION = 2
_READABLE = (1, FORMAT_VERSION)
"""Networks of format 1 know nothing of seasons: their fords are roads all year."""

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ProfileWeights:
    """Milliseconds for each arc, for one profile, as they stand at one epoch of the closures.

    ``forward`` is in the order of the arcs, ``backward`` in the order of ``backward_arc``.
    """

    profile: VehicleProfile
    row: int
    forward: Ints
    backward: Ints
    epoch: int = 0
    closed_segments: Ints | None = None
    """Segments that a closure or the season shuts in both directions; None when neither does."""
    touched: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """For each segment that closures changed, the ids of those closures."""


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Roads for searching, snapping and drawing; all arrays are read-only.

    Lengths are metres, weights milliseconds, coordinates degrees. ``segment_land`` is the number
    of the land part that a segment lies on, -1 if no land was given.
    """

    node_lon: Floats
    node_lat: Floats
    node_osm_id: Longs
    node_component: Ints
    """Which roads hang together on the map, whatever may be driven (longest = 0): a closed way or
    barrier joins two roads as well, so only a gap in the data parts them."""
    node_of_state: Ints
    state_offset: Ints
    """States of node n are ``state_offset[n]`` up to ``state_offset[n + 1]``."""
    segment_from: Ints
    segment_to: Ints
    segment_length_m: Floats
    segment_class: npt.NDArray[np.int8]
    """Index into ``costing.ROAD_CLASSES``."""
    segment_name: Ints
    """Index into ``names``; 0 is the empty name."""
    segment_way: Longs
    segment_land: Ints
    geometry_offset: Longs
    geometry_lon: Floats
    geometry_lat: Floats
    arc_from: Ints
    arc_to: Ints
    arc_segment: Ints
    arc_reversed: Bools
    forward_offset: Ints
    backward_offset: Ints
    backward_arc: Ints
    backward_from: Ints
    segment_arc_offset: Ints
    segment_arc: Ints
    forward_ms: Ints
    """One row for each of ``PROFILES``, one column an arc."""
    backward_ms: Ints
    wet_arc: Ints
    """The arcs that cost something else in the wet season: those of fords."""
    wet_ms: Ints
    """One row for each of ``PROFILES``, one column for each of ``wet_arc``."""
    state_strong: Ints
    """One row a profile: the strong component of each state (largest = 0)."""
    segment_main: Bools
    """One row a profile: whether a journey can both start and end there; see ``snapping``."""
    names: tuple[str, ...] = ("",)
    report: Mapping[str, Any] = field(default_factory=dict)
    _wet: dict[int, ProfileWeights] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ARRAYS:
            array = np.ascontiguousarray(getattr(self, name))
            if array.flags.writeable:
                array = array.view()
                array.flags.writeable = False
            object.__setattr__(self, name, array)

    @property
    def node_count(self) -> int:
        """How many junctions and road ends there are."""
        return len(self.node_lon)

    @property
    def state_count(self) -> int:
        """How many search states there are."""
        return len(self.node_of_state)

    @property
    def segment_count(self) -> int:
        """How many pieces of road between junctions there are."""
        return len(self.segment_from)

    def row(self, profile: VehicleProfile) -> int:
        """Return the profile's row in the weight arrays.

        Raises
        ------
        NetworkError
            If the profile does not drive on roads.
        """
        if profile not in PROFILES:
            msg = f"a {profile} does not drive on roads"
            raise NetworkError(msg)
        return PROFILES.index(profile)

    def weights(self, profile: VehicleProfile, at: datetime | None = None) -> ProfileWeights:
        """Return the profile's weights without any closure, in the season of a moment.

        Without a moment they are those of the dry season.
        """
        row = self.row(profile)
        if at is None or not self.is_wet(at):
            return ProfileWeights(profile, row, self.forward_ms[row], self.backward_ms[row])
        if row not in self._wet:
            self._wet[row] = self._wet_weights(profile, row)
        return self._wet[row]

    def is_wet(self, at: datetime) -> bool:
        """Tell whether the network has fords and a moment falls into the wet season."""
        return len(self.wet_arc) > 0 and is_wet_season(at)

    def _wet_weights(self, profile: VehicleProfile, row: int) -> ProfileWeights:
        forward = self.forward_ms[row].copy()
        forward[self.wet_arc] = self.wet_ms[row]
        backward = forward[self.backward_arc]
        is_open = np.bincount(self.arc_segment[forward < CLOSED_MS], minlength=self.segment_count)
        shut = np.flatnonzero(self.usable(profile) & (is_open == 0)).astype(np.int32)
        forward.flags.writeable = backward.flags.writeable = False
        return ProfileWeights(profile, row, forward, backward, closed_segments=shut)

    def usable(self, profile: VehicleProfile) -> Bools:
        """Return for each segment whether the profile may drive it in some direction."""
        open_arcs = self.forward_ms[self.row(profile)] < CLOSED_MS
        return np.bincount(self.arc_segment[open_arcs], minlength=self.segment_count) > 0

    def line(self, segment: int) -> Floats:
        """Return a segment's points as rows of longitude and latitude, in its own direction."""
        part = slice(self.geometry_offset[segment], self.geometry_offset[segment + 1])
        return np.column_stack([self.geometry_lon[part], self.geometry_lat[part]])

    def name(self, segment: int) -> str:
        """Return the name of the way a segment is a piece of, empty if it has none."""
        return str(self.names[self.segment_name[segment]])

    def land_parts(self) -> tuple[int, ...]:
        """Return the numbers of the land parts that have a road."""
        return tuple(int(n) for n in np.unique(self.segment_land) if n >= 0)


ARRAYS = tuple(f.name for f in fields(RoadNetwork) if f.name not in {"names", "report", "_wet"})
_SINCE_FORMAT_2 = frozenset({"wet_arc", "wet_ms"})


def save(network: RoadNetwork, folder: Path) -> str:
    """Write a network to a folder, replacing what was there, and return its checksum.

    The folder appears whole or not at all: it is written beside its place and renamed.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        beside.chmod(0o755)
        arrays = {}
        for name in ARRAYS:
            array = getattr(network, name)
            np.save(beside / f"{name}.npy", array)
            arrays[name] = {"dtype": array.dtype.str, "shape": list(array.shape)}
        meta = {
            "format": FORMAT_VERSION,
            "profiles": [str(p) for p in PROFILES],
            "arrays": arrays,
            "names": list(network.names),
            "report": dict(network.report),
        }
        meta["checksum"] = _content_checksum(beside, meta)
        (beside / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1), "utf-8")
        _put_in_place(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return str(meta["checksum"])


def checksum(folder: Path) -> str:
    """Return the checksum that was written with a network, without reading the arrays."""
    return str(_read_meta(Path(folder))["checksum"])


def is_of_older_format(folder: Path) -> bool:
    """Tell whether a network lacks what an import of today would put in."""
    return int(_read_meta(Path(folder))["format"]) < FORMAT_VERSION


def load(folder: Path, *, verify: bool = False) -> RoadNetwork:
    """Map a network from its folder; ``verify`` reads every byte and compares the checksum.

    Raises
    ------
    NetworkError
        If the folder is missing, damaged, of another format, or not what its checksum says.
    """
    folder = Path(folder)
    meta = _read_meta(folder)
    if verify and _content_checksum(folder, meta) != meta["checksum"]:
        msg = f"the road network in {folder} is damaged: its contents do not match its checksum"
        raise NetworkError(msg)
    arrays = {name: _map_array(folder, name, meta) for name in _arrays_of(meta)}
    if meta["format"] == 1:
        none = np.empty((len(PROFILES), 0), np.int32)
        arrays |= {"wet_arc": none[0], "wet_ms": none}
    return RoadNetwork(**arrays, names=tuple(meta["names"]), report=meta["report"])


def _read_meta(folder: Path) -> dict[str, Any]:
    path = folder / "meta.json"
    try:
        meta = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        msg = f"there is no road network in {folder}; run import_road_network"
        raise NetworkError(msg) from None
    except (OSError, ValueError) as error:
        msg = f"the road network's description {path} cannot be read: {error}"
        raise NetworkError(msg) from error
    if not isinstance(meta, dict) or meta.get("format") not in _READABLE:
        msg = f"the road network in {folder} is of another format; import the extract again"
        raise NetworkError(msg)
    if missing := {"profiles", "arrays", "names", "report", "checksum"} - meta.keys():
        msg = f"the road network's description {path} lacks {', '.join(sorted(missing))}"
        raise NetworkError(msg)
    if meta["profiles"] != [str(p) for p in PROFILES]:
        msg = f"the road network in {folder} has other vehicle profiles; import the extract again"
        raise NetworkError(msg)
    return meta


def _arrays_of(meta: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the arrays that a folder of this format holds."""
    return tuple(n for n in ARRAYS if meta["format"] != 1 or n not in _SINCE_FORMAT_2)


def _map_array(folder: Path, name: str, meta: Mapping[str, Any]) -> npt.NDArray[Any]:
    path = folder / f"{name}.npy"
    try:
        array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
        told = meta["arrays"][name]
        fits = array.dtype.str == told["dtype"] and list(array.shape) == told["shape"]
    except (OSError, ValueError, EOFError, KeyError, TypeError) as error:
        msg = f"the road network in {folder} is damaged: {path.name} cannot be read ({error})"
        raise NetworkError(msg) from error
    if not fits:
        msg = f"the road network in {folder} is damaged: {path.name} has another size or type"
        raise NetworkError(msg)
    return array


def _content_checksum(folder: Path, meta: Mapping[str, Any]) -> str:
    """Hash names, types, shapes and bytes of the arrays, the road names and the profiles."""
    digest = hashlib.sha256()
    told = {key: meta[key] for key in ("format", "profiles", "arrays", "names")}
    digest.update(json.dumps(told, sort_keys=True, ensure_ascii=False).encode())
    for name in _arrays_of(meta):
        array = _map_array(folder, name, meta)
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return digest.hexdigest()


def _put_in_place(beside: Path, folder: Path) -> None:
    """Rename a finished folder to its place; an older one there is moved away first."""
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
        folder.replace(old / "old")
        beside.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        beside.replace(folder)
