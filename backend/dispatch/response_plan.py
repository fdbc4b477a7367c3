"""Which kinds of unit a category asks for first."""

from __future__ import annotations

from backend.incidents.models import Category
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


def kinds_for(category: str) -> tuple[UnitKind, ...]:
    """Return the kinds of unit first asked for."""
    return KINDS_OF_CATEGORY[Category(category)]
