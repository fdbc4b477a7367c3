"""A recommendation, and a geocoder's question, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WIB = ZoneInfo("Asia/Jakarta")

_MODES = {
    "turnout": gettext_lazy("siap-siap"),
    "access": gettext_lazy("di luar jalan"),
    "road": gettext_lazy("jalan"),
    "wait": gettext_lazy("tunggu"),
    "sea": gettext_lazy("laut"),
}


def answer_table(answer: dict[str, Any]) -> str:
    """Return who comes and how, who is to be called first, and why others do not go."""
    parts = [_heading(answer["place"])]
    if answer["recommended"]:
        parts.append(_units_table(answer["recommended"]))
    if answer["shortfall"]:
        parts.append(_("TIDAK ADA UNIT: %(detail)s") % {"detail": answer["shortfall"]["detail"]})
    if answer["call_first"]:
        parts += [_("Telepon dahulu (posisi sudah lama):"), _units_table(answer["call_first"])]
    if answer["substitutes"]:
        parts += [_("Bantuan lain di sekitar:"), _substitutes_table(answer["substitutes"])]
    if answer["not_recommended"]:
        parts += [_("Tidak dipilih:"), _refusals_table(answer["not_recommended"])]
    return "\n\n".join(parts)


def question(document: dict[str, Any]) -> str:
    """Return what is unclear about a place, with the candidates numbered."""
    lines = [document["message"] or document["outcome"]]
    for number, candidate in enumerate(document["candidates"], start=1):
        island = candidate["island"]["name"] if candidate["island"] else ""
        kecamatan = candidate["kecamatan"]["name"] if candidate["kecamatan"] else ""
        where = f"{candidate['lat']:.5f}, {candidate['lon']:.5f}"
        named = [candidate["label"], kecamatan, island, where]
        lines.append(f"  {number}. " + " · ".join(text for text in named if text))
    return "\n".join(lines)


def _heading(place: dict[str, Any]) -> str:
    areas = [place[name]["name"] for name in ("desa", "kecamatan", "island") if place[name]]
    where = f"{place['lat']:.5f}, {place['lon']:.5f} ± {place['radius_m']:.0f} m"
    return " · ".join([place["label"], *dict.fromkeys(areas), where])


def _units_table(options: Sequence[dict[str, Any]]) -> str:
    rows = [
        [_("unit"), _("jenis"), _("tiba"), _("menit"), _("rute"), _("posisi"), _("telepon"), ""]
    ]
    notes: list[str] = []
    for option in options:
        rows.append(
            [
                option["unit"],
                option["kind"],
                f"{_wib(option['eta_at']):%H:%M}",
                _minutes(option),
                " + ".join(_leg(leg) for leg in option["legs"]),
                _position(option),
                option["phone"] or "–",
                option["reason"],
            ]
        )
        notes += [f"  {option['unit']}: {note}" for note in option["notes"]]
    return "\n".join([_columns(rows), *notes])


def _substitutes_table(substitutes: Sequence[dict[str, Any]]) -> str:
    return _columns(
        [
            [
                one["name"],
                "–" if one["distance_m"] is None else f"{one['distance_m'] / 1000:.1f} km",
                one["contact"] or "–",
            ]
            for one in substitutes
        ]
    )


def _refusals_table(refusals: Sequence[dict[str, Any]]) -> str:
    """Return one line for each reason, with the units that share it."""
    shared: dict[str, list[str]] = {}
    for one in refusals:
        shared.setdefault(one["detail"], []).append(one["unit"])
    return "\n".join(f"  {', '.join(units)}: {detail}" for detail, units in shared.items())


def _columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as columns of equal width, two spaces apart and indented."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(f"  {line.rstrip()}" for line in lines)


def _minutes(option: dict[str, Any]) -> str:
    low, likely, high = (
        round(option[name] / 60) for name in ("duration_low_s", "duration_s", "duration_high_s")
    )
    return f"{likely} ({low}–{high})"


def _leg(leg: dict[str, Any]) -> str:
    mode = str(_MODES[leg["mode"]])
    minutes = _("%(minutes)d mnt") % {"minutes": round(leg["duration_s"] / 60)}
    if leg["distance_m"] < 50:
        return f"{mode} {minutes}"
    return f"{mode} {leg['distance_m'] / 1000:.1f} km/{minutes}"


def _position(option: dict[str, Any]) -> str:
    age_s = option["position_age_s"]
    if age_s is None:
        return _("di pos (perkiraan)")
    if age_s < 120:
        return _("%(seconds)d detik lalu") % {"seconds": age_s}
    return _("%(minutes)d menit lalu") % {"minutes": round(age_s / 60)}


def _wib(moment: datetime) -> datetime:
    return moment.astimezone(WIB)
