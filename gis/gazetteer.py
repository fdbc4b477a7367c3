"""The gazetteer: what places there are, under which names; look one up, locate a point.

It is built once from records and then only read, so that one instance serves all threads. Building
takes well under a second; a lookup is one or two dictionary reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from gis.boundary_files import AliasRecord, AreaRecord, IslandRecord, NeighbourRecord
from gis.entries import Entry, EntryMaker, point_names
from gis.land import Land
from gis.location import Locator
from gis.names import close_sound, normalise, wide_sound, written_key
from gis.phrases import TITLES, is_common
from gis.places import PointRecord, RoadRecord
from gis.types import Location, LonLat

__all__ = ["AliasRecord", "AreaRecord", "Gazetteer", "IslandRecord", "NeighbourRecord"]
__all__ += ["PointRecord", "RoadRecord"]

OFFICIAL = ("kecamatan", "desa", "island")
"""Kinds that are looked up when nobody said what kind of place it is ..."""
BARE = (*OFFICIAL, "regency", "neighbour", "landmark", "settlement", "road")
"""... and these beside them, by their full names; ports and facilities want their word in front."""
_SHORTEST_SOUND = 5
"""A shorter name sounds like too many others."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One written form of a name, joined, and the entries that bear it."""

    key: str
    entries: tuple[Entry, ...]


class _Index:
    """The names of one kind, by the form they are compared in."""

    def __init__(self) -> None:
        self.exact: dict[str, list[Entry]] = defaultdict(list)
        self.close: dict[str, list[Entry]] = defaultdict(list)
        self.wide: dict[str, list[Entry]] = defaultdict(list)
        self.first_words: dict[str, list[Entry]] = defaultdict(list)
        self.parts: dict[str, list[Entry]] = defaultdict(list)
        self.part_sounds: dict[str, list[Entry]] = defaultdict(list)

    def add(self, words: list[str], entry: Entry) -> None:
        key = written_key(words)
        _append(self.exact, key, entry)
        if len(key) >= _SHORTEST_SOUND:
            _append(self.close, close_sound(key), entry)
            _append(self.wide, wide_sound(key), entry)
        for count in range(1, len(words)):
            if not all(map(is_common, words[:count])):
                _append(self.first_words, written_key(words[:count]), entry)

    def add_parts(self, words: list[str], entry: Entry) -> None:
        """Index every run of words of a name, for people who say "Jl. Sudirman"."""
        for start in range(len(words)):
            for stop in range(start + 1, len(words) + 1):
                part = words[start:stop]
                if not all(map(is_common, part)) and len("".join(part)) > 3:
                    key = written_key(part)
                    _append(self.parts, key, entry)
                    if len(key) >= _SHORTEST_SOUND:
                        _append(self.part_sounds, close_sound(key), entry)


class Gazetteer:
    """Every place of the regency with its names, and the polygons that locate a point.

    Parameters
    ----------
    kecamatan, desa
        Areas with Kemendagri code, both names and polygon in degrees.
    land
        The land parts; the one without island code and of most kecamatan is the mainland.
    islands, ports, facilities, roads, landmarks
        Named places. A landmark with ``settlement`` set gives way to every other kind of place.
    aliases
        Further names, by kind and code of what they name.
    neighbours
        Land of neighbouring regencies, which tells "outside, in Pamekasan" from "at sea".
    """

    def __init__(
        self,
        kecamatan: Iterable[AreaRecord],
        desa: Iterable[AreaRecord],
        land: Land,
        islands: Iterable[IslandRecord] = (),
        ports: Iterable[PointRecord] = (),
        facilities: Iterable[PointRecord] = (),
        roads: Iterable[RoadRecord] = (),
        landmarks: Iterable[PointRecord] = (),
        aliases: Iterable[AliasRecord] = (),
        neighbours: Iterable[NeighbourRecord] = (),
    ) -> None:
        self.land = land
        ports, islands = tuple(ports), tuple(islands)
        neighbours = tuple(neighbours)
        self._locator = Locator(tuple(kecamatan), tuple(desa), land, islands, ports, neighbours)
        maker = EntryMaker(self._locator)
        self.entries: tuple[Entry, ...] = (
            maker.regency(),
            *map(maker.neighbour, neighbours),
            *map(maker.kecamatan, self._locator.kecamatan),
            *map(maker.desa, self._locator.desa),
            *map(maker.island, islands),
            *(maker.point(record, "port") for record in ports),
            *(maker.point(record, "facility") for record in facilities),
            *(entry for record in roads for entry in maker.roads(record)),
            *(maker.landmark(record) for record in landmarks),
        )
        self._by_code = {(e.kind, e.code): e for e in self.entries if e.code}
        self._codes: dict[str, list[Entry]] = defaultdict(list)
        self._index: dict[str, _Index] = defaultdict(_Index)
        for entry in self.entries:
            self._add_names(entry, entry.names)
        for alias in aliases:
            self._add_alias(alias)

    def locate(self, point: LonLat) -> Location:
        """Return what a point lies in; on a shared edge the area with the lowest code."""
        return self._locator.locate(point)

    def entry(self, kind: str, code: str) -> Entry | None:
        """Return the place of a kind with this code, None if there is none."""
        return self._by_code.get((kind, code))

    def written(self, key: str, kinds: Sequence[str]) -> tuple[Entry, ...]:
        """Return the places of these kinds whose joined name is exactly this."""
        return self._found("exact", key, kinds)

    def sounding(self, key: str, kinds: Sequence[str]) -> tuple[Entry, ...]:
        """Return the places whose name sounds like this: the closer sound first, else the wider."""
        if len(key) < _SHORTEST_SOUND:
            return ()
        close = self._found("close", close_sound(key), kinds)
        return close or self._found("wide", wide_sound(key), kinds)

    def beginning_with_words(self, key: str, kinds: Sequence[str]) -> tuple[Entry, ...]:
        """Return the places whose name goes on after these first words: Lembung Barat, Timur."""
        return self._found("first_words", key, kinds)

    def having_part(self, key: str, kinds: Sequence[str]) -> tuple[Entry, ...]:
        """Return the ports, facilities and roads with these words somewhere in their name."""
        found = self._found("parts", key, kinds)
        if found or len(key) < _SHORTEST_SOUND:
            return found
        return self._found("part_sounds", close_sound(key), kinds)

    def beginning_with_letters(self, key: str, kinds: Sequence[str]) -> tuple[Entry, ...]:
        """Return the places whose joined name begins with these letters."""
        found: list[Entry] = []
        for kind in kinds:
            for spelled, entries in self._index[kind].exact.items():
                if spelled.startswith(key):
                    found += [entry for entry in entries if entry not in found]
        return tuple(found)

    def spellings(self, kinds: tuple[str, ...]) -> list[Spelling]:
        """Return every written name of these kinds, for comparing with a misspelled one."""
        if kinds not in self._spellings:
            merged: dict[str, list[Entry]] = defaultdict(list)
            for kind in kinds:
                for key, entries in self._index[kind].exact.items():
                    merged[key] += entries
            self._spellings[kinds] = [Spelling(k, tuple(v)) for k, v in merged.items()]
        return self._spellings[kinds]

    def sounds(self, kinds: Sequence[str]) -> list[tuple[str, list[Entry]]]:
        """Return every closer sound of a name of these kinds, with the places that bear it."""
        return [pair for kind in kinds for pair in self._index[kind].close.items()]

    def coded(self, digits: str) -> tuple[Entry, ...]:
        """Return the areas with this code, as Kemendagri (with dots) or BPS (digits) writes it."""
        return tuple(self._codes.get(digits, ()))

    @cached_property
    def _spellings(self) -> dict[tuple[str, ...], list[Spelling]]:
        return {}

    def _found(self, form: str, key: str, kinds: Sequence[str]) -> tuple[Entry, ...]:
        found: dict[Entry, None] = {}
        for kind in kinds:
            if kind in self._index:
                found.update(dict.fromkeys(getattr(self._index[kind], form).get(key, ())))
        return tuple(found)

    def _add_names(self, entry: Entry, names: Iterable[str]) -> None:
        index = self._index[entry.kind]
        for name in names:
            words = normalise(name).split()
            if not words:
                continue
            index.add(words, entry)
            if entry.kind in {"port", "facility", "road"}:
                plain = [word for word in words if word not in TITLES]
                index.add(plain or words, entry)
                index.add_parts(plain or words, entry)
        for code in filter(None, (entry.code, entry.bps_code)):
            if entry.kind in {"regency", "neighbour", *OFFICIAL}:
                _append(self._codes, code, entry)

    def _add_alias(self, alias: AliasRecord) -> None:
        entry = self._by_code.get((alias.kind, alias.target_code))
        if entry is not None:
            pointlike = entry.kind not in OFFICIAL
            self._add_names(entry, point_names(alias.name) if pointlike else (alias.name,))


def _append(index: dict[str, list[Entry]], key: str, entry: Entry) -> None:
    if entry not in index[key]:
        index[key].append(entry)
