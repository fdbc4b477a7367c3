"""What became of one thing that a sender sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gis.fix_checks import Judgement, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict and its reason; no verdict for what only showed life."""

    verdict: Verdict | None = None
    reason: Reason | None = None
    note: str = ""
    fix_time: datetime | None = None


ALIVE = Outcome()


def outcome_of(odd: Reason | None, judgement: Judgement | None) -> Outcome:
    """Return the outcome of an item: odd in itself, judged, or neither."""
    if odd is not None:
        return Outcome(Verdict.QUARANTINE, odd)
    if judgement is None:
        return ALIVE
    return Outcome(judgement.verdict, judgement.reason, judgement.note, judgement.fix_time)
