"""Fixes and tracks drawn in one line, for the tests of the judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gis.fix_checks import Fix, Judgement, Reason
from gis.fixes import Track, TrackPoint, judge

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
T = 1_795_568_400
TOWN = (113.8667, -7.0167)
KALIANGET = (113.936, -7.056)
KANGEAN = (115.35, -6.9)
RETENTION = timedelta(days=90)


def fix(at_s: float = T, place: tuple[float | None, float | None] = TOWN, **values: object) -> Fix:
    return replace(Fix(at_s, *place), **values)  # type: ignore[arg-type]


def judged(
    *fixes: Fix, track: Track | None = None, limit_mps: float = 45.0, may_lead: bool = True
) -> list[Judgement]:
    return judge(
        fixes,
        track or Track(),
        now=NOW,
        retention=RETENTION,
        limit_mps=limit_mps,
        may_lead=may_lead,
    )


def verdicts(judgements: Sequence[Judgement]) -> list[str]:
    return [judgement.verdict.value for judgement in judgements]


def reason_of(one: Fix) -> Reason | None:
    return judged(one)[0].reason


def point(at_s: float, place: tuple[float, float] = TOWN, **values: object) -> TrackPoint:
    moment = datetime.fromtimestamp(at_s, UTC)
    return replace(TrackPoint(moment, *place), **values)  # type: ignore[arg-type]
