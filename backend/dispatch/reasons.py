"""One sentence for why a unit stands where it stands in a recommendation, against the next one."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gis.response import REASONS
from gis.types import UnitOption

_SENTENCES = {
    "fastest_by_road": gettext_lazy("Paling cepat, lewat jalan"),
    "fastest_by_ferry": gettext_lazy("Paling cepat, dengan kapal penyeberangan"),
    "fastest_by_boat": gettext_lazy("Paling cepat, dengan perahu"),
    "next_by_road": gettext_lazy("Lewat jalan"),
    "next_by_ferry": gettext_lazy("Dengan kapal penyeberangan"),
    "next_by_boat": gettext_lazy("Dengan perahu"),
    "tied_smaller_coverage_loss": gettext_lazy(
        "Tiba hampir bersamaan, tetapi wilayah asalnya paling sedikit kehilangan jangkauan"
    ),
    "tied_longer_rest": gettext_lazy("Tiba hampir bersamaan, tetapi paling lama beristirahat"),
    "tied_unit_code": gettext_lazy("Tiba hampir bersamaan; urutan menurut kode unit"),
    "to_shore": gettext_lazy("Hanya sampai di pantai: lokasi di laut"),
    "call_first_stale": gettext_lazy("Posisinya sudah lama: telepon dahulu"),
    "call_first_lost": gettext_lazy("Pelacaknya hilang: telepon dahulu"),
}
NAMED = frozenset(_SENTENCES)


def reason_sentence(option: UnitOption) -> str:
    """Return the sentence, with how much sooner than the next and later than the first it is."""
    parts = [str(_SENTENCES[option.reason])]
    if option.reason.startswith("next_") and round(option.behind_s) > 0:
        parts.append(f"+{span_text(round(option.behind_s))}")
    if not option.reason.startswith("call_first"):
        parts += _against_next(option)
    return ", ".join(parts)


def span_text(seconds: int) -> str:
    """Return a span in words that are read at a glance: seconds below a minute, else minutes."""
    if seconds < 60:
        return _("%(seconds)d detik") % {"seconds": seconds}
    minutes = round(seconds / 60)
    if minutes < 120:
        return _("%(minutes)d menit") % {"minutes": minutes}
    return _("%(hours).1f jam") % {"hours": minutes / 60}


def unnamed_reasons() -> frozenset[str]:
    """Return the reason codes of the ranking that have no sentence here; empty when in step."""
    return frozenset(REASONS) - NAMED


def _against_next(option: UnitOption) -> list[str]:
    ahead_s = round(option.ahead_s)
    if option.next_unit is None:
        is_alone = option.reason.startswith("fastest_")
        return [_("satu-satunya yang siap dan dapat tiba")] if is_alone else []
    if ahead_s > 0 and option.reason.startswith("next_"):
        sentence = _("%(span)s sebelum %(unit)s")  # short: a row of a list that is read at a glance
    elif ahead_s > 0:
        sentence = _("%(span)s lebih cepat dari %(unit)s")
    elif ahead_s < 0:
        sentence = _("%(span)s lebih lambat dari %(unit)s")
    else:
        return [_("bersamaan dengan %(unit)s") % {"unit": option.next_unit}]
    return [sentence % {"span": span_text(abs(ahead_s)), "unit": option.next_unit}]
