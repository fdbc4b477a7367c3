"""Which step an assignment may take next; pure.

Forward along dispatched → acknowledged → en_route → (staging | awaiting_boat | at_sea)* →
on_scene → at_patient → transporting → (awaiting_boat | at_sea)* → at_hospital → cleared; any step
may be skipped. ``cancelled`` and ``diverted`` end it before ``at_patient``, ``cleared`` from
``on_scene`` on. A step back is a correction: it needs a reason, and what it takes back is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

QUEUED = "queued"
ENDED = frozenset({"cleared", "cancelled", "diverted"})

_OUTBOUND, _ON_SCENE, _AT_PATIENT, _CARRYING, _END = 3, 4, 5, 7, 9
_STAGES: dict[str, tuple[int, ...]] = {
    "dispatched": (0,),
    "acknowledged": (1,),
    "en_route": (2,),
    "staging": (_OUTBOUND,),
    "awaiting_boat": (_OUTBOUND, _CARRYING),  # on the way there, or with the patient
    "at_sea": (_OUTBOUND, _CARRYING),
    "on_scene": (_ON_SCENE,),
    "at_patient": (_AT_PATIENT,),
    "transporting": (6,),
    "at_hospital": (8,),
    "cleared": (_END,),
}
STATUSES = frozenset({QUEUED, *_STAGES, *ENDED})


class Step(StrEnum):
    """What asking for a status amounts to."""

    FORWARD = "forward"
    REPEAT = "repeat"
    CORRECTION = "correction"
    ILLEGAL = "illegal"


@dataclass(frozen=True, slots=True)
class Taken:
    """A status that an assignment took, in the order of recording."""

    status: str
    at: datetime
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """A status that still holds after all corrections, and its place along the way."""

    status: str
    at: datetime
    stage: int


def reached(steps: Iterable[Taken]) -> list[Reached]:
    """Return the steps that still hold, in order; a correction takes back what went beyond it."""
    held: list[Reached] = []
    for step in steps:
        stage = _stage_for(held, step.status, back=step.is_correction)
        if step.is_correction:
            while held and held[-1].stage > stage:
                held.pop()
        if not held or held[-1].status != step.status:
            held.append(Reached(step.status, step.at, stage))
    return held


def step_to(held: Sequence[Reached], status: str, *, as_correction: bool = False) -> Step:
    """Return what it means to ask for a status after the steps that hold.

    ``as_correction`` asks for the step back where the same status also lies ahead (a boat on the
    way there or with the patient).
    """
    now = held[-1]
    if now.status == status and not as_correction:
        return Step.REPEAT
    if now.status in ENDED:
        return Step.ILLEGAL
    if now.status == QUEUED:
        return Step.FORWARD if status in {"dispatched", "cancelled"} else Step.ILLEGAL
    if status in {"cancelled", "diverted"}:
        return Step.FORWARD if now.stage < _AT_PATIENT else Step.ILLEGAL
    if status == "cleared":
        return Step.FORWARD if now.stage >= _ON_SCENE else Step.ILLEGAL
    if status == QUEUED:
        return Step.ILLEGAL
    ahead = _stage_for(held, status, back=as_correction) >= now.stage
    return Step.FORWARD if ahead and not as_correction else Step.CORRECTION


def allowed_next(held: Sequence[Reached]) -> list[str]:
    """Return the statuses that may be taken next without a correction, in their usual order."""
    order = [*_STAGES, "cancelled", "diverted"]
    return [status for status in order if step_to(held, status) == Step.FORWARD]


def is_further(status: str, other: str) -> bool:
    """Tell whether a status lies further along the way than another, at their latest places."""
    return _STAGES[status][-1] > _STAGES[other][-1]


def _stage_for(held: Sequence[Reached], status: str, *, back: bool) -> int:
    """Return the stage at which a status would be taken: the next ahead, or the latest behind."""
    stages = _STAGES.get(status, (-1,) if status == QUEUED else (_END,))
    now = held[-1].stage if held else -1
    if back:
        behind = [stage for stage in stages if stage < now]
        return behind[-1] if behind else stages[0]
    return next((stage for stage in stages if stage >= now), stages[-1])
