"""Requests that no client should send and some will: any bytes, JSON and XML, and golden ones bent.

Bent requests matter most: random bytes never get past the first look.
"""

from __future__ import annotations

import gzip
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from hypothesis import strategies as st

from backend.units.protocols.reading import Post, fields_of
from tests.backend.units.golden import COT, GOLDEN, T

TEXT = st.text(st.characters(), max_size=12) | st.sampled_from(
    ["", "0", "-1", "NaN", "1e400", "9" * 30, "\x00", "\ud800", "amb-01", "2026-11-25T01:00:00Z"]
)
NUMBERS = (
    st.integers()
    | st.floats()
    | st.sampled_from([0, -1, 9_999_999, 1e400, -1e400, 10**30, 10**400, T, T * 1000, True])
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
NAMES = (
    "id", "deviceid", "lat", "lon", "location", "timestamp", "speed", "batt", "valid", "alarm",
    "hdop", "accuracy", "gprmc", "code", "date", "time", "spd_kph", "latlon", "mock", "uuid",
)  # fmt: skip
FIELDS = st.dictionaries(st.sampled_from(NAMES) | TEXT, TEXT | NUMBERS.map(str), max_size=6)
XML_NAMES = st.sampled_from(["event", "point", "detail", "track", "status", "a", "ns:event"])
XML_ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ["uid", "type", "time", "start", "lat", "lon", "ce", "speed", "battery", "xml"]
    ),
    st.sampled_from(["a-f-G", "b-a-o-tbl", "-7.0167", "113.8667", "x", "2026-11-25T01:00:00Z"])
    | st.text("<>&;\"'aß%0", max_size=6),
    max_size=4,
)
PROLOGS = st.sampled_from(
    [
        "",
        '<?xml version="1.0" encoding="utf-16"?>',
        '<!DOCTYPE a [<!ENTITY e "x">]>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>',
        "<!-- ",
        "<![CDATA[",
        "&lol9;",
    ]
)


def loose(value: Any) -> str:
    """Return JSON as careless programs write it: with NaN and halves of letters."""
    return json.dumps(value)


@st.composite
def bent(draw: st.DrawFn, value: Any) -> Any:
    """Return a value of JSON with some parts replaced, left out, or added."""
    chance = draw(st.integers(0, 24))
    if chance == 0:
        return draw(JSON)
    if isinstance(value, dict):
        kept = {key: draw(bent(inner)) for key, inner in value.items() if draw(st.integers(0, 30))}
        return {**kept, draw(TEXT): draw(JSON)} if chance == 1 else kept
    if isinstance(value, list):
        return [draw(bent(inner)) for inner in value] * draw(st.sampled_from([1, 1, 1, 2]))
    return value


@st.composite
def cut_up(draw: st.DrawFn, words: str) -> str:
    """Return a text with a piece of it replaced by something else."""
    start = draw(st.integers(0, len(words)))
    end = draw(st.integers(start, min(len(words), start + 20)))
    return words[:start] + draw(TEXT) + words[end:]


@st.composite
def xml(draw: st.DrawFn, depth: int = 0) -> str:
    """Return something like XML."""
    name = draw(XML_NAMES)
    attributes = "".join(f' {key}="{value}"' for key, value in draw(XML_ATTRIBUTES).items())
    inner = "".join(draw(st.lists(xml(depth + 1), max_size=3))) if depth < 3 else draw(TEXT)
    closing = draw(st.sampled_from([name, name, name, "b"]))
    return f"<{name}{attributes}>{inner}</{closing}>"


def _encoded(words: str) -> bytes:
    return words.encode(errors="surrogatepass")


@st.composite
def golden_bodies(draw: st.DrawFn) -> bytes:
    """Return the body of a golden request, bent in its meaning or in its letters."""
    body = draw(st.sampled_from([one.body for one in GOLDEN.values() if one.body]))
    if body.startswith("{") and draw(st.booleans()):
        item = draw(bent(json.loads(body)))
        return _encoded(loose(draw(st.sampled_from([item, [item], [item, item]]))))
    return _encoded(draw(cut_up(body)))


BODIES = st.one_of(
    golden_bodies(),
    golden_bodies(),
    st.binary(max_size=200),
    JSON.map(loose).map(_encoded),
    st.tuples(PROLOGS, xml()).map("".join).map(_encoded),
    st.tuples(PROLOGS, cut_up(COT), PROLOGS).map("".join).map(_encoded),
    FIELDS.map(lambda fields: _encoded(urlencode(fields, errors="replace"))),
    golden_bodies().map(gzip.compress),
    st.just(b"[" * 5_000),
    st.just(b'{"a":' * 900 + b"1" + b"}" * 900),
    st.just(b'{"locations":' * 300 + b"1" + b"}" * 300),
)


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Return a query: none, a golden one with a field changed, or any."""
    golden = draw(st.sampled_from(["", "", *[one.query for one in GOLDEN.values() if one.query]]))
    fields = {**dict(parse_qsl(golden)), **draw(FIELDS)} if draw(st.booleans()) else {}
    return urlencode(fields, errors="replace") if fields else golden


CODINGS = st.sampled_from(["", "", "", "gzip", "deflate", "br", "identity", "\u00e9"])


@st.composite
def posts(draw: st.DrawFn) -> Post:
    """Return a request as the view hands it to a dialect."""
    query = draw(queries())
    coding = draw(CODINGS)
    headers = {"Content-Encoding": coding, "X-Limit-U": draw(TEXT), "X-Limit-D": draw(TEXT)}
    return Post(fields_of(query), draw(BODIES), headers, float(T), query)
