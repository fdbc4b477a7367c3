"""The small words that all dialects share: numbers, moments, fields, JSON."""

from __future__ import annotations

import math
from typing import Any

import pytest

from backend.units.protocols import reading
from backend.units.protocols.osmand import read as read_osmand
from backend.units.protocols.reading import Post
from tests.backend.units.conftest import T


@pytest.mark.parametrize(
    "words",
    [
        "1795568400",
        "1795568400.0",
        "+1795568400",
        "1.7955684E9",
        " 1795568400 ",
        "2026-11-25T01:00:00Z",
        "2026-11-25t01:00:00z",
        "2026-11-25T01:00:00",
        "2026-11-25T01:00:00.000Z",
        "2026-11-25T01:00:00.000000000Z",
        "2026-11-25T01:00Z",
        "2026-11-25 01:00:00",
        "2026-11-25 01:00:00 UTC",
        "2026-11-25T08:00:00+07:00",
        "2026-11-25T08:00:00+0700",
        "2026-11-25T08:00:00+07",
        "2026-11-25T08:00:00 0700",
        "2026-11-25T08:00:00 07:00",
        "2026-11-25T08:00:00.000 07:00",
        "2026-11-25 08:00:00 +0700",
        "2026-11-24T18:00:00-07:00",
        "20261125T010000Z",
    ],
)
def test_every_written_moment_is_the_same(words: str) -> None:
    assert reading.clock_s(words) == T


@pytest.mark.parametrize(
    "words",
    [
        "", "soon", "2026-11-25", "2026-11-25T", "01:00:00", "2026-13-25T01:00:00Z",
        "2026-11-25T25:00:00Z", "2026-02-30T01:00:00Z", "nan", "inf", "1_795_568_400", "0x6B05",
        "2026-11-25T01:00:00 WIB", "2026-11-25 01:00:00Z extra", "٢٠٢٦-١١-٢٥T01:00:00Z",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_never_guessed(words: str) -> None:
    assert reading.clock_s(words) is None


@pytest.mark.parametrize("value", [None, True, [], {}, "", "x", "1_0", "1,5", "9" * 200])
def test_what_is_no_number_is_none(value: Any) -> None:
    assert reading.number(value) is None


def test_numbers_of_any_length_are_numbers() -> None:
    assert reading.number(10**400) == math.inf
    assert reading.number("1e400") == math.inf
    assert reading.number("-7.0167") == -7.0167


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"a":NaN}', "nan"),
        (b'{"a":-Infinity}', "-inf"),
        (b'{"a":1,"a":2}', "2"),
        (b'\xef\xbb\xbf{"a":3}', "3"),
        (b'{"a":"\xff"}', "\ufffd"),
        (b'{"a":"\\ud800"}', "\ud800"),
        (b'{"a":' + b"9" * 400 + b"}", "9" * 400),
        (b'{"a":' + b"9" * 5_000 + b"}", "inf"),
        (b'{"a":4,"deep":' + b"[" * 5_000 + b"]" * 5_000 + b"}", "4"),
        (b'{"deep":' + b'{"]":' * 5_000 + b'"}"' + b"}" * 5_000 + b',"a":5}', "5"),
        (b'{"deep":' + b"[" * 5_000 + b'"\\"]"' + b"]" * 5_000 + b',"a":"["}', "["),
    ],
)
def test_careless_json_is_read(body: bytes, found: str) -> None:
    assert str(reading.loose_json_of(body)["a"]) == found


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b'{"a":' * 5_000, b"[1," * 5_000 + b"}", b"\xff"]
)
def test_what_is_no_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):
        reading.loose_json_of(body)


@pytest.mark.parametrize(
    "value", ["\ud800", {"a": "\ud800"}, {"a": 10**30}, ["\x00", b"x"], "\x00"]
)
def test_whatever_is_kept_can_be_stored(value: Any) -> None:
    kept = reading.kept(value)

    assert kept.encode()
    assert "\x00" not in kept


def test_only_the_beginning_of_a_long_item_is_kept() -> None:
    assert len(reading.kept({"a": "x" * 200_000})) == reading.CONTENT_MAX


def test_more_items_than_anybody_sends_are_one_more_reading() -> None:
    body = b"[" + b"0," * 50_000 + b"0]"

    readings = read_osmand(Post({}, body, {}, T)).readings

    assert len(readings) == reading.ITEMS_MAX + 1
    assert readings[-1].odd == "too_large"


@pytest.mark.parametrize(
    ("alarm", "asks"),
    [
        ("sos", True), (" SOS ", True), ("lowBattery,sos", True), ("panic", True),
        ("lowBattery", False), ("sosis", False), ("", False), (None, False), (True, False),
    ],
)  # fmt: skip
def test_only_a_crews_word_calls_for_help(alarm: Any, asks: bool) -> None:
    assert reading.is_call_for_help(alarm) is asks
