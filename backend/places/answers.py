"""Places as the API and the commands write them: candidates, geocoding answers, locations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gis.reasons import Reason
from gis.types import AreaRef, Candidate, GeocodeAnswer, Location, NearestPlace


def answer_document(answer: GeocodeAnswer) -> dict[str, Any]:
    """Return a geocoding answer; ``message`` is its reason as a sentence with the next step."""
    return {
        "query": answer.query,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "candidates": [candidate_document(candidate) for candidate in answer.candidates],
        "message": reason_sentence(answer.reason),
        "detail": answer.detail,
        "location": location_document(answer.location) if answer.location else None,
    }


def candidate_document(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate; ``land_parts`` are the inhabited lands on which it may lie."""
    return {
        "kind": candidate.kind,
        "label": candidate.label,
        "code": candidate.code,
        "lon": candidate.point.lon,
        "lat": candidate.point.lat,
        "radius_m": round(candidate.radius_m, 1),
        "confidence": candidate.confidence,
        "read_as": candidate.read_as,
        "kecamatan": _area(candidate.kecamatan),
        "desa": _area(candidate.desa),
        "island": _area(candidate.island),
        "land_part": candidate.land_part,
        "land_parts": list(candidate.land_parts),
    }


def location_document(location: Location) -> dict[str, Any]:
    """Return a location as the API writes it."""
    return {
        "outcome": location.outcome,
        "regency": _area(location.regency),
        "kecamatan": _area(location.kecamatan),
        "desa": _area(location.desa),
        "island": _area(location.island),
        "land_part": location.land_part,
        "nearest": {
            "land": _nearest(location.nearest_land),
            "island": _nearest(location.nearest_island),
            "port": _nearest(location.nearest_port),
        },
    }


def _area(area: AreaRef | None) -> dict[str, str] | None:
    return {"code": area.code, "name": area.name} if area else None


def _nearest(place: NearestPlace | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"code": place.code, "name": place.name, "distance_m": round(place.distance_m)}


def reason_sentence(reason: str | None) -> str:
    """Return what a reason code means and what to do next; empty for a plain answer."""
    sentence = _SENTENCES.get(Reason(reason)) if reason else None
    return sentence() if sentence else ""


_SENTENCES = {
    Reason.EMPTY: lambda: _("Belum ada kata tempat. Laporan tetap dapat disimpan tanpa lokasi."),
    Reason.TOO_LONG: lambda: _("Terlalu panjang: tulis nama tempatnya saja."),
    Reason.NOT_PLAIN_WORDS: lambda: _("Ini bukan nama tempat. Tulis desa dan kecamatannya."),
    Reason.NO_PLACE_NAME: lambda: _("Tidak ada nama tempat di sini. Tanyakan kecamatannya."),
    Reason.NOT_IN_GAZETTEER: lambda: _(
        "Nama ini tidak ada di daftar luring. Tanyakan desa atau kecamatannya."
    ),
    Reason.SHORT_LINK: lambda: _(
        "Tautan pendek tidak memuat koordinat. Buka tautannya lalu bacakan angkanya, atau pakai "
        "Bagikan → koordinat."
    ),
    Reason.LINK_WITHOUT_COORDINATES: lambda: _(
        "Tautan ini tidak memuat koordinat. Minta angka lintang dan bujurnya."
    ),
    Reason.WHAT3WORDS: lambda: _(
        "what3words tidak dapat dibaca tanpa layanannya. Minta bentuk lain."
    ),
    Reason.SINGLE_NUMBER: lambda: _("Baru satu angka. Koordinat butuh lintang dan bujur."),
    Reason.ZERO_COORDINATES: lambda: _("0,0 bukan lokasi: alatnya belum menemukan posisi."),
    Reason.OUT_OF_RANGE: lambda: _("Angka ini di luar jangkauan koordinat. Minta diulang."),
    Reason.MINUTES_OUT_OF_RANGE: lambda: _("Menit dan detik harus di bawah 60. Minta diulang."),
    Reason.UNREADABLE_COORDINATES: lambda: _(
        "Koordinat ini bertentangan: dua lintang atau dua bujur. Minta diulang."
    ),
    Reason.SEVERAL_POINTS: lambda: _("Ada koordinat dari dua tempat. Pakai satu saja: yang mana?"),
    Reason.BAD_PLUS_CODE: lambda: _("Plus code ini salah tulis. Minta diulang."),
    Reason.TOO_WIDE: lambda: _("Terlalu luas untuk dituju. Minta koordinat yang lebih teliti."),
    Reason.UNKNOWN_CODE: lambda: _("Tidak ada wilayah dengan kode ini."),
    Reason.REGENCY_TOO_WIDE: lambda: _("Baru nama kabupaten. Kecamatan mana?"),
    Reason.SEVERAL_PLACES: lambda: _("Ada beberapa tempat dengan nama ini. Yang mana?"),
    Reason.SEVERAL_ISLANDS: lambda: _("Tempat ini meliputi beberapa pulau. Di pulau mana?"),
    Reason.SEVERAL_KECAMATAN: lambda: _("Pulau ini terbagi beberapa kecamatan. Yang mana?"),
    Reason.TURNED_ORDER: lambda: _("Lintang dan bujur tampak tertukar. Benar di sini?"),
    Reason.MISSING_MINUS: lambda: _("Tanda minus tampak hilang. Benar di sini?"),
    Reason.WRONG_SIGN: lambda: _("Tanda plus atau minus tampak salah. Benar di sini?"),
    Reason.VIEW_ONLY: lambda: _("Tautan ini hanya tampilan peta, bukan pin. Benar di sini?"),
    Reason.PLUS_CODE_NEEDS_LOCALITY: lambda: _(
        "Plus code pendek butuh nama tempat di dekatnya. Dekat mana?"
    ),
    Reason.UTM_ZONE_MISSING: lambda: _("Zona atau belahan UTM tidak disebut. Benar di sini?"),
    Reason.RELATIVE_PLACE: lambda: _("Patokan saja, dengan lingkaran luas. Benar di sekitar ini?"),
    Reason.BEGINNING_OF_NAME: lambda: _("Baru awal nama. Yang mana?"),
    Reason.UNCERTAIN_SPELLING: lambda: _("Ejaannya tidak pasti. Yang mana?"),
    Reason.NAMES_DISAGREE: lambda: _("Nama-nama ini tidak cocok satu sama lain. Yang mana?"),
    Reason.UNKNOWN_WORDS: lambda: _("Ada kata yang tidak dikenal di samping nama. Benar di sini?"),
    Reason.UNINHABITED: lambda: _("Hanya pulau tanpa penghuni bernama ini. Benar di sini?"),
    Reason.KIND_DIFFERS: lambda: _("Nama ini ada, tetapi jenis tempatnya lain. Benar di sini?"),
    Reason.CODE_WITHOUT_DOTS: lambda: _("Kode tanpa titik dibaca sebagai kode Kemendagri."),
    Reason.AT_SEA: lambda: _("Titik ini di laut."),
    Reason.OUTSIDE_REGENCY: lambda: _("Tempat ini di luar Kabupaten Sumenep."),
}
