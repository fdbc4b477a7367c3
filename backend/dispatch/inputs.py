"""Reads the parameters and bodies of requests about recommendations and assignments."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from backend.dispatch.lifecycle import QUEUED, STATUSES
from backend.dispatch.models import AssignmentStatus, RedispatchPolicy
from backend.dispatch.recommendation import LIMIT_DEFAULT, LIMIT_MAX
from backend.errors import field_problem
from backend.incidents.models import Category
from backend.paging import whole_number
from gis.joint_choice import Slot
from gis.types import UnitKind

UNITS_AT_ONCE_MAX = 20
CLOCK_AHEAD_MAX = timedelta(seconds=120)
"""How far a phone's clock may be ahead; up to here a press counts as now."""


class AssignmentInput(serializers.Serializer[Any]):
    """One ``unit`` or several ``units``; the decision that was shown; whether to queue."""

    unit = serializers.CharField(max_length=32, required=False)
    units = serializers.ListField(
        child=serializers.CharField(max_length=32),
        required=False,
        min_length=1,
        max_length=UNITS_AT_ONCE_MAX,
    )
    decision_id = serializers.IntegerField(
        min_value=1, max_value=2**53, required=False, allow_null=True
    )
    queue = serializers.BooleanField(default=False)
    divert_from = serializers.IntegerField(
        min_value=1,
        max_value=2**53,
        required=False,
        allow_null=True,
        help_text="Assignment on a lower priority that the unit is called off.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require one of the two; only one unit at a time is called off, and then not queued."""
        if ("unit" in attrs) == ("units" in attrs):
            raise serializers.ValidationError({"unit": [_("Isi unit, atau units untuk beberapa.")]})
        if attrs.get("divert_from") is not None and ("units" in attrs or attrs["queue"]):
            raise serializers.ValidationError(
                {"divert_from": [_("Hanya untuk satu unit, dan tanpa antre.")]}
            )
        return attrs


class RedispatchRuleInput(serializers.Serializer[Any]):
    """What holds for incidents that would lose a unit; no category means every one."""

    category = serializers.ChoiceField(Category.choices, default="", allow_blank=True)
    priority = serializers.IntegerField(min_value=1, max_value=4)
    rule = serializers.ChoiceField(RedispatchPolicy.Rule.choices)


class MomentField(serializers.DateTimeField):
    """A moment with its offset; without one nobody knows which clock was read."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """Refuse a time without offset instead of guessing its zone."""
        if value.tzinfo is None:
            raise serializers.ValidationError(
                _("Harus waktu ISO 8601 dengan zona, misalnya 2026-11-25T08:00:00+07:00.")
            )
        return super().enforce_timezone(value)


class StatusInput(serializers.Serializer[Any]):
    """The status to take; ``at`` is when it was pressed."""

    status = serializers.ChoiceField(
        [(str(s), s.label) for s in AssignmentStatus if s in STATUSES and s != QUEUED]
    )
    at = MomentField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)
    correction = serializers.BooleanField(default=False)


def codes_in(fields: dict[str, Any]) -> list[str]:
    """Return the unit codes of an assignment's body."""
    return list(fields["units"]) if "units" in fields else [fields["unit"]]


def limit_from(request: Request) -> int:
    """Return how many units to recommend."""
    return whole_number(request, "limit", default=LIMIT_DEFAULT, low=1, high=LIMIT_MAX, cut=True)


def kinds_from(request: Request) -> list[UnitKind] | None:
    """Return the kinds asked for, repeated or separated by commas; None asks for any.

    Raises
    ------
    BadInput
        Naming ``kind``, if one is unknown.
    """
    texts = ",".join(request.query_params.getlist("kind"))
    names = [name.strip() for name in texts.split(",") if name.strip()]
    known = {kind.value: kind for kind in UnitKind}
    if unknown := [name for name in names if name not in known]:
        raise field_problem(
            field="kind",
            sentence=_("Jenis unit %(kind)s tidak ada. Pilihan: %(known)s.")
            % {"kind": unknown[0][:40], "known": ", ".join(known)},
        )
    return [known[name] for name in dict.fromkeys(names)] or None


NEED_MAX = 20
"""How many units may be needed at once."""


def need_from(request: Request) -> tuple[Slot, ...]:
    """Return what is needed at once: ``ambulance:2,fire_truck:1``; empty if nothing was asked.

    A slot takes any of the kinds joined by ``|``, with all of the capabilities after ``@``:
    ``ambulance|sea_ambulance@oxygen:2``.

    Raises
    ------
    BadInput
        Naming ``need``.
    """
    text = ",".join(request.query_params.getlist("need"))
    items = [item.strip() for item in text.split(",") if item.strip()]
    slots = [slot for item in items for slot in _slots(item)]
    if len(slots) > NEED_MAX:
        sentence = _("Paling banyak %(most)d unit sekaligus.") % {"most": NEED_MAX}
        raise field_problem(field="need", sentence=sentence)
    return tuple(slots)


def _slots(item: str) -> list[Slot]:
    found = re.fullmatch(r"([a-z_|]+)((?:@[\w-]+)*)(?::([0-9]{1,2}))?", item)
    known = {kind.value: kind for kind in UnitKind}
    names = found[1].split("|") if found else []
    count = int(found[3] or 1) if found else 0
    if not found or count < 1 or any(name not in known for name in names):
        raise field_problem(
            field="need",
            sentence=_(
                "%(item)s tidak terbaca. Contoh: ambulance:2,fire_truck:1. Jenis: %(known)s."
            )
            % {"item": item[:40], "known": ", ".join(known)},
        )
    capabilities = frozenset(name for name in found[2].split("@") if name)
    return [Slot(frozenset(known[name] for name in names), capabilities)] * count


def pressed_from(fields: dict[str, Any], now: datetime) -> datetime | None:
    """Return when a status was pressed.

    Raises
    ------
    BadInput
        Naming ``at``, if it lies in the future beyond what clocks differ.
    """
    at: datetime | None = fields.get("at")
    if at is not None and at > now + CLOCK_AHEAD_MAX:
        raise field_problem(field="at", sentence=_("Waktu ini belum terjadi."))
    return at
