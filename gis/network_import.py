"""An OpenStreetMap extract becomes a road network, ferry lanes with their quays, and a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import DataError, NoRoadError
from gis.ferry_ways import OsmLane, OsmQuay, lanes_and_quays
from gis.land import Land
from gis.network import Floats, RoadNetwork
from gis.network_building import build_network
from gis.network_report import build_report, report_lines
from gis.osm_reading import Extract, read_extract
from gis.regency import EAST_DEG, NORTH_DEG, SOUTH_DEG, WEST_DEG
from gis.road_pieces import cut_and_price
from gis.turn_restrictions import with_turn_restrictions

__all__ = ["REGENCY_BOX", "ImportResult", "OsmLane", "OsmQuay", "import_network", "report_lines"]

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
REGENCY_BOX: Box = (WEST_DEG, SOUTH_DEG, EAST_DEG, NORTH_DEG)
"""Where incidents of the regency lie."""
FIRST_LOOK = 200
"""How many points are looked at before all of them are."""


@dataclass(frozen=True, eq=False)
class ImportResult:
    """What came out of an extract; ``report`` is also kept in the network."""

    network: RoadNetwork
    lanes: tuple[OsmLane, ...]
    quays: tuple[OsmQuay, ...]
    report: dict[str, Any]


def import_network(
    path: Path,
    land: Land | None,
    *,
    boxes: Sequence[Box] = (REGENCY_BOX,),
    neighbours: Sequence[BaseGeometry] = (),
) -> ImportResult:
    """Read an extract and build the network of it; every island stays.

    Parameters
    ----------
    boxes
        Some road or ferry must touch one of them; none means that any place on earth will do.
    neighbours
        Land of other regencies, polygons in degrees: roads there alone miss ours.

    Raises
    ------
    DataError
        If the file is damaged or foreign, has no road that can be driven, or misses the boxes.
    """
    return build_from_extract(
        read_extract(Path(path)), land, source=Path(path).name, boxes=boxes, neighbours=neighbours
    )


def build_from_extract(
    extract: Extract,
    land: Land | None,
    *,
    source: str,
    boxes: Sequence[Box] = (REGENCY_BOX,),
    neighbours: Sequence[BaseGeometry] = (),
) -> ImportResult:
    """Build the network of an extract that was read already; see :func:`import_network`."""
    if boxes:
        _require_hit(extract, source, boxes, neighbours)
    try:
        pieces, counts = cut_and_price(extract)
    except NoRoadError as error:
        msg = f"{source}: {error}"
        raise NoRoadError(msg) from error
    network = build_network(pieces, land)
    network, turns = with_turn_restrictions(
        network, extract.restrictions, ways_in_file=extract.way_id.tolist()
    )
    turns |= extract.restrictions_passed_over
    lanes, quays = lanes_and_quays(extract.ferries, extract.node_tags)
    report = build_report(network, extract, counts, land, source=source, turns=turns)
    report["lanes"], report["quays"] = len(lanes), len(quays)
    report["ferries_dropped"] = len(extract.ferries) - len(lanes)
    return ImportResult(replace(network, report=report), lanes, quays, report)


def _require_hit(
    extract: Extract, source: str, boxes: Sequence[Box], neighbours: Sequence[BaseGeometry]
) -> None:
    ferry_points = [point for ferry in extract.ferries for point in ferry.points]
    extra = np.array(ferry_points, float).reshape(-1, 2)
    lon = np.concatenate([extract.node_lon, extra[:, 0]])
    lat = np.concatenate([extract.node_lat, extra[:, 1]])
    inside = np.zeros(len(lon), np.bool_)
    for west, south, east, north in boxes:
        inside |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    lies = (
        f"its roads lie between longitude {lon.min():.3f} and {lon.max():.3f}, "
        f"latitude {lat.min():.3f} and {lat.max():.3f}"
    )
    if not inside.any():
        west, south, east, north = REGENCY_BOX
        msg = (
            f"{source} misses the regency: {lies}; cut an extract of longitude {west} to {east}, "
            f"latitude {south} to {north}"
        )
        raise DataError(msg)
    if neighbours and _all_on(neighbours, lon[inside], lat[inside]):
        msg = f"{source} misses the regency: {lies}, all of them in neighbouring regencies"
        raise DataError(msg)


def _all_on(shapes: Sequence[BaseGeometry], lon: Floats, lat: Floats) -> bool:
    """Tell whether every point lies on one of some shapes; a few points decide most cases."""
    for step in (max(1, len(lon) // FIRST_LOOK), 1):
        some_lon, some_lat = lon[::step], lat[::step]
        covered = [shapely.contains_xy(shape, some_lon, some_lat) for shape in shapes]
        if not np.any(covered, axis=0).all():
            return False
    return True
