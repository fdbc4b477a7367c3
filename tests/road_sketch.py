"""Road networks drawn as text: letters are junctions, ways are words of letters.

    sketch("a-b-c", spacing_m=500, ways={"abc": {"highway": "primary"}})

The distance between two neighbouring letters in a drawing is set by ``spacing_m`` for every
column and line of text. Letters stand on an almost metric grid around ``ORIGIN``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gis.land import Land
from gis.network import RoadNetwork
from gis.network_import import ImportResult, build_from_extract
from gis.osm_reading import read_osm_text
from gis.types import LonLat

ORIGIN = (113.86, -7.0)
"""Longitude and latitude of the drawing's upper left corner: in the middle of the regency."""
Tags = Mapping[str, str]
Words = str | tuple[str, ...]
Turn = tuple[Words, Words, Words, Tags | str, str]
"""From ways, over a letter or over ways, to ways, kind or tags, and what is excepted."""
NOT_IN_FILE = 999_999
"""The number of a way that a drawing does not hold."""


@dataclass(frozen=True)
class Sketch:
    """A drawn network. ``nodes`` maps letters to points; OSM ids are the letters' code points."""

    result: ImportResult
    nodes: Mapping[str, LonLat]
    way_ids: Mapping[str, int] = field(default_factory=dict)

    @property
    def network(self) -> RoadNetwork:
        return self.result.network

    def node(self, letter: str) -> int:
        """Return the number of a letter's node in the network (the lowest, at a barrier)."""
        found = (self.network.node_osm_id == ord(letter)).nonzero()[0]
        return int(found[0])

    def between(self, a: str, b: str, share: float = 0.5) -> LonLat:
        """Return the point that lies a share of the way from one letter to another."""
        start, end = self.nodes[a], self.nodes[b]
        return LonLat(
            start.lon + share * (end.lon - start.lon), start.lat + share * (end.lat - start.lat)
        )

    def beside(self, letter: str, *, east_m: float = 0.0, north_m: float = 0.0) -> LonLat:
        """Return a point some metres from a letter."""
        start = self.nodes[letter]
        return _moved(start, east_m, north_m)


def sketch(
    drawing: str,
    *,
    ways: Mapping[str, Tags | str],
    nodes: Mapping[str, Tags] | None = None,
    turns: Sequence[Turn] = (),
    spacing_m: float = 1000.0,
    land: Land | None = None,
    origin: tuple[float, float] = ORIGIN,
) -> Sketch:
    """Return the network of a drawing, built by the real import.

    ``turns`` are restrictions: from way, via letter or way, to way, kind or tags, and ``except``
    or nothing; several ways stand in a tuple, and a way that is not drawn is not in the file.
    """
    places = letters(drawing, spacing_m=spacing_m, origin=origin)
    text, way_ids = osm_xml(places, ways, nodes or {}, turns)
    return Sketch(_built(text, land), places, way_ids)


def letters(
    drawing: str, *, spacing_m: float = 1000.0, origin: tuple[float, float] = ORIGIN
) -> dict[str, LonLat]:
    """Return where the letters of a drawing stand; other characters are decoration.

    Two letters that are neighbours but for one stroke (``a-b``, or one line between two lines)
    are ``spacing_m`` apart.
    """
    lines = [line for line in drawing.split("\n") if line.strip()]
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    start = LonLat(*origin)
    return {
        letter: _moved(start, (column - margin) * spacing_m / 2, -row * spacing_m / 2)
        for row, line in enumerate(lines)
        for column, letter in enumerate(line)
        if letter.isalnum()
    }


def osm_xml(
    places: Mapping[str, LonLat],
    ways: Mapping[str, Tags | str],
    nodes: Mapping[str, Tags],
    turns: Sequence[Turn] = (),
) -> tuple[str, dict[str, int]]:
    """Return the drawing as OSM XML, and the OSM id of each way."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="sketch">']
    for letter, place in places.items():
        tags = _tags_xml(nodes.get(letter, {}))
        lon, lat = round(place.lon, 7), round(place.lat, 7)
        out.append(f'<node id="{ord(letter)}" version="1" lat="{lat}" lon="{lon}">{tags}</node>')
    ids = {}
    for number, (word, tags) in enumerate(ways.items(), start=1):
        ids[word] = number
        told = {"highway": tags} if isinstance(tags, str) else tags
        refs = "".join(f'<nd ref="{ord(letter)}"/>' for letter in word if letter.isalnum())
        out.append(f'<way id="{number}" version="1">{refs}{_tags_xml(told)}</way>')
    out += [_turn_xml(n, turn, ids) for n, turn in enumerate(turns, start=1)]
    return "\n".join([*out, "</osm>"]), ids


def _turn_xml(number: int, turn: Turn, ids: Mapping[str, int]) -> str:
    start, via, end, kind, exception = turn
    tags = {"type": "restriction"} | ({"restriction": kind} if isinstance(kind, str) else kind)
    if exception:
        tags["except"] = exception
    members = [
        _member_xml(word, role, ids)
        for role, words in (("from", start), ("via", via), ("to", end))
        for word in ((words,) if isinstance(words, str) else words)
    ]
    return f'<relation id="{number}" version="1">{"".join(members)}{_tags_xml(tags)}</relation>'


def _member_xml(word: str, role: str, ids: Mapping[str, int]) -> str:
    if role == "via" and len(word) == 1:
        return f'<member type="node" ref="{ord(word)}" role="via"/>'
    return f'<member type="way" ref="{ids.get(word, NOT_IN_FILE)}" role="{role}"/>'


def _tags_xml(tags: Tags) -> str:
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


def _built(text: str, land: Land | None) -> ImportResult:
    return build_from_extract(read_osm_text(text), land, source="sketch", boxes=())


def _moved(start: LonLat, east_m: float, north_m: float) -> LonLat:
    metre_deg = 1 / 111_195.0
    return LonLat(
        start.lon + east_m * metre_deg / math.cos(math.radians(start.lat)),
        start.lat + north_m * metre_deg,
    )
