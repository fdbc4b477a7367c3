"""Decides which places fit all the names that a caller mentioned.

A place is supported by a mention if it bears the name or lies within a place that bears it. The
places with most support remain; among them a desa named with its kecamatan comes before an island,
what was named first before what was named later, and a hamlet or road behind everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gis.entries import Entry
from gis.matching import Quality
from gis.mentions import Footing, Mention
from gis.names import close_sound, joined

_SECONDARY = frozenset({"settlement", "road"})
WIDE_KINDS = frozenset({"regency", "neighbour"})
_PLACED_BY = frozenset({"desa", "kecamatan", "puskesmas", "port", "island"})
"""Kinds of place that settle it: the regency named beside is where a road leads to."""
_SPECIFIC = frozenset({"desa", "facility", "port", "landmark", "settlement", "road"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one place explains the mentions: which it bears itself, which are around it."""

    entry: Entry
    own: tuple[int, ...]
    around: tuple[tuple[int, Entry], ...]
    near: int
    """How many names beside the place lie in the same kecamatan or on the same island."""

    @property
    def support(self) -> int:
        """Return how many mentions it explains."""
        return len(self.own) + len({position for position, _ in self.around})

    @property
    def distinct(self) -> int:
        """Return how many mentions name different places: itself, and one around it for each."""
        return 1 + len({position for position, _ in self.around})


@dataclass(frozen=True, slots=True)
class Choice:
    """The places that remain, and whether the names contradict each other."""

    explanations: tuple[Explanation, ...]
    mentions: tuple[Mention, ...]
    disagree: bool = False
    dropped: tuple[Mention, ...] = ()
    """Mentions that fit nothing else and were too unsure to count."""


def choose(mentions: list[Mention]) -> Choice:
    """Return the places that fit the mentions best; several where the words leave it open."""
    kept, beside = _counted(mentions)
    disagree = False
    dropped: list[Mention] = []
    while True:
        explanations = _explain(kept, beside)
        best = max(explanation.support for explanation in explanations)
        if best == len(kept):
            break
        weakest = _weakest(kept)
        if weakest is None:
            disagree = True
            break
        kept = [mention for mention in kept if mention is not weakest]
        dropped.append(weakest)
    if disagree:
        return Choice(tuple(_each_alone(explanations, kept)), tuple(kept), disagree)
    remaining = [explanation for explanation in explanations if explanation.support == best]
    return Choice(tuple(_pruned(remaining, kept)), tuple(kept), dropped=tuple(dropped))


def _each_alone(explanations: list[Explanation], mentions: list[Mention]) -> list[Explanation]:
    """Return what each name would mean alone, for names that contradict each other."""
    chosen: dict[Entry, Explanation] = {}
    for position in range(len(mentions)):
        bearing = [e for e in explanations if position in e.own and e.entry.kind not in WIDE_KINDS]
        for explanation in _pruned(bearing, mentions[position : position + 1]) if bearing else []:
            chosen[explanation.entry] = explanation
    return list(chosen.values()) or explanations


def _counted(mentions: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Return the mentions that name the place itself, and those that stand beside it."""
    main = [mention for mention in mentions if not mention.beside]
    beside = [mention for mention in mentions if mention.beside]
    if not main:
        going = min(mention.going for mention in beside)
        first = next(mention for mention in beside if mention.going == going)
        main = _run_of(first, beside)
        beside = [mention for mention in beside if mention not in main]
    best = max(mention.footing for mention in main)
    least = min(best, Footing.PLACED)
    return [mention for mention in main if mention.footing >= least], beside


def _run_of(first: Mention, beside: list[Mention]) -> list[Mention]:
    """Return a name and those beside which say where it lies: "dekat Lombang Batang-Batang"."""
    around = {container for entry in first.entries for container in entry.within}
    return [
        mention
        for mention in beside
        if mention is first
        or (
            mention.going == first.going
            and any((entry.kind, entry.code) in around for entry in mention.entries)
        )
    ]


def _weakest(mentions: list[Mention]) -> Mention | None:
    """Return the mention to drop when not all agree; None where all are equally sure."""
    unsure = [m for m in mentions if m.quality <= Quality.SLIP or m.kind_differs]
    said = [m for m in mentions if m.footing == Footing.SAID]
    elsewhere = [
        mention
        for mention in mentions
        if mention.kind_said is None and all(e.kind == "neighbour" for e in mention.entries)
    ]
    if elsewhere and any(m.kind_said in _PLACED_BY and not m.kind_differs for m in mentions):
        return elsewhere[0]
    if len(mentions) > 1 and unsure and len(unsure) < len(mentions):
        return min(unsure, key=lambda m: (m.quality, m.footing))
    if said and len(said) < len(mentions):
        loose = [m for m in mentions if m.footing < Footing.PLACED]
        return min(loose, key=lambda m: m.footing) if loose else None
    return None


def _explain(mentions: list[Mention], beside: list[Mention]) -> list[Explanation]:
    entries: dict[Entry, None] = {}
    for mention in mentions:
        entries.update(dict.fromkeys(mention.entries))
    return [_explanation(entry, mentions, beside) for entry in entries]


def _explanation(entry: Entry, mentions: list[Mention], beside: list[Mention]) -> Explanation:
    own: list[int] = []
    around: list[tuple[int, Entry]] = []
    for position, mention in enumerate(mentions):
        if entry in mention.entries:
            own.append(position)
        else:
            around += [(position, other) for other in mention.entries if _contains(other, entry)]
    # A place whose name is repeated may instead lie in its namesake: "Bluto, Bluto".
    if len(own) > 1:
        for position in own[1:]:
            wider = [o for o in mentions[position].entries if _contains(o, entry)]
            around += [(position, other) for other in wider]
            if wider:
                own.remove(position)
    near = sum(any(_shares(entry, other) for other in m.entries) for m in beside)
    return Explanation(entry, tuple(own), tuple(around), near)


def _contains(outer: Entry, inner: Entry) -> bool:
    if outer.kind == "regency":
        return inner.kind != "neighbour" and inner is not outer
    return outer.code is not None and (outer.kind, outer.code) in inner.within


def _shares(entry: Entry, other: Entry) -> bool:
    same_kecamatan = entry.kecamatan is not None and entry.kecamatan == other.kecamatan
    return same_kecamatan or (entry.island is not None and entry.island == other.island)


def _pruned(remaining: list[Explanation], mentions: list[Mention]) -> list[Explanation]:
    """Keep the readings that people mean first; what is left is truly open."""
    remaining = _without(remaining, lambda e: e.entry.kind in _SECONDARY)
    remaining = _least(remaining, lambda e: -e.distinct)
    remaining = _least(remaining, _openness)
    if len(mentions) > 1:
        remaining = _least(remaining, lambda e: min(e.own))
    remaining = _least(remaining, lambda e: -e.near)
    if any(mention.kind_said for mention in mentions if len(mentions) == 1):
        return remaining
    return _bare(remaining)


def _openness(explanation: Explanation) -> int:
    """Return 0 for a small place named with its kecamatan, 1 for an island so, 2 for the rest."""
    kinds = {entry.kind for _, entry in explanation.around}
    if "kecamatan" not in kinds:
        return 2
    return 0 if explanation.entry.kind in _SPECIFIC else 1


def _bare(remaining: list[Explanation]) -> list[Explanation]:
    """Keep the kecamatan among its namesakes; an island before the one desa that it is."""
    if any(e.entry.kind == "regency" for e in remaining):
        return [e for e in remaining if e.entry.kind == "regency"]
    kecamatan = [e for e in remaining if e.entry.kind == "kecamatan"]
    if kecamatan and all(_is_namesake(e.entry, kecamatan[0].entry) for e in remaining):
        return kecamatan
    remaining = _without(remaining, lambda e: not e.entry.inhabited)
    islands = [e.entry for e in remaining if e.entry.kind == "island"]
    filled = {container for island in islands for container in island.fills}
    return [e for e in remaining if (e.entry.kind, e.entry.code) not in filled]


def _is_namesake(entry: Entry, kecamatan: Entry) -> bool:
    """Tell whether a place gives way to a kecamatan whose name it shares."""
    if entry.kind == "landmark":
        return False
    names = {close_sound(joined(name)) for name in kecamatan.names}
    inside = ("kecamatan", kecamatan.code) in entry.within or entry is kecamatan
    return inside or bool(names & {close_sound(joined(name)) for name in entry.names})


def _without(
    remaining: list[Explanation], is_minor: Callable[[Explanation], bool]
) -> list[Explanation]:
    major = [explanation for explanation in remaining if not is_minor(explanation)]
    return major or remaining


def _least(remaining: list[Explanation], rank: Callable[[Explanation], int]) -> list[Explanation]:
    least = min(rank(explanation) for explanation in remaining)
    return [explanation for explanation in remaining if rank(explanation) == least]
