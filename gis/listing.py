"""Lists places for a person to choose from: which, how sure, and in what order."""

from __future__ import annotations

from collections.abc import Iterable

from gis.candidates import candidate_of
from gis.entries import Entry
from gis.gazetteer import Gazetteer
from gis.matching import Quality
from gis.names import close_sound, joined
from gis.reasons import Reason
from gis.regency import ISLAND_AREA_CODE, MAINLAND_AREA_CODE
from gis.types import GeocodeAnswer

CONFIDENCE = {
    Quality.WRITTEN: 0.95,
    Quality.SOUND: 0.85,
    Quality.PART: 0.75,
    Quality.SLIP: 0.7,
    Quality.BEGINNING: 0.5,
}
"""How sure a single reading is, by how well the words fit the name."""
OPEN_FACTOR = 0.6
"""Of several readings none is likelier than this share of a single one."""
READ_NOTE = {
    Quality.SOUND: ", similar sound",
    Quality.SLIP: ", spelling corrected",
    Quality.BEGINNING: ", beginning of the name",
    Quality.PART: ", part of the name",
}


def list_places(
    text: str,
    entries: Iterable[Entry],
    reason: Reason,
    quality: Quality,
    gazetteer: Gazetteer,
    area_hint: str | None,
) -> GeocodeAnswer:
    """Return a question with these places, each name once, the likeliest first."""
    kept = _once(list(entries))
    confidence = CONFIDENCE[quality] * (OPEN_FACTOR if len(kept) > 1 else 1)
    candidates = tuple(
        candidate_of(entry, gazetteer, confidence=confidence, read_as=_shown(entry, quality))
        for entry in ordered(kept, area_hint)
    )
    return GeocodeAnswer(text, "ask", reason, candidates)


def _shown(entry: Entry, quality: Quality) -> str:
    return f"{entry.kind}{READ_NOTE.get(quality, '')}"


def _once(entries: list[Entry]) -> list[Entry]:
    """Drop what another entry stands for: an island's own kecamatan or desa, uninhabited islets."""
    filled = {
        (container, close_sound(joined(name)))
        for entry in entries
        if entry.kind == "island"
        for container in entry.fills
        for name in entry.names
    }
    kept = [
        entry
        for entry in entries
        if not any(
            ((entry.kind, entry.code), close_sound(joined(name))) in filled for name in entry.names
        )
    ]
    return [entry for entry in kept if entry.inhabited] or kept


def ordered(entries: list[Entry], area_hint: str | None) -> list[Entry]:
    """Return the entries in the order to show them: hinted area, then the larger, then by code."""
    return sorted(
        entries,
        key=lambda entry: (not is_hinted(entry, area_hint), -entry.area_km2, entry.code or ""),
    )


def is_hinted(entry: Entry, area_hint: str | None) -> bool:
    """Tell whether a place lies where the hint says that the call comes from."""
    hint = "".join(character for character in area_hint or "" if character in "0123456789.+")
    hint = hint.replace("+62", "0", 1)
    if hint.startswith(ISLAND_AREA_CODE):
        return not entry.on_mainland
    if hint.startswith(MAINLAND_AREA_CODE):
        return entry.on_mainland
    kecamatan = entry.kecamatan.code if entry.kecamatan else None
    return len(hint) >= len("35.29.01") and hint in {kecamatan, entry.code}
