"""Several units at once, as the API writes them: who together, what stays open and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from backend.dispatch.question import Question
from backend.dispatch.reasons import span_text
from backend.units.models import KIND_LABELS
from gis.arrival_order import Standing
from gis.crossings import HORIZON_S
from gis.joint_choice import Arrival, Slot, choose_jointly
from gis.response import Field, options_of, shortfall_of
from gis.routing import Router
from gis.types import UnitOption
from gis.wording import said

ASHORE_ONLY_S = 10 * HORIZON_S
"""More than any journey takes."""
Record = Callable[[UnitOption], dict[str, Any]]


def joint_record(
    question: Question, field: Field, roads: Router, record: Record
) -> dict[str, Any] | None:
    """Return the joint choice for a question's slots; None where it asks for none.

    Parameters
    ----------
    record
        Writes one option as in ``recommended``, so that each unit is explained the same way.
    """
    if not question.slots:
        return None
    standing = {one.unit.code: one for one in field.standing}
    arrivals = [
        Arrival(code, one.unit.kind, _counted_s(one), one.unit.capabilities)
        for code, one in standing.items()
    ]
    chosen = choose_jointly(question.slots, arrivals)
    kept = [standing[code] for code in chosen.values()]
    options = options_of(field, kept, router=roads, at=question.at)
    units = [
        {**record(option), "slot": index, "for": slot_record(question.slots[index])}
        for (index, _code), option in zip(chosen.items(), options, strict=True)
    ]
    return {
        "need": [slot_record(slot) for slot in question.slots],
        "units": units,
        "unfilled": [
            _unfilled(index, slot, question, field, set(chosen.values()))
            for index, slot in enumerate(question.slots)
            if index not in chosen
        ],
        "explanation": _explanation(question, options),
    }


def _counted_s(one: Standing) -> float:
    """Return the arrival that counts: who gets only to the shore comes after all who arrive."""
    return one.duration_s + (ASHORE_ONLY_S if one.estimate.stops_short else 0.0)


def slot_record(slot: Slot) -> dict[str, Any]:
    """Return what fits a slot."""
    return {
        "kinds": sorted(kind.value for kind in slot.kinds),
        "capabilities": sorted(slot.capabilities),
    }


def _unfilled(
    index: int, slot: Slot, question: Question, field: Field, taken: set[str]
) -> dict[str, Any]:
    """Return why nobody is left for a slot: by those who would fit it and are not coming."""
    refused = [one for one in field.refused.values() if one.unit.kind in slot.kinds]
    doubtful = [unit for unit, _way in field.doubtful if slot.fits(unit.kind, unit.capabilities)]
    fitting = [one for one in refused if slot.fits(one.unit.kind, one.unit.capabilities)]
    code, sentence = shortfall_of(fitting, doubtful)
    detail = str(said(sentence, question.language))
    names = ", ".join(str(KIND_LABELS[kind]) for kind in sorted(slot.kinds))
    elsewhere = sorted(
        one.unit.code
        for one in field.standing
        if one.unit.code in taken and slot.fits(one.unit.kind, one.unit.capabilities)
    )
    if elsewhere:
        detail = _("%(detail)s; sudah dipakai: %(units)s") % {
            "detail": detail,
            "units": ", ".join(elsewhere),
        }
    return {
        "slot": index,
        "kind": min(slot.kinds),
        **slot_record(slot),
        "code": code,
        "detail": f"{names}: {detail}",
    }


def _explanation(question: Question, options: tuple[UnitOption, ...]) -> str:
    """Return how many slots are filled and when the last unit is there, in one sentence."""
    total = len(question.slots)
    if not options:
        return _("Tidak satu pun dari %(total)d kebutuhan terisi") % {"total": total}
    last = max(options, key=lambda option: option.journey.duration_s)
    return _("%(filled)d dari %(total)d terisi; yang terakhir %(unit)s tiba dalam %(span)s") % {
        "filled": len(options),
        "total": total,
        "unit": last.unit.code,
        "span": span_text(round(last.journey.duration_s)),
    }
