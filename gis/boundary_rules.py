"""The rules that a set of boundaries must keep before it may replace the one in use.

Each rule is one function that returns every defect it finds; ``boundary_defects`` runs them all.
The rules about codes and names are here, those about shapes in ``gis.boundary_shapes``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gis.boundary_files import (
    ALIASES_FILE,
    DESA_FILE,
    ISLANDS_FILE,
    KECAMATAN_FILE,
    LAND_FILE,
    NEIGHBOURS_FILE,
    BoundarySet,
)
from gis.boundary_shapes import SHAPE_RULES, ShapeSet, area_label, uncovered_notes
from gis.layer_files import Defect

KECAMATAN_COUNT = 27
DESA_COUNT = 334
"""Kecamatan, and desa with kelurahan, of Kabupaten Sumenep in the code list of Kemendagri."""
ISLAND_COUNT_MIN = 119
"""Islands in the national register; official texts say 126, so more are welcome."""
ALIAS_KINDS = frozenset(
    {
        "regency",
        "kecamatan",
        "desa",
        "island",
        "port",
        "facility",
        "settlement",
        "road",
        "neighbour",
    }
)


@dataclass(frozen=True, slots=True)
class ExpectedCounts:
    """How many areas there must be; tests draw smaller regencies."""

    kecamatan: int = KECAMATAN_COUNT
    desa: int = DESA_COUNT
    islands_min: int = ISLAND_COUNT_MIN


def boundary_defects(
    boundaries: BoundarySet, *, expected: ExpectedCounts | None = None
) -> list[Defect]:
    """Return every breach of every rule, in the order of the rules; empty for a good set."""
    defects = list(counts(boundaries, expected or ExpectedCounts()))
    for code_rule in CODE_RULES:
        defects += code_rule(boundaries)
    shapes = ShapeSet(boundaries)
    for shape_rule in SHAPE_RULES:
        defects += shape_rule(shapes)
    return defects


def boundary_notes(boundaries: BoundarySet) -> list[str]:
    """Return what a person should know about a set that keeps the rules."""
    off_land = [i for i in boundaries.islands if i.land_part is None]
    notes = []
    if off_land:
        far = max(off_land, key=lambda island: island.distance_to_land_m)
        notes.append(
            f"{len(off_land)} islands lie on no land part; farthest: {far.name}, "
            f"{far.distance_to_land_m / 1000:.1f} km from land part {far.nearest_land_part}"
        )
    unknown = sum(part.populated is None for part in boundaries.land)
    if unknown:
        notes.append(f"{unknown} land parts: not known whether anybody lives there")
    notes += uncovered_notes(ShapeSet(boundaries))
    differing = sum(area.name != area.bps_name for area in boundaries.desa)
    notes.append(f"{differing} desa are spelled differently by Kemendagri and BPS")
    return notes


def counts(found: BoundarySet, expected: ExpectedCounts) -> Iterable[Defect]:
    """Check for the official number of kecamatan and desa, and for enough of everything else."""
    for file, what, number, wanted in (
        (KECAMATAN_FILE, "kecamatan", len(found.kecamatan), expected.kecamatan),
        (DESA_FILE, "desa", len(found.desa), expected.desa),
    ):
        if number != wanted:
            yield Defect(file, "", f"{number} usable {what}, {wanted} expected")
    if len(found.islands) < expected.islands_min:
        what = f"{len(found.islands)} usable islands, at least {expected.islands_min} expected"
        yield Defect(ISLANDS_FILE, "", what)
    if not found.land:
        yield Defect(LAND_FILE, "", "no usable land part")
    if not found.neighbours:
        yield Defect(NEIGHBOURS_FILE, "", "no usable neighbour")


def unique_codes(boundaries: BoundarySet) -> Iterable[Defect]:
    """Check that no code occurs twice, in either numbering, and no land part number."""
    found = boundaries
    yield from _repeated(KECAMATAN_FILE, "code", [a.code for a in found.kecamatan])
    yield from _repeated(KECAMATAN_FILE, "bps_code", [a.bps_code for a in found.kecamatan])
    yield from _repeated(DESA_FILE, "code", [a.code for a in found.desa])
    yield from _repeated(DESA_FILE, "bps_code", [a.bps_code for a in found.desa])
    yield from _repeated(LAND_FILE, "number", [str(p.number) for p in found.land])
    codes = [p.island_code for p in found.land if p.island_code]
    yield from _repeated(LAND_FILE, "island_code", codes)
    yield from _repeated(ISLANDS_FILE, "code", [i.code for i in found.islands])
    yield from _repeated(NEIGHBOURS_FILE, "code", [n.code for n in found.neighbours])
    names = [f"{a.kind} {a.target_code} {a.name}" for a in found.aliases]
    yield from _repeated(ALIASES_FILE, "alias", names)


def consistent_codes(boundaries: BoundarySet) -> Iterable[Defect]:
    """Check that a desa's codes begin with those of its kecamatan, and that this one exists."""
    kecamatan = {a.code: a for a in boundaries.kecamatan}
    for area in boundaries.desa:
        parent = kecamatan.get(area.kecamatan_code)
        if not area.code.startswith(f"{area.kecamatan_code}."):
            what = f"code does not begin with its kecamatan_code {area.kecamatan_code}"
            yield Defect(DESA_FILE, area_label(area), what)
        if parent is None:
            yield Defect(DESA_FILE, area_label(area), f"no kecamatan {area.kecamatan_code}")
        elif not area.bps_code.startswith(parent.bps_code):
            what = f"bps_code {area.bps_code} does not begin with {parent.bps_code}"
            yield Defect(DESA_FILE, area_label(area), what)
    with_desa = {area.kecamatan_code for area in boundaries.desa}
    for area in boundaries.kecamatan:
        if area.code not in with_desa:
            yield Defect(KECAMATAN_FILE, area_label(area), "has no desa")


def alias_targets(boundaries: BoundarySet) -> Iterable[Defect]:
    """Check that an alias has a known kind, and that the area or island it names exists."""
    found = boundaries
    targets = {
        "kecamatan": {area.code for area in found.kecamatan},
        "desa": {area.code for area in found.desa},
        "island": {island.code for island in found.islands},
    }
    for alias in found.aliases:
        if alias.kind not in ALIAS_KINDS:
            yield Defect(ALIASES_FILE, alias.name, f"unknown kind {alias.kind!r}")
        elif alias.kind in targets and alias.target_code not in targets[alias.kind]:
            yield Defect(ALIASES_FILE, alias.name, f"no {alias.kind} {alias.target_code}")


CODE_RULES: tuple[Callable[[BoundarySet], Iterable[Defect]], ...] = (
    unique_codes,
    consistent_codes,
    alias_targets,
)


def _repeated(file: str, what: str, values: Sequence[str]) -> Iterable[Defect]:
    for value, times in Counter(values).items():
        if times > 1:
            yield Defect(file, value, f"{what} occurs {times} times")
