"""Exact top 5 of 50 and of 500 units with snapping, beside OSRM's table on the same coordinates.

    python -m benchmarks.osrm [--incidents 300] [--seed 7] [--folder var/bench] [--osrm FOLDER]

OSRM runs as it is meant to, as a server asked over one connection that stays open, with our speeds
and without ferries, by both of its algorithms. Ours finds the land part and the road of the
incident each time; units are on their roads, as after their last fix. Our answers are compared
with scipy's Dijkstra. The worst case is an incident on the largest island with every unit
on others: the search alone settles all of the island, and the whole answer comes over quays.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks import osrm_server
from benchmarks.full_size import full_size
from benchmarks.search import (
    FLEETS,
    PROFILE,
    WANTED,
    Fleet,
    Reference,
    agrees,
    drawn_points,
    first_of,
    one_pass,
    ours,
)
from gis import search
from gis.routing import Router
from gis.snapping import Snapper
from gis.types import Place, UnitKind, UnitState

TARGETS_MS = {50: 1.0, 500: 0.3}
WORST_TARGET_MS = 8.0
RATIO_TARGET = 5.0
CHECKED = 100
"""How many answers of each fleet are compared with scipy."""
AT = datetime(2026, 3, 3, 2, tzinfo=UTC)


def p50_p99(took_s) -> tuple[float, float]:
    p50, p99 = np.percentile(np.array(took_s) * 1000, (50, 99))
    return float(p50), float(p99)


def measure_ours(network, weights, snapper, fleets, incidents):
    """Return answers and seconds by the size of the fleet, after a pass that warms up."""
    found = {}
    for fleet in fleets:

        def answer(point, fleet=fleet):
            return ours(network, weights, snapper, fleet, point)

        one_pass(incidents[:20], answer)
        found[len(fleet.snaps)] = one_pass(incidents, answer)
    return found


def wrong_answers(network, weights, snapper, fleets, incidents, found) -> int:
    """Return how many of the first answers are not those of scipy."""
    reference = Reference(network, weights)
    wrong = 0
    for number, point in enumerate(incidents[:CHECKED]):
        snap = snapper.snap(point, profile=PROFILE)
        costs = reference.scipy_ms(snap)
        for fleet in fleets:
            answer = found[len(fleet.snaps)][0][number]
            wrong += not agrees(answer, fleet.reference_s(costs, snap))
    return wrong


def measure_osrm(programs, folder, points, incidents):
    """Return answers and seconds of OSRM by algorithm and size of the fleet."""
    base = osrm_server.prepare(programs, folder / "sumenep.osm.pbf", folder / "osrm", PROFILE)
    asked = [(point.lon, point.lat) for point in incidents]
    found = {}
    for algorithm in ("MLD", "CH"):
        with osrm_server.served(programs, base, algorithm) as tables:
            for size in FLEETS:
                units = [(point.lon, point.lat) for point in points[:size]]

                def answer(point, tables=tables, units=units):
                    seconds = tables.seconds_to(point, units)
                    first_of(seconds)
                    return seconds

                one_pass(asked[:20], answer)
                found[algorithm, size] = one_pass(asked, answer)
    return found


def alike(ours_s, theirs_s) -> bool:
    """Tell whether the nearest unit is as far away for both, within a twentieth or 3 seconds."""
    a, b = np.min(ours_s), np.min(theirs_s)
    return bool(np.isinf(a) and np.isinf(b)) or abs(a - b) <= max(3.0, 0.05 * a)


def worst_case(network, land, sea, rng, folder):
    """Return seconds of the search alone and of whole answers on an island without a unit."""
    router = Router(network, sea, land, kept_in=folder / "kept")
    router.warm_up()
    snapper = Snapper(network, land)
    weights = network.weights(PROFILE)
    points = drawn_points(rng, network, 4_000)
    home = [point for point in points if (part := land.part_at(point)) and part.number == 0]
    away = [point for point in points if (part := land.part_at(point)) and part.number > 0]
    units = [
        UnitState(
            code=f"U{n}",
            kind=UnitKind.AMBULANCE,
            profile=PROFILE,
            status="available",
            point=point,
            at_station=False,
            position_state="live",
        )
        for n, point in enumerate(away[:50])
    ]
    fleet = Fleet(network, weights, snapper.snap_many(away[:50], profile=PROFILE))
    incidents = home[:100]
    answers, alone = one_pass(
        incidents, lambda point: ours(network, weights, snapper, fleet, point)
    )
    assert all(np.isinf(answer).all() for answer in answers)

    def whole(point):
        return router.estimates_to(Place(point, land_part=0), units, at=AT)

    one_pass(incidents[:3], whole)
    return alone, one_pass(incidents, whole)[1]


def report_ours(found) -> bool:
    reached = True
    for size, (_, took) in found.items():
        p50, p99 = p50_p99(took)
        is_met = p50 <= TARGETS_MS[size]
        reached &= is_met
        print(f"{f'ours, {size} units':<28}{p50:>10.3f}{p99:>10.3f}", end="")
        print(f"   target {TARGETS_MS[size]} ms: {'reached' if is_met else 'missed'}")
    return reached


def report_all_snapped(network, weights, snapper, points, incidents) -> None:
    """Print what it takes if the units have to find their roads as well, as they do in OSRM."""

    def answer(incident):
        units = snapper.snap_many(points, profile=PROFILE)
        snap = snapper.snap(incident, profile=PROFILE)
        first_of(search.costs_to(network, weights, snap, units, k=WANTED))

    p50, p99 = p50_p99(one_pass(incidents, answer)[1])
    print(f"{f'ours, {len(points)} units snapped too':<28}{p50:>10.3f}{p99:>10.3f}")


def report_osrm(found, theirs) -> None:
    for (algorithm, size), (answers, took) in theirs.items():
        p50, p99 = p50_p99(took)
        ratio = p50 / p50_p99(found[size][1])[0]
        same = sum(map(alike, found[size][0], answers))
        print(f"{f'OSRM {algorithm}, {size} units':<28}{p50:>10.3f}{p99:>10.3f}", end="")
        print(f"   {ratio:.1f} times ours; nearest unit as far in {same} of {len(answers)}")
        if size == FLEETS[0]:
            word = "reached" if ratio >= RATIO_TARGET else "missed"
            print(f"{'':<48}   target {RATIO_TARGET:.0f} times: {word}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--incidents", type=int, default=300)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--folder", type=Path, default=Path("var/bench"))
    options.add_argument("--osrm", type=Path, default=None, help="folder of the unpacked wheel")
    chosen = options.parse_args()
    network, land, sea = full_size(chosen.folder)
    weights = network.weights(PROFILE)
    snapper = Snapper(network, land)
    search.warm_up(network)
    rng = np.random.default_rng(chosen.seed)
    points = drawn_points(rng, network, max(FLEETS) + 100)
    points = [p for p in points if land.part_at(p)][: max(FLEETS)]
    snaps = snapper.snap_many(points, profile=PROFILE)
    fleets = [Fleet(network, weights, snaps[:size]) for size in FLEETS]
    drawn = drawn_points(rng, network, 2 * chosen.incidents)
    incidents = [p for p in drawn if land.part_at(p)][: chosen.incidents]
    print(f"{network.node_count:,} nodes, {len(incidents)} incidents, top {WANTED}")
    print(f"{'method':<28}{'p50 ms':>10}{'p99 ms':>10}")
    found = measure_ours(network, weights, snapper, fleets, incidents)
    report_ours(found)
    report_all_snapped(network, weights, snapper, points[: FLEETS[0]], incidents)
    programs = osrm_server.binaries(chosen.osrm or chosen.folder)
    if programs is None:
        print("OSRM is left out: its programs are not there; benchmarks/README.md says how")
    else:
        report_osrm(found, measure_osrm(programs, chosen.folder, points, incidents))
    for name, took in zip(
        ("search that finds nobody", "whole answer over quays"),
        worst_case(network, land, sea, rng, chosen.folder),
        strict=True,
    ):
        p50, p99 = p50_p99(took)
        word = "reached" if p50 <= WORST_TARGET_MS else "missed"
        print(f"{name:<28}{p50:>10.3f}{p99:>10.3f}   target {WORST_TARGET_MS} ms: {word}")
    wrong = wrong_answers(network, weights, snapper, fleets, incidents, found)
    checked = min(CHECKED, len(incidents)) * len(fleets)
    print(f"answers equal to scipy's: {checked - wrong} of {checked}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
