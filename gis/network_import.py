"""An OpenStreetMap extract becomes a road network, ferry lanes with their quays, and a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gis.errors import DataError
from gis.ferry_ways import OsmLane, OsmQuay, lanes_and_quays
from gis.land import Land
from gis.network import RoadNetwork
from gis.network_building import build_network
from gis.network_report import build_report, report_lines
from gis.osm_reading import Extract, read_extract
from gis.road_pieces import cut_and_price
from gis.turn_restrictions import with_turn_restrictions

__all__ = ["REGENCY_BOX", "ImportResult", "OsmLane", "OsmQuay", "import_network", "report_lines"]

REGENCY_BOX = (113.3, -7.6, 116.6, -4.8)
"""West, south, east, north in degrees: where incidents of the regency lie."""


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
    box: tuple[float, float, float, float] | None = REGENCY_BOX,
) -> ImportResult:
    """Read an extract and build the network of it; every island stays.

    Raises
    ------
    DataError
        If the file is damaged or foreign, has no road that can be driven, or none in ``box``.
    """
    return build_from_extract(read_extract(Path(path)), land, source=Path(path).name, box=box)


def build_from_extract(
    extract: Extract,
    land: Land | None,
    *,
    source: str,
    box: tuple[float, float, float, float] | None = REGENCY_BOX,
) -> ImportResult:
    """Build the network of an extract that was read already; see :func:`import_network`."""
    _require_in_box(extract, source, box)
    pieces, counts = cut_and_price(extract)
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


def _require_in_box(
    extract: Extract, source: str, box: tuple[float, float, float, float] | None
) -> None:
    if box is None:
        return
    ferry_points = [point for ferry in extract.ferries for point in ferry.points]
    extra = np.array(ferry_points, float).reshape(-1, 2)
    lon = np.concatenate([extract.node_lon, extra[:, 0]])
    lat = np.concatenate([extract.node_lat, extra[:, 1]])
    west, south, east, north = box
    if not ((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).any():
        msg = (
            f"{source} misses the regency: its roads lie between longitude {lon.min():.3f} and "
            f"{lon.max():.3f}, latitude {lat.min():.3f} and {lat.max():.3f}"
        )
        raise DataError(msg)
