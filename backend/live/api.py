"""``GET /api/live/``: a snapshot, then every change, as server-sent events.

The view is asynchronous and belongs behind the ASGI server. Behind WSGI it answers with what there
is and ends; the reader reconnects by itself, which amounts to polling.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed

from backend.errors import Problem, problem_http
from backend.live import events
from backend.live.audience import Audience, audience_of
from backend.live.feed import Feed
from backend.live.hanging_up import HANG_UP
from backend.live.hub import Hub, hub_of_this_loop
from backend.live.places import Place, place_of
from backend.live.queries import latest_ids
from backend.live.subscription import Subscription

RECHECK_S = 30.0
"""How often a stream looks whether its account may still read it."""

AnyResponse = TypeVar("AnyResponse", HttpResponse, StreamingHttpResponse)
Runner = Callable[[Callable[[], Any]], Awaitable[Any]]


async def live(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream the events that the account may see; 401 without a login."""
    if request.method != "GET":
        return _problem(405, _("Siaran langsung hanya dapat dibaca."), "method_not_allowed")
    hub = hub_of_this_loop(_new_hub) if isinstance(request, ASGIRequest) else None
    run: Runner = hub.run if hub else _run_here
    try:
        audience = await run(partial(audience_of, request))
    except AuthenticationFailed as error:
        return _problem(401, str(error.detail), "not_authenticated")
    if audience is None:
        return _problem(401, _("Masuk dahulu untuk menerima siaran langsung."), "not_authenticated")
    since = _last_event_id(request)
    if hub is None or not isinstance(request, ASGIRequest):
        return _with_headers(HttpResponse(await run(partial(_everything_now, audience, since))))
    return _with_headers(StreamingHttpResponse(_stream(hub, request, audience, since)))


async def _stream(
    hub: Hub, request: ASGIRequest, audience: Audience, since: Place | None
) -> AsyncIterator[bytes]:
    yield events.OPENING
    reader: Audience | None = audience
    while reader is not None:
        subscription = await hub.subscribe(reader, request.scope.get(HANG_UP, _cannot_hang_up))
        try:
            yield await hub.run(partial(_first, hub, subscription, since))
            recheck_at_s = _next_recheck_s(subscription)
            while reader == subscription.audience:
                message = await subscription.next()
                if message is None:
                    return
                yield message
                if time.monotonic() >= recheck_at_s:
                    reader = await hub.run(partial(_audience_now, request))
                    recheck_at_s = _next_recheck_s(subscription)
        finally:
            hub.leave(subscription)
        since = None  # who sees something else from now on begins with all of it


def _first(hub: Hub, subscription: Subscription, since: Place | None) -> bytes:
    late = hub.late.since(since.row) if since else []
    answer = hub.words.first(subscription.audience, since, subscription.position, late)
    return b"".join(answer)


def _everything_now(audience: Audience, since: Place | None) -> bytes:
    position = max(latest_ids(1), default=0)
    return events.OPENING + b"".join(Feed().first(audience, since, position))


def _new_hub() -> Hub:
    return Hub(Feed())


def _audience_now(request: HttpRequest) -> Audience | None:
    try:
        return audience_of(request)
    except AuthenticationFailed:
        return None


def _next_recheck_s(subscription: Subscription) -> float:
    """Return when to look again, spread so that readers who came together do not ask together."""
    share = id(subscription) // 64 % 100 / 100
    return time.monotonic() + RECHECK_S * (0.75 + share / 2)


def _cannot_hang_up() -> None:
    """Do nothing: the server has given no way to cut the connection."""


async def _run_here(job: Callable[[], Any]) -> Any:
    return await sync_to_async(job, thread_sensitive=True)()


def _last_event_id(request: HttpRequest) -> Place | None:
    """Return the reader's place; ``None`` without one or with one that is no number."""
    given = request.headers.get("Last-Event-ID", "").strip()
    is_number = given.isascii() and given.isdigit() and len(given) < 19
    return place_of(int(given)) if is_number else None


def _with_headers(response: AnyResponse) -> AnyResponse:
    response["Content-Type"] = "text/event-stream"
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _problem(status: int, detail: str, code: str) -> HttpResponse:
    problem = Problem(detail, code=code)
    problem.status_code = status
    return problem_http(problem)
