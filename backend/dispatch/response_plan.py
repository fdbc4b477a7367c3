"""Which kinds of unit a category asks for first, and which units it needs at once."""

from __future__ import annotations

from collections.abc import Sequence

from backend.incidents.models import Category
from gis.joint_choice import Slot
from gis.types import UnitKind

KINDS_OF_CATEGORY: dict[Category, tuple[UnitKind, ...]] = {
    Category.MEDICAL: (UnitKind.AMBULANCE, UnitKind.SEA_AMBULANCE),
    Category.FIRE: (UnitKind.FIRE_TRUCK,),
    Category.TRAFFIC_ACCIDENT: (UnitKind.AMBULANCE, UnitKind.POLICE),
    Category.CRIME: (UnitKind.POLICE,),
    Category.PUBLIC_ORDER: (UnitKind.POLICE,),
    Category.TERRORISM: (UnitKind.POLICE,),
    Category.DOMESTIC_VIOLENCE: (UnitKind.POLICE, UnitKind.AMBULANCE),
    Category.DISASTER: (UnitKind.RESCUE, UnitKind.AMBULANCE, UnitKind.BOAT),
    Category.RESCUE: (UnitKind.RESCUE, UnitKind.AMBULANCE, UnitKind.BOAT),
    Category.OTHER: (UnitKind.POLICE,),
}
"""After the launch statement of 112 Sumenep (18 August 2021); a dispatcher may ask for others."""

_AMBULANCE = Slot(frozenset({UnitKind.AMBULANCE}))
_POLICE = Slot(frozenset({UnitKind.POLICE}))
_RESCUERS = Slot(frozenset({UnitKind.RESCUE, UnitKind.BOAT}))

PLAN_OF_CATEGORY: dict[Category, tuple[Slot, ...]] = {
    Category.TRAFFIC_ACCIDENT: (_AMBULANCE, _POLICE),
    Category.DOMESTIC_VIOLENCE: (_POLICE, _AMBULANCE),
    Category.DISASTER: (_RESCUERS, _AMBULANCE),
    Category.RESCUE: (_RESCUERS, _AMBULANCE),
}
"""One unit of each service that the category involves, for those that involve several."""


def kinds_for(category: str) -> tuple[UnitKind, ...]:
    """Return the kinds of unit first asked for."""
    return KINDS_OF_CATEGORY[Category(category)]


def plan_for(category: str) -> tuple[Slot, ...]:
    """Return what is needed at once; empty where one unit is."""
    return PLAN_OF_CATEGORY.get(Category(category), ())


def kinds_of(slots: Sequence[Slot]) -> tuple[UnitKind, ...]:
    """Return every kind that fits one of the slots, in the order of kinds."""
    return tuple(kind for kind in UnitKind if any(kind in slot.kinds for slot in slots))
