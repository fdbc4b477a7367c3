"""Pages by limit and offset."""

from __future__ import annotations

import pytest


@pytest.fixture
def three_calls(room):
    for _ in range(3):
        room.post("/api/calls/", {"outcome": "test"}, format="json")
    return room


def test_page_names_how_many_there_are(three_calls):
    page = three_calls.get("/api/calls/?limit=2").json()

    assert (page["count"], len(page["results"]), page["previous"]) == (3, 2, None)


def test_next_leads_to_the_rest(three_calls):
    page = three_calls.get("/api/calls/?limit=2").json()

    rest = three_calls.get(page["next"]).json()

    assert (len(rest["results"]), rest["next"]) == (1, None)
    assert "offset=0" in rest["previous"]


def test_limit_above_the_most_is_cut(three_calls):
    assert three_calls.get("/api/calls/?limit=100000").status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "x"),
        ("limit", "1.5"),
        ("limit", "²"),
        ("offset", "-1"),
        ("offset", "x"),
        ("offset", "9" * 30),
    ],
)
def test_bad_number_is_named(room, name, value):
    answer = room.get("/api/calls/", {name: value})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]
