"""Takes the usual requests of trackers straight from the ASGI server, past Django's middleware.

Only what is stored and answered with success is handled here. Whatever else (a stranger, an odd
host, a body that is too large or no list, a failure) goes to Django's own view with its body, so
that refusals are worded in one place.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.datastructures import CaseInsensitiveMapping

from backend.middleware import CONTENT_SECURITY_POLICY
from backend.rendering import dumps
from backend.units.actions import Letter, Receipt, batch_letter, receive_soon
from backend.units.api.ingest import Body, read_letter
from backend.units.api.positions import items_of, verdicts_of
from backend.units.api.proofs import proof_of
from backend.units.protocols import addressed
from backend.units.protocols.bodies import is_packed
from backend.units.protocols.own import BATCH_MAX
from backend.units.protocols.reading import CONTENT_MAX

logger = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]

POSITIONS = "/api/positions/"
READ_AT_ONCE_MAX = 65_536
"""Bytes of a body that is read on the event loop; a larger one on a thread."""

writer = ThreadPoolExecutor(1, thread_name_prefix="trackers")
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", settings.X_FRAME_OPTIONS.encode()),
    (b"referrer-policy", settings.SECURE_REFERRER_POLICY.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
]


class TrackerLane:
    """An ASGI application for requests of trackers; ``web`` is where the unusual ones go."""

    def __init__(self, web: App) -> None:
        self._web = web

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer one request."""
        read = _reader_of(scope)
        if read is None:
            await self._web(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return  # who hung up hears no answer, and half a request is none
        answer = await _answered(read, body, is_small=_is_small(body, scope))
        if answer is None:
            await self._web(scope, _replayed(body, receive), send)
        else:
            await _respond(send, *answer)


def is_of_tracker(scope: Any) -> bool:
    """Tell whether the lane knows the address of an HTTP request."""
    path: str = scope["path"]
    return path == POSITIONS or addressed(path) is not None


Read = Callable[[Body], "tuple[Letter, Callable[[Receipt], tuple[bytes, str]]] | None"]
"""Turns a body into what is stored and how the receipt is answered; None where it is unusual."""


def _reader_of(scope: Any) -> Read | None:
    """Return how the body must be read; None for what Django must answer."""
    headers = _headers(scope)
    if not _is_known_host(headers.get("Host", "")):
        return None
    if scope["path"] == POSITIONS:
        proof = proof_of(headers.get("Authorization", ""), None)
        if scope["method"] != "POST" or proof is None:
            return None

        def read_batch(body: Body) -> Any:
            items = None if body.is_cut else items_of(body.content)
            if items is None or len(items) > BATCH_MAX:
                return None
            letter = batch_letter(items, body.content, proof, timezone.now())
            return letter, lambda receipt: (
                dumps(verdicts_of(items, receipt.outcomes)),
                "application/json",
            )

        return read_batch
    found = addressed(scope["path"])
    if found is None or scope["method"] not in {"GET", "POST", "PUT"}:
        return None
    name, secret = found

    def read(body: Body) -> Any:
        query = scope["query_string"].decode("latin-1")
        letter = read_letter(name, secret, query, body, headers)
        return letter, lambda receipt: (receipt.answer, receipt.answer_type)

    return read


def _headers(scope: Any) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]},{text}" if key in found else text
    return CaseInsensitiveMapping(found)


@lru_cache(maxsize=256)
def _is_known_host(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


async def _body(receive: Receive) -> Body | None:
    """Return the body, one that is too large only by its beginning; None if the client hung up.

    The rest is taken all the same: a client that is answered before takes it for a failure.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            parts.append(part)
        elif len(parts) > 1:
            parts = [b"".join(parts)[:CONTENT_MAX]]
        if not message.get("more_body", False):
            content = b"".join(parts)
            is_cut = size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            return Body(content[:CONTENT_MAX] if is_cut else content, is_cut)


def _is_small(body: Body, scope: Any) -> bool:
    """Tell whether a body may be read on the event loop: neither long nor packed."""
    return len(body.content) <= READ_AT_ONCE_MAX and not is_packed(body.content, _headers(scope))


async def _answered(read: Read, body: Body, *, is_small: bool) -> tuple[bytes, str] | None:
    """Store what a request says; None where Django must answer it."""
    try:
        found = read(body) if is_small else await asyncio.to_thread(read, body)
        if found is None:
            return None
        letter, answer = found
        receipt = await asyncio.wrap_future(receive_soon(letter=letter, executor=writer))
    except Exception as error:  # noqa: BLE001  (Django's view tries once more and tells)
        logger.warning("a tracker's request goes to the view: %s", type(error).__name__)
        return None
    return None if receipt is None else answer(receipt)


def _replayed(body: Body, receive: Receive) -> Receive:
    """Return a way to receive, once, the body that was read already, then whatever follows."""
    unread = [body.content]

    async def again() -> Any:
        if not unread:
            return await receive()
        return {"type": "http.request", "body": unread.pop(), "more_body": False}

    return again


async def _respond(send: Send, body: bytes, content_type: str) -> None:
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(body)).encode()),
        *_HEADERS,
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
