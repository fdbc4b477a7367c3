"""Says what a point lies in: desa, kecamatan, island; or sea; or which neighbouring regency.

A point on a shared edge belongs to the area with the lowest code. A point is *at sea* when no land
of Sumenep or a known neighbour covers it and it lies in the box of incidents; beyond that box it is
*outside*, in a regency that nobody here knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from gis.boundary_files import AreaRecord, IslandRecord, NeighbourRecord
from gis.land import Land, LandPart
from gis.places import PointRecord
from gis.projection import distance_m, geometry_to_metres, to_metres
from gis.regency import REGENCY, in_box
from gis.types import AreaRef, Location, LonLat, NearestPlace

BORDER_GAP_M = 60.0
"""The neighbours are generalised to 30 m: a gap this narrow between two lands is no water."""
NAMELESS_LAND = "daratan tanpa nama"


class Locator:
    """An index over the polygons of areas, land and neighbours."""

    def __init__(
        self,
        kecamatan: Sequence[AreaRecord],
        desa: Sequence[AreaRecord],
        land: Land,
        islands: Sequence[IslandRecord],
        ports: Sequence[PointRecord],
        neighbours: Sequence[NeighbourRecord],
    ) -> None:
        self.kecamatan = tuple(sorted(kecamatan, key=lambda area: area.code))
        self.desa = tuple(sorted(desa, key=lambda area: area.code))
        self.land = land
        self.kecamatan_names = {area.code: area.name for area in self.kecamatan}
        self.islands = {island.code: island for island in islands}
        self._islands = tuple(islands)
        self._ports = tuple(ports)
        self._neighbours = tuple(sorted(neighbours, key=lambda area: area.code))
        self._desa_tree = shapely.STRtree([area.polygon for area in self.desa])
        self._kecamatan_tree = shapely.STRtree([area.polygon for area in self.kecamatan])
        self._neighbour_shapes = [geometry_to_metres(n.polygon) for n in self._neighbours]
        self._neighbour_tree = shapely.STRtree(self._neighbour_shapes)
        self._pieces = {
            area.code: self._by_land(area.polygon) for area in (*self.kecamatan, *self.desa)
        }

    def locate(self, point: LonLat) -> Location:
        """Return what a point lies in, with the nearest places where that is not Sumenep."""
        inside = self.inside(point)
        if inside is not None:
            return inside
        if not _is_in_reach(point):
            return Location("outside", nearest_port=self._nearest_port(point))
        neighbour = self._neighbour_at(point)
        outcome = "at_sea" if neighbour is None and in_box(point) else "outside"
        land, island, port = self._nearest(point)
        return Location(
            outcome=outcome,
            regency=neighbour,
            nearest_land=land,
            nearest_island=island,
            nearest_port=port,
        )

    def inside(self, point: LonLat) -> Location | None:
        """Return the areas that cover a point, None where no area of the regency does."""
        spot = Point(point.lon, point.lat)
        desa = _first(self._desa_tree, spot, self.desa)
        kecamatan = _first(self._kecamatan_tree, spot, self.kecamatan)
        code = desa.kecamatan_code if desa else kecamatan.code if kecamatan else None
        if code is None:
            return None
        part = self.land.part_at(point)
        return Location(
            outcome="inside",
            regency=REGENCY,
            kecamatan=self.kecamatan_ref(code),
            desa=AreaRef(desa.code, desa.name) if desa else None,
            island=self.island_ref(part),
            land_part=part.number if part else None,
        )

    def kecamatan_ref(self, code: str) -> AreaRef | None:
        """Return the code and name of a kecamatan, None for an unknown code."""
        name = self.kecamatan_names.get(code)
        return AreaRef(code, name) if name else None

    def island_ref(self, part: LandPart | None) -> AreaRef | None:
        """Return the island that a land part is, None for the mainland and nameless land."""
        if part is None or part.island_code is None:
            return None
        island = self.islands.get(part.island_code)
        return AreaRef(part.island_code, (island.name if island else part.name) or "")

    def pieces_by_land(self, code: str) -> dict[int, list[Polygon]]:
        """Return the pieces of a kecamatan or desa by the number of the land part they lie on."""
        return self._pieces.get(code, {})

    def _by_land(self, polygon: Polygon | MultiPolygon) -> dict[int, list[Polygon]]:
        by_part: dict[int, list[Polygon]] = defaultdict(list)
        for piece in polygons_of(polygon):
            middle = piece.representative_point()
            nearest = self.land.nearest(LonLat(middle.x, middle.y))
            if nearest:
                by_part[nearest[0].number].append(piece)
        return dict(by_part)

    def _neighbour_at(self, point: LonLat) -> AreaRef | None:
        """Return the neighbouring regency whose land covers a point, or all but covers it."""
        if not self._neighbours:
            return None
        x, y = to_metres([point.lon], [point.lat])
        spot = Point(float(x[0]), float(y[0]))
        nearest, gap_m = self._neighbour_tree.query_nearest(spot, return_distance=True)
        own = self.land.nearest(point)
        in_the_gap = gap_m[0] <= BORDER_GAP_M and own is not None and own[1] <= BORDER_GAP_M
        if gap_m[0] > 0 and not in_the_gap:
            return None
        record = self._neighbours[int(nearest.min())]
        return AreaRef(record.code, record.name)

    def _nearest(
        self, point: LonLat
    ) -> tuple[NearestPlace | None, NearestPlace | None, NearestPlace | None]:
        """Return the nearest land, island and port."""
        found = self.land.nearest(point)
        land = None
        if found:
            part, gap_m = found
            land = NearestPlace(str(part.number), part.name or NAMELESS_LAND, gap_m)
        return land, self._nearest_island(point), self._nearest_port(point)

    def _nearest_island(self, point: LonLat) -> NearestPlace | None:
        """Return the nearest registered island, by its shore where it has one on the map."""
        gaps = [
            (self._island_gap_m(island, point), island.code, island.name)
            for island in self._islands
        ]
        if not gaps:
            return None
        gap_m, code, name = min(gaps)
        return NearestPlace(code, name, gap_m)

    def _island_gap_m(self, island: IslandRecord, point: LonLat) -> float:
        if island.land_part is not None:
            part = self.land.part(island.land_part)
            if part.island_code == island.code:
                return self.land.distance_m(part.number, point)
        return distance_m(point.lon, point.lat, island.point.lon, island.point.lat)

    def _nearest_port(self, point: LonLat) -> NearestPlace | None:
        gaps = [
            (distance_m(point.lon, point.lat, port.point.lon, port.point.lat), port.code, port.name)
            for port in self._ports
        ]
        if not gaps:
            return None
        gap_m, code, name = min(gaps)
        return NearestPlace(code, name, gap_m)


def _is_in_reach(point: LonLat) -> bool:
    """Tell whether distances in the metric projection mean anything: within a few UTM zones."""
    return 90 <= point.lon <= 145 and -25 <= point.lat <= 15


def polygons_of(geometry: Polygon | MultiPolygon) -> list[Polygon]:
    """Return the polygons that a geometry consists of."""
    return [geometry] if isinstance(geometry, Polygon) else list(geometry.geoms)


def _first(tree: shapely.STRtree, spot: Point, areas: Sequence[AreaRecord]) -> AreaRecord | None:
    """Return the area with the lowest code that covers a point; areas are in the tree's order."""
    hits = tree.query(spot, predicate="covered_by")
    return areas[int(hits.min())] if len(hits) else None
