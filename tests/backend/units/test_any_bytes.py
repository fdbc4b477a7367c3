"""Whatever is sent in whatever dialect is read without a fault, and every item is accounted for."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from backend.units.actions.receiving import letter_of
from backend.units.models import Device, ReceivedRequest
from backend.units.protocols import DIALECTS, bodies
from backend.units.protocols.reading import (
    CONTENT_MAX,
    NAME_MAX,
    Message,
    Post,
    fields_of,
    kept,
    loose_json_of,
)
from tests.backend.units.conftest import NOW, SECRET
from tests.backend.units.golden import ANSWERS, FEATURE, HOME_ASSISTANT, OWNTRACKS, TRACCAR, T
from tests.backend.units.odd_posts import BODIES, CODINGS, JSON, bent, loose, posts, queries

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))
"""More of them find more: ``FUZZ_EXAMPLES=5000`` for an hour's search."""
THOROUGH = settings(max_examples=EXAMPLES, deadline=None)
LIMIT = 100_000


def faults(message: Message) -> list[str]:
    """Return what of that which was read cannot be stored."""
    found = [] if message.readings else ["nothing was read"]
    for one in message.readings:
        if len(one.content.encode()) > 4 * CONTENT_MAX:
            found.append("long content")
        if "\x00" in one.content:
            found.append("content with a null")
        for name in (*one.names, *message.identifiers):
            if not (name and name.isprintable() and len(name) <= NAME_MAX):
                found.append(f"name {name!r}")
        if one.fix is not None:
            values = (one.fix.clock_s, one.fix.lon, one.fix.lat, one.fix.speed_mps)
            found += [f"{value!r}" for value in values if not isinstance(value, float | None)]
    return found


@pytest.mark.parametrize("dialect", DIALECTS)
@THOROUGH
@given(post=posts())
def test_no_request_makes_a_dialect_fail(dialect: str, post: Post) -> None:
    assert faults(DIALECTS[dialect].read(post)) == []


@pytest.mark.parametrize("dialect", DIALECTS)
@THOROUGH
@given(post=posts())
def test_every_request_is_opened_within_bounds(dialect: str, post: Post) -> None:
    opened = bodies.opened(post, limit=LIMIT)

    assert len(opened.body) <= max(LIMIT, len(post.body))
    assert faults(bodies.read_message(DIALECTS[dialect], opened)) == []


@THOROUGH
@given(post=posts(), key=st.text(max_size=40))
def test_no_key_makes_unsealing_fail(post: Post, key: str) -> None:
    wire = DIALECTS["owntracks"]
    assert wire.unseal is not None

    assert faults(wire.unseal(wire.read(post), key.encode(errors="replace").decode())) == []


BATCHES: dict[str, tuple[Callable[[list[Any]], Any], Any]] = {
    "osmand": (list, TRACCAR),
    "owntracks": (list, OWNTRACKS),
    "overland": (lambda items: {"locations": items}, FEATURE),
    "gpslogger": (lambda items: {"locations": items}, FEATURE),
    "home_assistant": (list, HOME_ASSISTANT),
}


@pytest.mark.parametrize("dialect", BATCHES)
@THOROUGH
@given(data=st.data())
def test_a_batch_has_one_reading_for_each_item(dialect: str, data: st.DataObject) -> None:
    wrapped, golden = BATCHES[dialect]
    one_location = bent(golden).filter(_holds_one)
    items = data.draw(st.lists(JSON.filter(_holds_one) | one_location, min_size=2, max_size=6))
    body = loose(wrapped(items)).encode(errors="surrogatepass")

    message = DIALECTS[dialect].read(Post({}, body, {}, float(T)))

    assert len(message.readings) == len(items)


def _holds_one(item: Any) -> bool:
    """Tell whether an item is no list of several locations, as one record of Traccar may be."""
    return not (isinstance(item, dict) and isinstance(item.get("location"), list))


@settings(max_examples=200, deadline=None)
@given(body=BODIES)
def test_reading_json_fails_with_nothing_but_a_value_error(body: bytes) -> None:
    try:
        found = loose_json_of(body)
    except ValueError:
        found = None

    assert found is None or isinstance(kept(found), str)


@pytest.mark.usefixtures("clock")
class AnythingIsAnswered(TestCase):
    """Through HTTP, one example a transaction."""

    @pytest.fixture(autouse=True)
    def _phone(self, phone: Device) -> None:
        """Have a tracker."""

    @settings(
        max_examples=2 * EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        dialect=st.sampled_from(list(DIALECTS)),
        query=queries(),
        body=BODIES,
        coding=CODINGS.filter(str.isascii),
        method=st.sampled_from(["POST", "PUT", "GET"]),
    )
    def test_an_authenticated_request_is_answered_and_each_item_counted(
        self, dialect: str, query: str, body: bytes, coding: str, method: str
    ) -> None:
        headers = {"HTTP_CONTENT_ENCODING": coding} if coding else {}

        answer = Client().generic(
            method,
            f"/ingest/{dialect}/{SECRET}?{query}",
            body,
            **headers,  # type: ignore[arg-type]
        )

        row = ReceivedRequest.objects.get()
        counted = row.live + row.history + row.duplicate + row.quarantine + row.contact
        assert answer.status_code == 200
        assert answer.content in (ANSWERS[dialect], b'{"result":"ok"}')
        assert counted == len(row.outcomes) == _items(dialect, query, body, coding)


@pytest.mark.usefixtures("clock")
class AnyStrangerIsRefused(TestCase):
    """Through HTTP, one example a transaction."""

    @pytest.fixture(autouse=True)
    def _phone(self, phone: Device) -> None:
        """Have a tracker, whose name alone proves nothing."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        dialect=st.sampled_from(list(DIALECTS)),
        query=queries(),
        body=BODIES,
        authorization=st.text(st.characters(max_codepoint=255), max_size=20)
        | st.sampled_from(["Basic", "Bearer ", "Basic YTpi", "Basic a:b", "Basic :"]),
    )
    def test_a_stranger_is_refused_whatever_he_sends(
        self, dialect: str, query: str, body: bytes, authorization: str
    ) -> None:
        answer = Client().generic(
            "POST", f"/ingest/{dialect}?{query}", body, HTTP_AUTHORIZATION=authorization
        )

        assert answer.status_code == 403
        assert not ReceivedRequest.objects.exists()


def _items(dialect: str, query: str, body: bytes, coding: str) -> int:
    post = Post(fields_of(query), body, {"Content-Encoding": coding}, float(T), query)
    opened = bodies.opened(post, limit=2_000_000)
    return len(letter_of(dialect, opened, None, NOW).message.readings)
