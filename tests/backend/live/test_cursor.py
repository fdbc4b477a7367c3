"""The cursor of the live feed: nothing is delivered out of order, nothing is lost."""

from __future__ import annotations

from backend.live.cursor import WATCH_S, Cursor, Row


def rows(*ids: int) -> list[Row]:
    return [Row(number, "unit", f"amb-{number}") for number in ids]


def ids(delivered: list[Row]) -> list[int]:
    return [row.id for row in delivered]


def test_rows_without_a_gap_are_delivered_at_once():
    cursor = Cursor(10, gap_wait_s=3)

    assert ids(cursor.advance(rows(11, 12, 13), now_s=0)) == [11, 12, 13]
    assert cursor.position == 13


def test_delivery_stops_before_a_young_gap():
    cursor = Cursor(10, gap_wait_s=3)

    assert ids(cursor.advance(rows(11, 13), now_s=0)) == [11]
    assert cursor.is_waiting


def test_a_filled_gap_is_delivered_in_order():
    cursor = Cursor(10, gap_wait_s=3)
    cursor.advance(rows(12), now_s=0)

    assert ids(cursor.advance(rows(11, 12), now_s=0.1)) == [11, 12]
    assert not cursor.is_waiting


def test_a_gap_that_stays_is_passed_after_three_seconds():
    cursor = Cursor(10, gap_wait_s=3)
    cursor.advance(rows(12), now_s=0)

    assert ids(cursor.advance(rows(12), now_s=2.9)) == []
    assert ids(cursor.advance(rows(12), now_s=3)) == [12]


def test_a_row_later_than_the_wait_is_still_delivered():
    cursor = Cursor(10, gap_wait_s=3)
    cursor.advance(rows(12), now_s=0)
    cursor.advance(rows(12), now_s=3)

    assert cursor.watched == (11,)
    assert ids(cursor.advance(rows(11), now_s=60)) == [11]
    assert cursor.position == 12


def test_a_late_row_is_delivered_once():
    cursor = Cursor(10, gap_wait_s=3)
    cursor.advance(rows(12), now_s=0)
    cursor.advance(rows(12), now_s=3)
    cursor.advance(rows(11), now_s=60)

    assert ids(cursor.advance(rows(11), now_s=61)) == []


def test_a_missing_id_is_forgotten_after_its_time():
    cursor = Cursor(10, gap_wait_s=3)
    cursor.advance(rows(12), now_s=0)
    cursor.advance(rows(12), now_s=3)

    cursor.advance([], now_s=3 + WATCH_S + 1)

    assert cursor.watched == ()


def test_a_starting_cursor_watches_the_gaps_below_it():
    cursor = Cursor(10, gap_wait_s=3)

    cursor.watch_gaps_below([6, 7, 10], now_s=0)

    assert cursor.watched == (8, 9)


def test_without_a_wait_gaps_are_passed_at_once():
    cursor = Cursor(10, gap_wait_s=0)

    assert ids(cursor.advance(rows(14), now_s=0)) == [14]
    assert cursor.watched == ()
