"""Reads the policies on calling units off."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.dispatch.models import RedispatchPolicy
from backend.errors import NotFound


def redispatch_policies() -> QuerySet[RedispatchPolicy]:
    """Return every rule, those of priorities first."""
    return RedispatchPolicy.objects.select_related("updated_by")


def redispatch_policy(policy_id: int) -> RedispatchPolicy:
    """Return one rule.

    Raises
    ------
    NotFound
        If there is none.
    """
    found = redispatch_policies().filter(pk=policy_id).first()
    if found is None:
        sentence = _("Aturan %(id)s tidak ada.") % {"id": policy_id}
        raise NotFound(sentence, errors={"id": [sentence]})
    return found
