"""Which step an assignment may take next; pure.

Forward along dispatched → acknowledged → en_route → (staging | awaiting_boat | at_sea)* →
on_scene → at_patient → transporting → (awaiting_boat | at_sea)* → at_hospital → cleared; any step
may be skipped. ``cancelled`` and ``diverted`` end it before ``at_patient``, ``cleared`` from
``on_scene`` on. A step back is a correction: it needs a reason, and what it takes back is kept.
A press that was made before the present step and reached us after it is late: it takes its place in
time among the steps and moves nothing. So is any press of an earlier step where a policy took the
present one: its crew has not said anything else.
"""

from __future__ import annotations

from bisect import bisect
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
    LATE = "late"
    CORRECTION = "correction"
    ILLEGAL = "illegal"


@dataclass(frozen=True, slots=True)
class Taken:
    """A status that an assignment took, in the order of recording."""

    status: str
    at: datetime
    is_correction: bool = False
    by_policy: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """A status that still holds after all corrections, and its place along the way."""

    status: str
    at: datetime
    stage: int
    by_policy: bool = False


def reached(steps: Iterable[Taken]) -> list[Reached]:
    """Return the steps that still hold, along the way; a correction takes back what went beyond it.

    A step that happened before the one that stood when it was recorded came late, and so did one
    that lies behind what a policy took: every other is recorded in the order of time.
    """
    held: list[Reached] = []
    for step in steps:
        late = _late_stage(held, step.status, step.at) if held and not step.is_correction else None
        if late is not None:
            _insert_late(held, Reached(step.status, step.at, late))
            continue
        stage = _stage_for(held, step.status, back=step.is_correction)
        if step.is_correction:
            while held and held[-1].stage > stage:
                held.pop()
        if not held or held[-1].status != step.status:
            held.append(Reached(step.status, step.at, stage, step.by_policy))
    return held


def step_to(
    held: Sequence[Reached],
    status: str,
    *,
    as_correction: bool = False,
    pressed_at: datetime | None = None,
) -> Step:
    """Return what it means to ask for a status after the steps that hold.

    Parameters
    ----------
    as_correction
        Ask for the step back where the same status also lies ahead (a boat on the way there or
        with the patient).
    pressed_at
        When it was pressed, as far as that matters: what lies before the present step, or behind
        one that a policy took, is late, or a repeat if it is known.
    """
    now = held[-1]
    if pressed_at is not None and not as_correction:
        at = late_at(held, pressed_at)
        stage = _late_stage(held, status, at)
        if stage is not None:
            return Step.REPEAT if status in _neighbours(held, stage, at) else Step.LATE
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


def late_at(held: Sequence[Reached], pressed_at: datetime) -> datetime:
    """Return the time of a late press: no earlier than the assignment was sent."""
    sent_at = next((step.at for step in held if step.status != QUEUED), held[-1].at)
    return max(pressed_at, sent_at)


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


def _late_stage(held: Sequence[Reached], status: str, at: datetime) -> int | None:
    """Return the stage of a press that came late, None if it did not.

    It was made before the present step, or lies behind one that a policy took. It is none beyond
    the present stage; of the two of a boat, the next from where it was then.
    """
    now = held[-1]
    stages = [stage for stage in _STAGES.get(status, ()) if stage <= now.stage]
    was_sent = any(step.status != QUEUED and step.status not in ENDED for step in held)
    if not stages or status in ENDED or not was_sent:
        return None
    if at >= now.at and not (now.by_policy and _STAGES[status][-1] < now.stage):
        return None
    then = max((step.stage for step in held if step.at <= at), default=-1)
    return next((stage for stage in stages if stage >= then), stages[-1])


def _neighbours(held: Sequence[Reached], stage: int, at: datetime) -> set[str]:
    """Return the statuses between which a late step would stand, along the way."""
    index = _index(held, stage, at)
    return {step.status for step in held[max(index - 1, 0) : index + 1]}


def _insert_late(held: list[Reached], step: Reached) -> None:
    if step.status not in _neighbours(held, step.stage, step.at):
        held.insert(_index(held, step.stage, step.at), step)


def _index(held: Sequence[Reached], stage: int, at: datetime) -> int:
    """Return the index after the steps of an earlier stage, and the earlier ones of the same."""
    return bisect([(step.stage, step.at) for step in held], (stage, at))
