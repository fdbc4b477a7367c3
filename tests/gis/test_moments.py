"""Typed moments: day first, WIB unless said otherwise, the future is a question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.moments import read_moment

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
"""08:00 WIB."""


def utc(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "25/11/2026 07.45",
        "25-11-26 07:45",
        "25.11.2026 07.45",
        "25 November 2026 pukul 07.45",
        "25 nop 2026, 07:45 WIB",
        "2026-11-25T00:45:00Z",
        "2026-11-25 07:45",
        "2026-11-25T07:45:00+07:00",
        "07.45",
    ],
)
def test_a_date_is_day_first_and_a_time_is_wib(text: str):
    reading = read_moment(text, now=NOW)

    assert (reading.outcome, reading.at) == ("resolved", utc(25, 0, 45))


def test_a_time_alone_is_todays_in_wib():
    assert read_moment("jam 02.30", now=NOW).at == utc(24, 19, 30)


def test_a_date_in_the_future_is_asked():
    reading = read_moment("11/12/2026", now=NOW)

    assert (reading.outcome, reading.reason) == ("ask", "in_the_future")
    assert reading.at == utc(10, 17, month=12)  # 11 December 00:00 WIB


def test_a_time_still_to_come_may_be_yesterdays():
    reading = read_moment("jam 23.00", now=NOW)

    assert (reading.outcome, reading.at) == ("ask", utc(24, 16))


@pytest.mark.parametrize(
    ("text", "hour_utc", "day"), [("07.45 WITA", 23, 24), ("07.45 WIT", 22, 24)]
)
def test_other_zones_are_earlier(text: str, hour_utc: int, day: int):
    assert read_moment(text, now=NOW).at == utc(day, hour_utc, 45)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("10 menit yang lalu", utc(25, 0, 50)),
        ("2 jam lalu", utc(24, 23)),
        ("kemarin jam 21.00", utc(24, 14)),
        ("kemarin jam 7 malam", utc(24, 12)),
        ("barusan", NOW),
    ],
)
def test_spoken_moments_count_back_from_now(text: str, at: datetime):
    reading = read_moment(text, now=NOW)

    assert (reading.outcome, reading.at) == ("resolved", at)


def test_a_month_above_twelve_is_turned_and_asked():
    reading = read_moment("11/25/2026 07:45", now=NOW)

    assert (reading.outcome, reading.reason) == ("ask", "day_and_month_turned")


@pytest.mark.parametrize("text", ["31/02/2026", "00/11/2026", "0001-01-01", "2026-13-01"])
def test_a_date_that_never_was_is_refused(text: str):
    assert read_moment(text, now=NOW).reason == "no_such_date"


@pytest.mark.parametrize("text", ["", "tadi", "entah", "2026"])
def test_words_without_a_moment_are_refused(text: str):
    assert read_moment(text, now=NOW).outcome == "refused"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises(text: str):
    assert read_moment(text, now=NOW).outcome in {"resolved", "ask", "refused"}
