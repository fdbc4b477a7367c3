"""One sentence for why a unit stands where it stands in a recommendation."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gis.response import REASONS
from gis.types import UnitOption

_SENTENCES = {
    "fastest_by_road": gettext_lazy("Paling cepat tiba, lewat jalan"),
    "fastest_by_ferry": gettext_lazy("Paling cepat tiba, dengan kapal penyeberangan"),
    "fastest_by_boat": gettext_lazy("Paling cepat tiba, dengan perahu"),
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
    """Return the sentence, with the minutes that the unit arrives after the first."""
    sentence = str(_SENTENCES[option.reason])
    behind_min = round(option.behind_s / 60)
    if not option.reason.startswith("next_") or behind_min < 1:
        return sentence
    later = _("%(minutes)d menit setelah yang pertama") % {"minutes": behind_min}
    return f"{sentence}, {later}"


def unnamed_reasons() -> frozenset[str]:
    """Return the reason codes of the ranking that have no sentence here; empty when in step."""
    return frozenset(REASONS) - NAMED
