"""The API answers addresses that do not exist as it answers everything: with problem details."""

from __future__ import annotations

import pytest

UNKNOWN = [
    "/api/nothing/",
    "/api/nothing",
    "/api/",
    "/api/calls/abc/",
    "/api/assignments/-1/status/",
    "/api/incidents//",
    "/api/units/%00/track/x/",
]


@pytest.mark.parametrize("path", UNKNOWN)
@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
@pytest.mark.parametrize("is_debug", [False, True])
def test_an_unknown_address_is_a_problem(client, settings, path, method, is_debug):
    settings.DEBUG = is_debug

    answer = getattr(client, method)(path)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("is_debug", [False, True])
def test_a_write_without_the_last_slash_is_sent_on_with_its_method(room, settings, is_debug):
    settings.DEBUG = is_debug

    answer = room.post("/api/incidents?a=1", {"category": "fire"}, format="json")

    assert (answer.status_code, answer["Location"]) == (308, "/api/incidents/?a=1")


def test_following_it_opens_the_incident(room):
    answer = room.post("/api/incidents", {"category": "fire"}, format="json", follow=True)

    assert answer.status_code == 201
