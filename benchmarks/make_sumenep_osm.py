"""Makes an OpenStreetMap network of Sumenep's size: a mainland, 12 islands, 15 ferries.

    python benchmarks/make_sumenep_osm.py [FOLDER]

writes ``sumenep.osm`` and ``sumenep.osm.pbf`` into the folder (default ``var/bench``). The network
is invented and always the same: 70,200 junctions, 92,324 ways, 95,302 points between junctions.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
from osmium.osm.mutable import Node, Way
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

SEED = 42
CENTRE_LON, CENTRE_LAT = 113.85, -7.0
METRES_A_DEGREE_LON = 111_320 * np.cos(np.radians(CENTRE_LAT))
METRES_A_DEGREE_LAT = 110_574.0
CLASSES = ("trunk", "secondary", "tertiary", "unclassified", "residential", "track", "service")
CELL_M = 28
"""No two junctions stand in the same square of this size."""
TIMESTAMP = "2026-01-01T00:00:00Z"


@dataclass(frozen=True)
class Island:
    """A piece of land: an ellipse with a ragged shore, filled with junctions and towns."""

    name: str
    lon: float
    lat: float
    half_width_km: float
    half_height_km: float
    junctions: int
    towns: int

    @property
    def centre_m(self):
        """Its middle as metres east and north of the mainland's."""
        return to_metres(self.lon, self.lat)

    @property
    def half_axes_m(self):
        """Half its width and half its height."""
        return np.array([self.half_width_km * 1000, self.half_height_km * 1000])


ISLANDS = (
    Island("Sumenep", 113.85, -6.98, 22.5, 15, 47_000, 27),
    Island("Poteran", 114.03, -7.115, 6, 2.4, 3_200, 2),
    Island("Giliyang", 114.17, -6.985, 2.5, 1.6, 700, 1),
    Island("Giligenting", 113.92, -7.20, 3, 2.5, 900, 1),
    Island("Giliraja", 113.79, -7.21, 2.5, 1.5, 700, 1),
    Island("Sapudi", 114.33, -7.12, 8, 4.5, 4_000, 2),
    Island("Raas", 114.57, -7.14, 8, 2.5, 3_000, 1),
    Island("Kangean", 115.38, -6.92, 19, 6.5, 7_000, 3),
    Island("Paliat", 115.62, -6.97, 4, 2, 900, 1),
    Island("Sepanjang", 115.78, -7.15, 7, 2.5, 1_300, 1),
    Island("Sapeken", 115.70, -7.06, 0.8, 0.5, 250, 1),
    Island("Masalembu", 114.43, -5.55, 3.5, 3, 1_000, 1),
    Island("Masakambing", 114.44, -5.42, 1.2, 1, 250, 1),
)
FERRIES = (  # from, to, minutes, carries vehicles
    ("Sumenep", "Poteran", 12, True),
    ("Sumenep", "Giliyang", 45, True),
    ("Sumenep", "Giligenting", 40, True),
    ("Sumenep", "Giliraja", 40, False),
    ("Sumenep", "Sapudi", 120, True),
    ("Sapudi", "Raas", 70, True),
    ("Sumenep", "Kangean", 480, True),
    ("Raas", "Kangean", 300, True),
    ("Kangean", "Paliat", 30, True),
    ("Kangean", "Sapeken", 75, True),
    ("Sapeken", "Sepanjang", 35, True),
    ("Sumenep", "Masalembu", 600, True),
    ("Masalembu", "Masakambing", 60, False),
    ("Giligenting", "Giliraja", 25, False),
    ("Sumenep", "Poteran", 15, True),
)


@dataclass
class Network:
    """Junctions in metres with the island of each, roads between them, and the files' parts."""

    points: np.ndarray
    island: np.ndarray
    roads: list = field(default_factory=list)
    """From junction, to junction, class number, one way, length in metres."""
    shape: list = field(default_factory=list)  # number and place of points between junctions
    ways: list = field(default_factory=list)  # points and tags


def to_metres(lon, lat):
    return np.array(
        [(lon - CENTRE_LON) * METRES_A_DEGREE_LON, (lat - CENTRE_LAT) * METRES_A_DEGREE_LAT]
    )


def to_degrees(place_m):
    return (
        CENTRE_LON + place_m[..., 0] / METRES_A_DEGREE_LON,
        CENTRE_LAT + place_m[..., 1] / METRES_A_DEGREE_LAT,
    )


def make_network(islands: tuple[Island, ...] = ISLANDS) -> Network:
    """Draw the whole network; the same numbers come at every call."""
    rng = np.random.default_rng(SEED)
    points, island, roads = [], [], []
    first = 0
    for number, land in enumerate(islands):
        placed, island_roads = roads_of_island(rng, land)
        points.append(placed)
        island += [number] * land.junctions
        roads += [(a + first, b + first, *rest) for a, b, *rest in island_roads]
        first += land.junctions
    network = Network(np.vstack(points), np.array(island), roads)
    crossings = [ferry_ends(network, ferry, n) for n, ferry in enumerate(FERRIES)]
    add_road_ways(rng, network)
    add_ferry_ways(rng, network, crossings)
    return network


def roads_of_island(rng, land):
    """Return junctions and roads of an island: a spanning tree, more edges, classes, one-ways."""
    phases = rng.uniform(0, 6.28, 6)
    towns = place_towns(rng, land, phases)
    shares = rng.dirichlet(np.ones(land.towns) * 3)
    if land.towns > 5:
        shares[0] = 0.25
        shares /= shares.sum()
    points = place_junctions(rng, land, phases, towns, shares)
    ends, length_m, in_tree = choose_edges(rng, points)
    road_class = classify(rng, land, points, towns, ends, length_m)
    one_way = (~in_tree) & (rng.random(len(ends)) < 0.16) & (road_class > 0) & (road_class != 5)
    rows = zip(ends, road_class, one_way, length_m, strict=True)
    return points, [(a, b, k, way, metres) for (a, b), k, way, metres in rows]


def inside(land, phases, places_m):
    """Tell which places lie within the ragged shore."""
    offset = (places_m - land.centre_m) / land.half_axes_m
    angle = np.arctan2(offset[:, 1], offset[:, 0])
    shore = 0.9 + sum(0.04 * np.sin((k + 2) * angle + phases[k]) for k in range(6))
    return np.hypot(*offset.T) < shore


def place_towns(rng, land, phases):
    apart_m = 0.12 * land.half_axes_m.max()
    towns = []
    while len(towns) < land.towns:
        place = land.centre_m + rng.uniform(-0.75, 0.75, 2) * land.half_axes_m
        if inside(land, phases, place[None])[0] and all(
            np.hypot(*(place - town)) > apart_m for town in towns
        ):
            towns.append(place)
    return np.array(towns)


def place_junctions(rng, land, phases, towns, shares):
    """Scatter junctions over the land and thicker around towns, one a cell at most."""
    points = np.empty((0, 2))
    spread = int(land.junctions * 0.8), int(land.junctions * 0.6)
    while len(points) < land.junctions:
        anywhere = land.centre_m + rng.uniform(-1, 1, (spread[0], 2)) * land.half_axes_m
        town = towns[rng.choice(land.towns, spread[1], p=shares)]
        near = town + rng.normal(0, min(900, land.half_height_km * 250), (spread[1], 2))
        places = np.vstack([anywhere, near])
        points = np.vstack([points, places[inside(land, phases, places)]])
        rng.shuffle(points)
        cells = (points // CELL_M).astype(int)
        points = points[np.unique(cells, axis=0, return_index=True)[1]]
        rng.shuffle(points)
    return points[: land.junctions]


def choose_edges(rng, points):
    """Return ends and lengths of the edges kept, and which belong to the spanning tree."""
    count = len(points)
    corners = Delaunay(points).simplices
    ends = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    ends.sort(1)
    ends = np.unique(ends, axis=0)
    length_m = np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T)
    graph = coo_matrix((length_m, (ends[:, 0], ends[:, 1])), shape=(count, count))
    tree = minimum_spanning_tree(graph).tocoo()
    tree_key = np.minimum(tree.row, tree.col) * count + np.maximum(tree.row, tree.col)
    in_tree = np.isin(ends[:, 0] * count + ends[:, 1], tree_key)
    middle = (points[ends[:, 0]] + points[ends[:, 1]]) / 2
    nearest_m, _ = cKDTree(points).query(middle, k=1)
    spare = np.flatnonzero((nearest_m >= length_m / 2 - 1e-6) & ~in_tree)
    wanted = int(1.315 * count) - in_tree.sum()
    keep = in_tree.copy()
    keep[rng.permutation(spare)[:wanted]] = True
    return ends[keep], length_m[keep], in_tree[keep]


def classify(rng, land, points, towns, ends, length_m):
    """Give the fastest ways between towns a high class, and the rest a local one by chance."""
    count = len(points)
    town_node = cKDTree(points).query(towns)[1]
    road_class = np.full(len(ends), -1)
    graph = coo_matrix((length_m, (ends[:, 0], ends[:, 1])), shape=(count, count)).tocsr()
    edge_of = {(a, b): i for i, (a, b) in enumerate(ends)}
    away_m, before = dijkstra(graph, directed=False, indices=town_node, return_predecessors=True)

    def mark(town, node, rank):
        while node != town_node[town]:
            previous = before[town, node]
            edge = edge_of[(min(previous, node), max(previous, node))]
            known = road_class[edge]
            road_class[edge] = rank if known < 0 else min(known, rank)
            node = previous

    for town, node, rank in arterials(land, points, towns, town_node, away_m):
        mark(town, node, rank)
    local = road_class < 0
    chance = rng.random(len(ends))
    by_chance = 3 + np.digitize(chance, (0.25, 0.75, 0.92))
    road_class[local] = by_chance[local]
    return road_class


def arterials(land, points, towns, town_node, away_m):
    """Yield town, node it is joined to, and rank of the road between."""
    if land.towns > 5:
        order = np.argsort(towns[:, 0])
        for a, b in zip(order[::3], order[3::3], strict=False):
            yield a, town_node[b], 0
        for town in range(land.towns):
            for rank, other in enumerate(np.argsort(away_m[town, town_node])[1:5]):
                yield town, town_node[other], 1 if rank < 2 else 2
        return
    corners = [f(points[:, axis]) for axis in (0, 1) for f in (np.argmin, np.argmax)]
    for town in range(land.towns):
        for other in range(land.towns):
            if town != other:
                yield town, town_node[other], 1
        for corner in corners:
            yield town, corner, 2


def ferry_ends(network, ferry, number):
    """Return the two nearest junctions of two islands; a second line leaves elsewhere."""
    number_of = {land.name: i for i, land in enumerate(ISLANDS)}
    here, there = (np.flatnonzero(network.island == number_of[name]) for name in ferry[:2])
    away_m, other = cKDTree(network.points[there]).query(network.points[here])
    again = any(earlier[:2] == ferry[:2] for earlier in FERRIES[:number])
    place = np.argsort(away_m)[len(away_m) // 8 if again else 0]
    return here[place], there[other[place]]


def add_points(network, places):
    """Add points between junctions and return their numbers."""
    first = len(network.points) + len(network.shape) + 1
    numbers = list(range(first, first + len(places)))
    network.shape += zip(numbers, places, strict=True)
    return numbers


def add_road_ways(rng, network):
    for a, b, road_class, one_way, length_m in network.roads:
        refs = [a + 1]
        if between := int(min(6, length_m // 70)):
            share = np.linspace(0, 1, between + 2)[1:-1, None]
            line = network.points[b] - network.points[a]
            across = np.array([-line[1], line[0]]) / length_m
            bend = rng.normal(0, min(6, length_m * 0.03), (between, 1))
            refs += add_points(network, network.points[a] + share * line + across * bend)
        network.ways.append(([*refs, b + 1], road_tags(rng, a, road_class, one_way)))


def road_tags(rng, a, road_class, one_way):
    tags = {"highway": CLASSES[road_class]}
    if one_way:
        tags["oneway"] = "yes"
    if road_class < 3:
        tags["name"] = f"Jl. Raya {CLASSES[road_class].title()} {(a // 400) + 1}"
        tags["surface"] = "asphalt"
    elif road_class == 4 and rng.random() < 0.3:
        tags["name"] = f"Gg. {a % 997}"
    elif road_class == 5:
        tags["surface"] = "unpaved"
    if road_class in (0, 1) and rng.random() < 0.5:
        tags["maxspeed"] = "60" if road_class == 0 else "50"
    if rng.random() < 0.01 and road_class > 2:
        tags["access"] = "private"
    if rng.random() < 0.005 and road_class == 4:
        tags["motorcar"] = "no"
    return tags


def add_ferry_ways(rng, network, crossings):
    for (a, b), (here, there, minutes, vehicles) in zip(crossings, FERRIES, strict=True):
        share = np.linspace(0, 1, 8)[1:-1, None]
        line = network.points[a] + share * (network.points[b] - network.points[a])
        refs = [a + 1, *add_points(network, line + rng.normal(0, 200, (6, 2))), b + 1]
        tags = {
            "route": "ferry",
            "name": f"{here} - {there}",
            "duration": f"{minutes // 60:02d}:{minutes % 60:02d}",
            "motor_vehicle": "yes" if vehicles else "no",
            "foot": "yes",
            "motorcycle": "yes",
        }
        network.ways.append((refs, tags))


def write_files(network: Network, folder: Path) -> list[Path]:
    """Write the network as XML and as PBF."""
    folder.mkdir(parents=True, exist_ok=True)
    lon, lat = to_degrees(network.points)
    shape_lon, shape_lat = to_degrees(np.array([place for _, place in network.shape]))
    numbers = [*range(1, len(network.points) + 1), *(n for n, _ in network.shape)]
    places = list(zip([*lon, *shape_lon], [*lat, *shape_lat], strict=True))
    known = {"version": 1, "timestamp": TIMESTAMP, "visible": True}
    paths = [folder / "sumenep.osm.pbf", folder / "sumenep.osm"]
    for path in paths:
        path.unlink(missing_ok=True)
        with osmium.SimpleWriter(str(path)) as writer:
            for number, (x, y) in zip(numbers, places, strict=True):
                writer.add_node(Node(id=number, location=(float(x), float(y)), **known))
            for number, (refs, tags) in enumerate(network.ways, start=1):
                nodes = [int(ref) for ref in refs]
                writer.add_way(Way(id=number, nodes=nodes, tags=tags, **known))
    return paths


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("var/bench")
    network = make_network()
    one_way = sum("oneway" in tags for _, tags in network.ways)
    print(
        f"{len(network.points):,} junctions, {len(network.shape):,} points between, "
        f"{len(network.ways):,} ways ({one_way:,} one-way, {len(FERRIES)} ferries)"
    )
    for path in write_files(network, folder):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
