"""Compares travel times that people reported with those of a router, for a planner to judge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gis.costing import PRIORITY_FACTOR
from gis.layer_files import Defect, FieldReader, read_table
from gis.routing import Router
from gis.snapping import Snapper
from gis.types import Journey, LegMode, LonLat, VehicleProfile

ORDINARY_PRIORITY = 4
"""Reported trips were driven without a siren, as we drive for this priority."""
ON_NETWORK_WITHIN_M = 1_000.0
"""An end further from any road of the network does not lie on it."""
TOLERANCE = 1 / 3
"""How far from the observed time ours may lie."""

OFF_NETWORK = {
    "outside": "an end lies outside the regency",
    "sea": "a trip over the sea",
    "no_trip": "a standard or an example, not a measured trip",
}
_COLUMNS = (
    "origin", "destination", "origin_lon", "origin_lat", "destination_lon", "destination_lat",
    "minutes_low", "minutes_high", "vehicle", "year", "source", "quality", "off_network",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observation:
    """A trip that somebody reported; ``off_network`` says why it is not compared, or nothing."""

    origin: str
    destination: str
    start: LonLat | None
    end: LonLat | None
    low_s: float
    high_s: float
    profile: VehicleProfile
    year: int
    source: str
    quality: str
    off_network: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """An observation beside our times; without them ``reason`` says why there are none."""

    observed: Observation
    ordinary_s: float | None = None
    emergency_s: float | None = None
    reason: str = ""

    @property
    def ratio(self) -> float | None:
        """Our time in ordinary traffic as a share of the middle of the observed one."""
        if self.ordinary_s is None:
            return None
        return 2 * self.ordinary_s / (self.observed.low_s + self.observed.high_s)

    @property
    def is_within_a_third(self) -> bool | None:
        """Whether ours lies within a third of the observed span; None without ours."""
        if self.ordinary_s is None:
            return None
        low_s = (1 - TOLERANCE) * self.observed.low_s
        return low_s <= self.ordinary_s <= (1 + TOLERANCE) * self.observed.high_s


def read_observations(path: Path) -> tuple[list[Observation], list[Defect]]:
    """Return the trips of a table, and every defect of it."""
    rows, defects = read_table(path, columns=_COLUMNS, label="destination")
    found = [_observation(row) for row in rows]
    return found, defects + [defect for row in rows for defect in row.defects]


def compare(router: Router, observed: Observation, at: datetime) -> Comparison:
    """Return an observation beside the router's time for a departure by day."""
    if observed.off_network or observed.start is None or observed.end is None:
        return Comparison(observed, reason=OFF_NETWORK.get(observed.off_network, "no point given"))
    if far := _off_road(Snapper(router.network), observed):
        return Comparison(observed, reason=far)
    found = router.route(observed.start, observed.end, profile=observed.profile, at=at)
    if not isinstance(found, Journey):
        return Comparison(observed, reason=f"no way by our network: {found.code}")
    if any(leg.mode == LegMode.SEA for leg in found.legs):
        return Comparison(observed, reason="our network leads over the sea")
    road_s = sum(leg.duration_s for leg in found.legs if leg.mode == LegMode.ROAD)
    slower_s = road_s * (PRIORITY_FACTOR[ORDINARY_PRIORITY] - 1)
    return Comparison(observed, found.duration_s + slower_s, found.duration_s)


def comparison_lines(comparisons: Iterable[Comparison]) -> list[str]:
    """Return the comparison as a table, and below it what was not compared and why."""
    told = list(comparisons)
    compared = [c for c in told if c.ratio is not None]
    within = sum(bool(c.is_within_a_third) for c in compared)
    head = ("observed", "ours", "ratio", "within", "siren")
    return [
        f"{'trip':<52}{head[0]:>10}{head[1]:>8}{head[2]:>7}{head[3]:>8}{head[4]:>8}",
        *map(_line, compared),
        f"{within} of {len(compared)} within a third of the observed time "
        f"(minutes; ours in ordinary traffic, beside it with siren)",
        "Not compared:",
        *(
            f"  {_trip(c.observed)}, {c.observed.low_s / 60:.0f} min: {c.reason}"
            for c in told
            if c.ratio is None
        ),
    ]


def _line(comparison: Comparison) -> str:
    observed = comparison.observed
    low, high = (f"{s / 60:.0f}" for s in (observed.low_s, observed.high_s))
    span = low if low == high else f"{low}-{high}"
    ours, siren = (
        f"{(s or 0.0) / 60:.1f}" for s in (comparison.ordinary_s, comparison.emergency_s)
    )
    within = "yes" if comparison.is_within_a_third else "no"
    trip = f"{_trip(observed)} ({observed.profile})"
    return f"{trip:<52}{span:>10}{ours:>8}{comparison.ratio:>7.2f}{within:>8}{siren:>8}"


def _trip(observed: Observation) -> str:
    return f"{observed.origin} - {observed.destination}"


def _off_road(snapper: Snapper, observed: Observation) -> str:
    """Return which end lies too far from any road of the network; nothing if none does."""
    for name, point in ((observed.origin, observed.start), (observed.destination, observed.end)):
        assert point is not None  # noqa: S101  (the caller has looked)
        snap = snapper.snap(point, profile=observed.profile)
        if snap is None or snap.distance_m > ON_NETWORK_WITHIN_M:
            return f"{name} does not lie on the network"
    return ""


def _observation(row: FieldReader) -> Observation:
    low, high = (row.number(f"minutes_{end}", low=1, high=10_000) for end in ("low", "high"))
    if high < low:
        row.defects.append(Defect(row.file, row.label, f"minutes_high {high} is below {low}"))
    vehicle = row.text("vehicle", pattern="|".join(VehicleProfile))
    return Observation(
        origin=row.text("origin"),
        destination=row.text("destination"),
        start=_point(row, "origin"),
        end=_point(row, "destination"),
        low_s=low * 60,
        high_s=high * 60,
        profile=VehicleProfile(vehicle) if vehicle else VehicleProfile.CAR,
        year=row.whole("year"),
        source=row.text("source"),
        quality=row.text("quality"),
        off_network=row.text("off_network", optional=True, pattern="|".join(OFF_NETWORK)),
    )


def _point(row: FieldReader, end: str) -> LonLat | None:
    lon = row.optional_number(f"{end}_lon", low=-180, high=180)
    lat = row.optional_number(f"{end}_lat", low=-90, high=90)
    return None if lon is None or lat is None else LonLat(lon, lat)
