"""Finds one unit, and the units of a crew."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.errors import NotFound
from backend.units.models import Unit

CODE_MAX = 32


def unit_by_code(code: str) -> Unit:
    """Return the unit with its station.

    Raises
    ------
    NotFound
        Naming the code.
    """
    found = Unit.objects.select_related("station").filter(code=code)
    unit = found.first() if _is_possible(code) else None
    if unit is None:
        sentence = _("Unit %(code)s tidak ada.") % {"code": code[:CODE_MAX]}
        raise NotFound(sentence, errors={"unit": [sentence]})
    return unit


def crew_unit_codes(user: User) -> frozenset[str]:
    """Return the codes of the units whose crew the account belongs to."""
    return frozenset(Unit.objects.filter(crew=user).values_list("code", flat=True))


def units_by_code(codes: Collection[str]) -> dict[str, Unit]:
    """Return the units with these codes by code; unknown ones are missing."""
    possible = [code for code in codes if _is_possible(code)]
    return {unit.code: unit for unit in Unit.objects.filter(code__in=possible)}


def _is_possible(code: str) -> bool:
    # PostgreSQL refuses NUL in any text, and no code is longer than its column.
    return code.isprintable() and len(code) <= CODE_MAX
