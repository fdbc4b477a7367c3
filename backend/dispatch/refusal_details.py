"""One line for why a unit is not offered, with the number that decides it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from backend.dispatch.models import AssignmentStatus
from backend.dispatch.question import Commitment, Duty, Question
from backend.dispatch.reasons import span_text
from backend.units.models import KIND_LABELS, Status
from gis.closures import Closure
from gis.crossings import LaneClosure
from gis.routing import Router
from gis.types import UnitRefusal
from gis.wording import Wording, said

WIB = ZoneInfo("Asia/Jakarta")


class RefusalDetails:
    """Words refusals of one answer."""

    def __init__(self, question: Question, roads: Router) -> None:
        self._question = question
        self._roads = roads
        self._commitments: Mapping[str, Commitment] = {
            one.unit: one for one in question.commitments
        }

    def of(self, refusal: UnitRefusal) -> str:
        """Return the line for a refusal."""
        code = refusal.unit.code
        duty = self._question.duties.get(code)
        if refusal.reason_code == "busy":
            return self._busy(refusal, duty)
        detail = str(said(refusal.detail, self._question.language))
        if refusal.reason_code in {"off_duty", "out_of_service"} and duty is not None:
            return self._with_reason(self._since(detail, duty.since), duty.reason)
        if refusal.reason_code == "wrong_kind":
            return f"{detail}: {KIND_LABELS[refusal.unit.kind]}"
        if refusal.reason_code == "unreachable_lane_closed":
            return self._until(detail, refusal)
        return detail

    def _busy(self, refusal: UnitRefusal, duty: Duty | None) -> str:
        """Return on what it is, since when, and how soon it would arrive if it were free."""
        held = self._commitments.get(refusal.unit.code)
        if held is not None:
            text = _("%(incident)s: %(status)s") % {
                "incident": held.incident,
                "status": AssignmentStatus(held.status).label,
            }
            text = self._since(text, held.since)
        else:
            text = str(Status(refusal.unit.status).label)
            text = text if duty is None else self._since(text, duty.since)
        if refusal.duration_s is None:
            return text
        span = span_text(round(refusal.duration_s))
        return _("%(text)s; %(span)s dari lokasi") % {"text": text, "span": span}

    def _until(self, detail: str, refusal: UnitRefusal) -> str:
        """Add until when the lane of a refusal, or the sea, is closed, if somebody has said so."""
        told = refusal.detail
        lane = told.params.get("lane") if isinstance(told, Wording) else None
        ids = {
            closure
            for passage in self._roads.passages(self._question.at)
            if passage.lane.name == lane and passage.factor is None
            for closure in passage.closures
        } or set(refusal.closures if lane is None else ())
        every: list[Closure | LaneClosure] = [*self._roads.closures, *self._roads.lane_closures]
        ends = [one.until_at for one in every if one.id in ids and one.factor is None]
        if not ends:
            return detail
        latest = None if None in ends else max(end for end in ends if end is not None)
        if latest is None:
            return _("%(detail)s sampai ada kabar") % {"detail": detail}
        return _("%(detail)s sampai %(time)s") % {"detail": detail, "time": self._hour(latest)}

    def _since(self, text: str, moment: datetime) -> str:
        return _("%(text)s sejak %(time)s") % {"text": text, "time": self._hour(moment)}

    def _with_reason(self, text: str, reason: str) -> str:
        return f"{text} ({reason})" if reason else text

    def _hour(self, moment: datetime) -> str:
        """Return a moment as the room's clocks show it; with its day if that is not today."""
        there, today = moment.astimezone(WIB), self._question.now.astimezone(WIB)
        return f"{there:%H:%M}" if there.date() == today.date() else f"{there:%d/%m %H:%M}"
