"""Where an ambulance, a fire truck, a motorcycle or a car on an emergency may drive.

The rules stand in two tables, one for ways and one for barriers on nodes. They are tried in order
and the first that applies decides. All vehicles here are emergency vehicles. What a rule is asked
for holds in the dry season; a ford is asked for the wet one too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gis.costing import Tags, road_class
from gis.fords import is_ford, wades
from gis.types import VehicleProfile
from gis.vehicle_sizes import LIMIT_KEYS, fits

ACCESS_KEYS = ("access", "vehicle", "motor_vehicle", "motorcar", "motorcycle", "emergency")
"""The tags that say who may pass, the general one first; with ``:forward`` or ``:backward`` for
one direction of a way."""
LIFECYCLE_KEYS = (
    "construction", "proposed", "planned", "disused", "abandoned", "razed", "demolished", "removed",
)  # fmt: skip
"""``yes`` beside a ``highway`` says that the road is not there. A prefix (``disused:highway``)
takes the place of ``highway``, so that such a way is no road to begin with."""
WAY_KEYS = (
    "highway", "oneway", "junction", "service", "area", "ford", "depth",
    *ACCESS_KEYS, *LIFECYCLE_KEYS, *LIMIT_KEYS,
    *(f"{key}:{side}" for key in ACCESS_KEYS for side in ("forward", "backward")),
    *(f"oneway:{key}" for key in ACCESS_KEYS if key != "access"),
)  # fmt: skip
"""Every tag of a way that the rules read."""
BARRIER_KEYS = (
    "barrier", "bollard", "ford", "depth", *ACCESS_KEYS, *LIMIT_KEYS,
)  # fmt: skip
"""Every tag of a node that the rules read."""

Applies = Callable[[Tags, VehicleProfile], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a table: ``opens`` decides if ``applies`` holds; ``reason`` is for reports."""

    name: str
    applies: Applies
    opens: bool
    reason: str


NOT_BUILT = frozenset(
    {"construction", "proposed", "planned", "abandoned", "disused", "razed", "demolished", "no"}
)
FOR_FEET = frozenset(
    {"footway", "steps", "cycleway", "pedestrian", "bridleway", "corridor", "path", "elevator"}
)
STOPPING_BARRIERS = frozenset(
    {
        "bollard", "block", "jersey_barrier", "debris", "log", "stile", "turnstile",
        "full-height_turnstile", "kissing_gate", "cycle_barrier", "motorcycle_barrier",
        "horse_stile", "sump_buster", "bus_trap", "tank_trap", "planter", "wall", "fence", "hedge",
        "ditch", "guard_rail",
    }
)  # fmt: skip
PASSABLE_BOLLARDS = frozenset({"removable", "rising", "foldable", "fold_down", "flexible"})
MOTORCYCLE_GAPS = frozenset({"bollard", "block", "planter"})
"""Barriers with gaps that a motorcycle fits through."""


def access_value(tags: Tags, profile: VehicleProfile) -> str | None:
    """Return the most specific access tag's value for a vehicle, None if there is none."""
    own = "motorcycle" if profile is VehicleProfile.MOTORCYCLE else "motorcar"
    for key in (own, "motor_vehicle", "vehicle", "access"):
        if value := tags.get(key):
            return value
    return None


def _emergency(*values: str) -> Applies:
    return lambda tags, _profile: tags.get("emergency") in values


def _highway_in(values: frozenset[str]) -> Applies:
    return lambda tags, _profile: tags.get("highway", "") in values


def _denied(tags: Tags, profile: VehicleProfile) -> bool:
    return access_value(tags, profile) == "no"


def _motorcycle_on_path(tags: Tags, profile: VehicleProfile) -> bool:
    return (
        profile is VehicleProfile.MOTORCYCLE
        and tags.get("highway") == "path"
        and not _denied(tags, profile)
    )


def _motorcycle_asked_in(tags: Tags, profile: VehicleProfile) -> bool:
    return (
        profile is VehicleProfile.MOTORCYCLE
        and tags.get("highway") in {"footway", "pedestrian", "cycleway", "bridleway"}
        and tags.get("motorcycle") in {"yes", "designated", "permissive"}
    )


def _is_gone(tags: Tags, _profile: VehicleProfile) -> bool:
    return tags.get("highway", "") in NOT_BUILT or any(
        tags.get(key) == "yes" for key in LIFECYCLE_KEYS
    )


def _too_big(tags: Tags, profile: VehicleProfile) -> bool:
    return not fits(tags, profile)


def _too_deep(tags: Tags, profile: VehicleProfile) -> bool:
    return is_ford(tags) and not wades(tags, profile, wet=False)


def _too_deep_when_wet(tags: Tags, profile: VehicleProfile) -> bool:
    return is_ford(tags) and not wades(tags, profile, wet=True)


def _is_no_road(tags: Tags, _profile: VehicleProfile) -> bool:
    highway = tags.get("highway", "")
    return road_class(highway) is None and highway != "ford"


def _is_area(tags: Tags, _profile: VehicleProfile) -> bool:
    return tags.get("area") == "yes"


def _is_emergency_access(tags: Tags, _profile: VehicleProfile) -> bool:
    return tags.get("service") == "emergency_access"


def _direction_unknown(tags: Tags, profile: VehicleProfile) -> bool:
    return oneway_value(tags, profile) == "reversible"


def _always(_tags: Tags, _profile: VehicleProfile) -> bool:
    return True


WAY_RULES: tuple[Rule, ...] = (
    Rule("emergency_no", _emergency("no"), False,
         "emergency=no closes a way whatever else it says"),
    Rule("emergency_yes", _emergency("yes", "designated"), True,
         "emergency=yes or designated opens a way whatever else it says"),
    Rule("too_big", _too_big, False,
         "a sign says that the vehicle is too high, too wide or too heavy"),
    Rule("too_deep", _too_deep, False,
         "a ford deeper than the vehicle wades, or one of stepping stones"),
    Rule("area", _is_area, False,
         "an area is a surface; its outline is no line to drive along"),
    Rule("emergency_access", _is_emergency_access, True,
         "service=emergency_access was built for these vehicles, access=no is meant for others"),
    Rule("not_built", _is_gone, False,
         "a road under construction, proposed or gone cannot be driven"),
    Rule("motorcycle_path", _motorcycle_on_path, True,
         "a motorcycle may use paths"),
    Rule("motorcycle_asked_in", _motorcycle_asked_in, True,
         "a footway that says motorcycles may use it is an alley"),
    Rule("for_feet", _highway_in(FOR_FEET), False,
         "footways, steps, cycleways and paths are no roads"),
    Rule("no_road", _is_no_road, False,
         "the class is not in the speed table"),
    Rule("direction_unknown", _direction_unknown, False,
         "a reversible lane changes its direction at times that no tag tells"),
    Rule("access_no", _denied, False,
         "no is no; private, destination, customers, permissive and delivery may be passed"),
    Rule("road", _always, True,
         "any other road; a conditional restriction alone does not close it"),
)  # fmt: skip


def _stopping(tags: Tags, profile: VehicleProfile) -> bool:
    barrier = tags.get("barrier", "")
    if profile is VehicleProfile.MOTORCYCLE and barrier in MOTORCYCLE_GAPS:
        return False
    return barrier in STOPPING_BARRIERS


def _passable_bollard(tags: Tags, _profile: VehicleProfile) -> bool:
    return tags.get("barrier") == "bollard" and tags.get("bollard") in PASSABLE_BOLLARDS


def _barrier_denied(tags: Tags, profile: VehicleProfile) -> bool:
    return "barrier" in tags and _denied(tags, profile)


def _vehicles_allowed(tags: Tags, profile: VehicleProfile) -> bool:
    own = "motorcycle" if profile is VehicleProfile.MOTORCYCLE else "motorcar"
    value = tags.get(own) or tags.get("motor_vehicle")
    return value is not None and value != "no"


BARRIER_RULES: tuple[Rule, ...] = (
    Rule("emergency_no", _emergency("no"), False,
         "emergency=no closes a node whatever else it says"),
    Rule("emergency_yes", _emergency("yes", "designated"), True,
         "emergency=yes or designated opens a node whatever else it says"),
    Rule("too_big", _too_big, False,
         "a bar or a sign says that the vehicle is too high, too wide or too heavy"),
    Rule("too_deep", _too_deep, False,
         "a ford deeper than the vehicle wades, or one of stepping stones"),
    Rule("access_no", _barrier_denied, False,
         "a gate or other barrier with access=no is locked to us"),
    Rule("vehicles_allowed", _vehicles_allowed, True,
         "a barrier that says motor vehicles pass lets them pass"),
    Rule("passable_bollard", _passable_bollard, True,
         "a bollard that folds or is taken out does not stop a crew"),
    Rule("stopping_barrier", _stopping, False,
         "fixed bollards, blocks and the like stop a vehicle; a cycle barrier a motorcycle too"),
    Rule("open_node", _always, True,
         "a plain gate, a lift gate, a kerb, a toll booth or a cattle grid does not stop it"),
)  # fmt: skip

FORD_IN_WET_SEASON = Rule(
    "ford_in_wet_season", _too_deep_when_wet, False,
    "in the wet season a ford is left to high vehicles, unless emergency=yes opens it",
)  # fmt: skip


def way_rule(tags: Tags, profile: VehicleProfile, *, wet: bool = False) -> Rule:
    """Return the rule that decides whether a vehicle may drive on a way in a season."""
    return _deciding(WAY_RULES, tags, profile, wet=wet)


def barrier_rule(tags: Tags, profile: VehicleProfile, *, wet: bool = False) -> Rule:
    """Return the rule that decides whether a vehicle may pass a node in a season."""
    return _deciding(BARRIER_RULES, tags, profile, wet=wet)


def _deciding(rules: tuple[Rule, ...], tags: Tags, profile: VehicleProfile, *, wet: bool) -> Rule:
    rule = next(rule for rule in rules if rule.applies(tags, profile))
    if wet and rule.opens and rule.name != "emergency_yes":
        return FORD_IN_WET_SEASON if FORD_IN_WET_SEASON.applies(tags, profile) else rule
    return rule


def oneway_value(tags: Tags, profile: VehicleProfile) -> str | None:
    """Return the one-way tag that binds a vehicle: its own first, then the general one."""
    own = "motorcycle" if profile is VehicleProfile.MOTORCYCLE else "motorcar"
    for key in ("emergency", own, "motor_vehicle", "vehicle"):
        if value := tags.get(f"oneway:{key}"):
            return value
    return tags.get("oneway")


def directions(tags: Tags, profile: VehicleProfile) -> tuple[bool, bool]:
    """Return whether a vehicle may drive along a way in its direction, and against it.

    A one-way street is never driven against its direction unless a tag allows it; roundabouts and
    motorways are one-way without saying so (OSM wiki, Key:oneway).
    """
    ahead, against = _ways_round(tags, profile)
    return _in_direction(tags, profile, "forward", ahead), _in_direction(
        tags, profile, "backward", against
    )


def _ways_round(tags: Tags, profile: VehicleProfile) -> tuple[bool, bool]:
    value = oneway_value(tags, profile)
    if value in {"yes", "true", "1"}:
        return True, False
    if value in {"-1", "reverse"}:
        return False, True
    if value in {"no", "false", "0", "alternating"}:
        return True, True
    implied = tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") in {
        "motorway",
        "motorway_link",
    }
    return True, not implied


def _in_direction(tags: Tags, profile: VehicleProfile, side: str, is_open: bool) -> bool:
    """Return whether a direction stays open by the tags that speak of it alone."""
    own = {key: value for key in ACCESS_KEYS if (value := tags.get(f"{key}:{side}"))}
    if own.get("emergency") in {"yes", "designated"}:
        return True
    if own.get("emergency") == "no":
        return False
    opened = tags.get("emergency") in {"yes", "designated"}
    return is_open and (opened or not _denied(own, profile))
