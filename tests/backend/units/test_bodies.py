"""Packed, broken and huge bodies: bounded in memory, answered, and accounted for."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from backend.units.api.ingest import ingest
from backend.units.models import Device, QuarantinedItem, ReceivedRequest
from backend.units.protocols import DIALECTS, bodies
from backend.units.protocols.reading import CONTENT_MAX, Dialect, Message, Post
from gis.fix_checks import Reason
from tests.backend.units.conftest import SECRET, TOWN, Clock, T, Wire, basic, reasons, stored
from tests.backend.units.golden import ANSWERS, GOLDEN, OWNTRACKS, TRACCAR

LIMIT = 1_000_000
PACKED = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
}
BODIES = {name: one.body for name, one in GOLDEN.items() if one.body}


def post_of(body: bytes, coding: str = "", query: dict[str, str] | None = None) -> Post:
    headers = {"Content-Encoding": coding} if coding else {}
    return Post(query or {}, body, headers, float(T))


def send(wire: Wire, dialect: str, body: bytes, **headers: str) -> Any:
    path = f"/ingest/{dialect}/{SECRET}"
    return wire.client.generic("POST", path, body, **headers)  # type: ignore[arg-type]


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("name", BODIES)
def test_a_packed_body_is_read_like_a_plain_one(
    wire: Wire, phone: Device, name: str, coding: str
) -> None:
    body = PACKED[coding](BODIES[name].encode())

    answer = send(wire, GOLDEN[name].dialect, body, HTTP_CONTENT_ENCODING=coding)

    assert (answer.status_code, stored()) == (200, [(T, *TOWN)])


def test_gzip_is_known_without_its_header(wire: Wire, phone: Device) -> None:
    send(wire, "osmand", gzip.compress(json.dumps(TRACCAR).encode()))

    assert stored() == [(T, *TOWN)]


def test_raw_deflate_is_unpacked_too() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(b"lat=1") + packer.flush()

    assert bodies.opened(post_of(packed, "deflate"), limit=LIMIT).body == b"lat=1"


def test_packed_parts_behind_each_other_are_one_body() -> None:
    packed = gzip.compress(b"lat=1&") + gzip.compress(b"lon=2")

    assert bodies.opened(post_of(packed, "gzip"), limit=LIMIT).body == b"lat=1&lon=2"


def test_a_bomb_is_unpacked_only_to_the_limit() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)

    opened = bodies.opened(post_of(bomb, "gzip"), limit=LIMIT)

    assert (opened.flaw, len(opened.body)) == (Reason.TOO_LARGE, CONTENT_MAX)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (gzip.compress(b"0" * 10_000_000, mtime=0), "gzip", "too_large"),
        (b"0" * 10_000_000, "", "too_large"),
        (b'{"a":' * 2_000_000, "", "too_large"),
        (b"no gzip", "gzip", "unreadable"),
        (gzip.compress(b"x" * 99, mtime=0)[:-9], "gzip", "unreadable"),
        (b"brotli", "br", "unreadable"),
        (b"twice", "gzip, gzip", "unreadable"),
    ],
    ids=range(7),
)
def test_what_cannot_be_opened_is_answered_and_kept_aside(
    wire: Wire, phone: Device, dialect: str, body: bytes, coding: str, reason: str
) -> None:
    headers = {"HTTP_CONTENT_ENCODING": coding} if coding else {}

    answer = send(wire, dialect, body, **headers)

    item = QuarantinedItem.objects.get()
    assert (answer.status_code, answer.content) == (200, ANSWERS[dialect])
    assert (stored(), item.reason) == ([], reason)
    assert len(item.content) <= CONTENT_MAX
    assert ReceivedRequest.objects.get().quarantine == 1


def test_fix_in_the_query_is_stored_beside_a_body_that_is_too_large(
    wire: Wire, named_phone: Device
) -> None:
    path = f"/ingest/osmand?id=amb-01&timestamp={T}&lat=-7.0167&lon=113.8667"

    answer = wire.client.generic("POST", path, b"x" * 3_000_000)

    assert (answer.status_code, stored(), reasons()) == (200, [(T, *TOWN)], ["too_large"])


PADDING = "x" * 3_000_000


@pytest.mark.parametrize(
    ("dialect", "body"),
    [
        ("osmand", json.dumps({"device_id": "amb-01", "location": PADDING})),
        ("osmand", f"id=amb-01&x={PADDING}"),
        ("owntracks", json.dumps({**OWNTRACKS, "desc": PADDING})),
        ("overland", json.dumps({"locations": [{"properties": {"device_id": "amb-01"}}, PADDING]})),
        ("cot", f'<event uid="amb-01">{PADDING}</event>'),
    ],
)
def test_sender_is_known_by_the_beginning_of_a_body_that_is_too_large(
    wire: Wire, named_phone: Device, dialect: str, body: str
) -> None:
    answer = wire.client.generic("POST", f"/ingest/{dialect}", body)

    assert (answer.status_code, reasons()) == (200, ["too_large"])


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_stranger_with_a_huge_body_is_refused(wire: Wire, phone: Device, dialect: str) -> None:
    answer = wire.client.generic("POST", f"/ingest/{dialect}/salah", b"x" * 3_000_000)

    assert (answer.status_code, reasons()) == (403, [])


def test_body_of_the_largest_batch_of_overland_is_read(wire: Wire, phone: Device) -> None:
    feature = json.loads(GOLDEN["overland"].body)["locations"][0]
    full = [{**feature, "properties": {**feature["properties"], "wifi": "w" * 1000}}] * 1000

    answer = send(wire, "overland", json.dumps({"locations": full}).encode())

    row = ReceivedRequest.objects.get()
    assert (answer.json(), row.live, row.duplicate) == ({"result": "ok"}, 1, 999)


@pytest.mark.parametrize("body", [b"--BoUnDaRyStRiNg--\r\n", b"\r\n----x--"])
def test_a_form_without_fields_is_an_empty_body(wire: Wire, phone: Device, body: bytes) -> None:
    answer = send(wire, "owntracks", body)

    assert (answer.json(), reasons()) == ([], [])


def test_fields_in_the_thousands_are_read_as_far_as_they_go(wire: Wire, phone: Device) -> None:
    fix = f"timestamp={T}&lat=-7.0167&lon=113.8667"
    many = "&".join(f"f{number}={number}" for number in range(5000))

    answer = wire.osmand(f"{fix}&{many}", HTTP_AUTHORIZATION=basic("amb-01"))

    assert (answer.status_code, stored()) == (200, [(T, *TOWN)])


def test_a_fault_in_a_dialect_costs_no_request() -> None:
    def fail(post: Post) -> Message:
        raise KeyError(post.body)

    message = bodies.read_message(Dialect(fail, b"OK", "text/plain"), post_of(b"as it came"))

    (one,) = message.readings
    assert (one.odd, one.content) == (Reason.UNREADABLE, "as it came")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_name_in_the_address_is_enough_in_every_dialect(
    wire: Wire, named_phone: Device, dialect: str
) -> None:
    answer = wire.client.get(f"/ingest/{dialect}?id=amb-01")

    assert (answer.status_code, answer.content) == (200, ANSWERS[dialect])


def test_limit_holds_the_largest_batch() -> None:
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE >= 1_000_000


def in_chunks(body: bytes) -> WSGIRequest:
    """Return a request as the ASGI server hands it on that got a body of unknown length."""
    environ = RequestFactory().generic("POST", f"/ingest/osmand/{SECRET}").environ
    ended = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    return WSGIRequest({**environ, **ended, "CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(body)})


def test_body_in_chunks_is_read(clock: Clock, phone: Device) -> None:
    answer = ingest(in_chunks(json.dumps(TRACCAR).encode()), "osmand", SECRET)

    assert (answer.status_code, stored()) == (200, [(T, *TOWN)])


def test_too_many_chunks_are_kept_by_their_beginning(clock: Clock, phone: Device) -> None:
    answer = ingest(in_chunks(b"x" * 3_000_000), "osmand", SECRET)

    assert (answer.status_code, reasons()) == (200, ["too_large"])


def test_half_a_request_is_none(clock: Clock, phone: Device) -> None:
    body = f"timestamp={T}&lat=-7.0167&lon=113.8"
    environ = RequestFactory().generic("POST", f"/ingest/osmand/{SECRET}").environ
    cut = {"CONTENT_LENGTH": str(len(body) + 3), "wsgi.input": io.BytesIO(body.encode())}

    answer = ingest(WSGIRequest({**environ, **cut}), "osmand", SECRET)

    assert (answer.status_code, stored()) == (400, [])
