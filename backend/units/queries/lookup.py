"""Finds one unit, and the units of a crew."""

from __future__ import annotations

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
    # PostgreSQL refuses NUL in any text, and no code is longer than its column.
    is_possible = code.isprintable() and len(code) <= CODE_MAX
    unit = Unit.objects.select_related("station").filter(code=code).first() if is_possible else None
    if unit is None:
        sentence = _("Unit %(code)s tidak ada.") % {"code": code[:CODE_MAX]}
        raise NotFound(sentence, errors={"unit": [sentence]})
    return unit


def crew_unit_codes(user: User) -> frozenset[str]:
    """Return the codes of the units whose crew the account belongs to."""
    return frozenset(Unit.objects.filter(crew=user).values_list("code", flat=True))
