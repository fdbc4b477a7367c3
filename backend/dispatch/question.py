"""What a recommendation depends on beside the router: read once, kept with the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

from backend.dispatch.kept_values import plain, restored
from gis.joint_choice import Slot
from gis.types import Place, UnitKind, UnitState


@dataclass(frozen=True, slots=True)
class Duty:
    """Since when a unit has its status, and why."""

    since: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a unit is committed to, and what a policy says of calling it off."""

    unit: str
    assignment: int
    incident: str
    category: str
    priority: int
    status: str
    since: datetime
    may_divert: bool
    """Whether its steps still allow it: not from the patient on."""
    rule: str
    """``allowed``, ``ask`` or ``never``: the redispatch policy of the incident that would lose."""
    place: Place | None
    """Where its incident is; None while that is unknown or may be on several islands."""


@dataclass(frozen=True, slots=True)
class Question:
    """Who should go to a place, asked at a moment, of units as they stood then."""

    now: datetime
    at: datetime
    """When the units would leave."""
    place: Place
    units: tuple[UnitState, ...]
    limit: int
    language: str
    kinds: tuple[UnitKind, ...] | None = None
    slots: tuple[Slot, ...] = ()
    """What is needed at once; empty where nothing is but one unit."""
    incident: str | None = None
    priority: int | None = None
    """The incident's; None for a place without one, for which nobody is called off."""
    duties: Mapping[str, Duty] = field(default_factory=lambda: MappingProxyType({}))
    commitments: tuple[Commitment, ...] = ()
    coverage_loss: Mapping[str, float] | None = None
    """By unit code; decides between units that arrive within a minute."""
    with_phones: bool = True
    shown_place: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """The place as a candidate, as plain values."""
    network: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """``id`` and ``checksum``."""


_DOCUMENTS = frozenset({"shown_place", "network"})
"""Plain values already: they are kept as they are."""


def question_document(question: Question) -> dict[str, Any]:
    """Return a question as plain values, one entry for each of its fields."""
    return {
        one.name: dict(getattr(question, one.name))
        if one.name in _DOCUMENTS
        else plain(getattr(question, one.name))
        for one in fields(Question)
    }


def question_from(document: Mapping[str, Any]) -> Question:
    """Return the question that was kept.

    Raises
    ------
    UnreadableError
        If this code has no such values any more.
    """
    names = {one.name for one in fields(Question)} & set(document)
    return Question(
        **{
            name: document[name]
            if name in _DOCUMENTS
            else restored(document[name], Duty, Commitment)
            for name in names
        }
    )
