"""Degrees to metres and back in one metric projection, and geodesic distances.

The regency straddles the zones 49S and 50S of UTM. EPSG:32750 serves all of it: its scale error
there is 0.14 % at most, far below what a road extract or a telephone knows.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

METRIC_EPSG = 32750
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth (IUGG), for haversine distances."""

_GEOD = Geod(ellps="WGS84")

Floats = npt.NDArray[np.float64]


@lru_cache(maxsize=2)
def _transformer(inverse: bool) -> Transformer:
    source, target = (METRIC_EPSG, 4326) if inverse else (4326, METRIC_EPSG)
    return Transformer.from_crs(source, target, always_xy=True)


def to_metres(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Project degrees to easting and northing in metres."""
    x, y = _transformer(False).transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.asarray(x), np.asarray(y)


def to_degrees(x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Turn easting and northing in metres back to longitude and latitude in degrees."""
    lon, lat = _transformer(True).transform(np.asarray(x_m, float), np.asarray(y_m, float))
    return np.asarray(lon), np.asarray(lat)


def geometry_to_metres(geometry: BaseGeometry) -> BaseGeometry:
    """Project a geometry in degrees to metres."""
    return _projected(geometry, inverse=False)


def geometry_to_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Turn a geometry in metres back to degrees."""
    return _projected(geometry, inverse=True)


def _projected(geometry: BaseGeometry, *, inverse: bool) -> BaseGeometry:
    transformer = _transformer(inverse)

    def project(points: Floats) -> Floats:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return shapely.transform(geometry, project)


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the geodesic distance on WGS84 in metres."""
    return float(_GEOD.inv(lon1, lat1, lon2, lat2)[2])


def haversine_m(
    lon1: npt.ArrayLike, lat1: npt.ArrayLike, lon2: npt.ArrayLike, lat2: npt.ArrayLike
) -> Floats:
    """Return great-circle distances in metres between arrays of points (0.6 % of the geodesic)."""
    west, south, east, north = (
        np.radians(np.asarray(value, float)) for value in (lon1, lat1, lon2, lat2)
    )
    half = (
        np.sin((north - south) / 2) ** 2
        + np.cos(south) * np.cos(north) * np.sin((east - west) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half)))
