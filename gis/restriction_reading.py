"""Reads a turn restriction relation: from which ways, over what, to which ways, and for whom.

Tags are tried from the most specific to the general one for each vehicle (OSM wiki,
Relation:restriction). A restriction that holds only at times or on conditions does not bind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gis.costing import Tags
from gis.types import VehicleProfile

MODES: Mapping[VehicleProfile, tuple[str, ...]] = MappingProxyType(
    # All vehicles here are emergency vehicles, so that ``emergency`` speaks of each of them
    # first. A fire truck is a lorry and no car.
    {
        VehicleProfile.AMBULANCE: ("emergency", "motorcar", "motor_vehicle", "vehicle"),
        VehicleProfile.FIRE_TRUCK: ("emergency", "hgv", "motor_vehicle", "vehicle"),
        VehicleProfile.MOTORCYCLE: ("emergency", "motorcycle", "motor_vehicle", "vehicle"),
        VehicleProfile.CAR: ("emergency", "motorcar", "motor_vehicle", "vehicle"),
    }
)
"""The means of transport that a restriction's keys and exceptions may name for a vehicle."""
TIMES = ("day_on", "day_off", "hour_on", "hour_off")
"""The old way to say that a restriction holds only at times."""

LIFTED = "lifted for emergency vehicles or meant for others"
CONDITIONAL = "hold only at times or on conditions"
INCOMPLETE = "lack a from, a via or a to"


@dataclass(frozen=True, slots=True)
class TurnRestriction:
    """From some ways over a node or over ways to others: forbidden, or with ``only`` the one way.

    ``via_ways`` may stand in any order; ``via_node`` is None if there are any.
    """

    osm_id: int
    from_ways: tuple[int, ...]
    via_node: int | None
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]
    only: bool
    profiles: tuple[VehicleProfile, ...]

    @property
    def ways(self) -> tuple[int, ...]:
        """All ways that take part."""
        return (*self.from_ways, *self.via_ways, *self.to_ways)


Member = tuple[str, str, int]
"""Role, type (``n``, ``w`` or ``r``) and number of a member of a relation."""


def read_restriction(
    osm_id: int, tags: Tags, members: Iterable[Member]
) -> tuple[list[TurnRestriction], str | None]:
    """Return what a relation of ``type=restriction`` forbids, or why it binds nobody here.

    Vehicles may be bound by different words, so that one relation may give two restrictions.
    """
    bound: dict[bool, list[VehicleProfile]] = {}
    for profile in MODES:
        word = _word(tags, profile)
        if word is not None:
            bound.setdefault(word.startswith("only_"), []).append(profile)
    if not bound:
        return [], CONDITIONAL if _is_conditional(tags) else LIFTED
    parts = _parts(members)
    if parts is None:
        return [], INCOMPLETE
    starts, node, over, ends = parts
    found = [
        TurnRestriction(osm_id, starts, node, over, ends, only, tuple(profiles))
        for only, profiles in bound.items()
    ]
    return found, None


def _word(tags: Tags, profile: VehicleProfile) -> str | None:
    """Return the word of a restriction that binds a vehicle, None if none does."""
    modes = MODES[profile]
    lifted = {name.strip() for name in tags.get("except", "").split(";")}
    if lifted & set(modes) or any(key in tags for key in TIMES):
        return None
    keys = (*(f"restriction:{mode}" for mode in modes), "restriction")
    word = next((value for key in keys if (value := tags.get(key))), "")
    return word if word.startswith(("no_", "only_")) else None


def _is_conditional(tags: Tags) -> bool:
    timed = any(key in tags for key in TIMES)
    lasting = any(
        key == "restriction" or (key.startswith("restriction:") and not key.endswith("conditional"))
        for key in tags
    )
    return timed or (not lasting and any(key.endswith(":conditional") for key in tags))


def _parts(
    members: Iterable[Member],
) -> tuple[tuple[int, ...], int | None, tuple[int, ...], tuple[int, ...]] | None:
    """Return from, via node, via ways and to; None if one of them is missing or not clear."""
    told = list(members)
    starts = _refs(told, "from", "w")
    ends = _refs(told, "to", "w")
    nodes, over = _refs(told, "via", "n"), _refs(told, "via", "w")
    if not starts or not ends or not (over or len(nodes) == 1):
        return None
    return starts, None if over else nodes[0], over, ends


def _refs(members: list[Member], role: str, kind: str) -> tuple[int, ...]:
    found = (ref for own, type_, ref in members if own == role and type_ == kind)
    return tuple(dict.fromkeys(found))
