"""``GET /api/live/``: a snapshot, then every change, as server-sent events.

The view is asynchronous and belongs behind the ASGI server. Behind WSGI it answers with what there
is and ends; the reader reconnects by itself, which amounts to polling.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed

from backend.errors import Problem, problem_http
from backend.live import events, states
from backend.live.alarms import SilenceWatch
from backend.live.audience import Audience, audience_of
from backend.live.cursor import Row
from backend.live.hub import Hub, Subscription, hub_of_this_loop
from backend.live.queries import latest_ids, rows_missed

KEEPALIVE_S = 10.0
RECHECK = timedelta(seconds=30)
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
    if hub is None:
        response = HttpResponse(await run(partial(_everything_now, audience, since)))
        return _with_headers(response)
    return _with_headers(StreamingHttpResponse(_stream(hub, request, audience, since)))


async def _stream(
    hub: Hub, request: HttpRequest, audience: Audience, since: int | None
) -> AsyncIterator[bytes]:
    subscription = await hub.subscribe(audience)
    try:
        yield events.OPENING
        for message in await hub.run(partial(_first, audience, since, subscription.position)):
            yield message
        async for message in _messages(hub, request, subscription):
            yield message
    finally:
        hub.leave(subscription)


async def _messages(
    hub: Hub, request: HttpRequest, subscription: Subscription
) -> AsyncIterator[bytes]:
    """Yield what the queue brings until it ends or the account may no longer see it."""
    recheck_at = timezone.now() + RECHECK
    while True:
        try:
            message = await subscription.next(KEEPALIVE_S)
        except TimeoutError:
            message = events.KEEPALIVE
        if message is None:
            return
        if timezone.now() >= recheck_at:
            if not await hub.run(partial(_is_still, subscription.audience, request)):
                return
            recheck_at = timezone.now() + RECHECK
        yield message


def _first(audience: Audience, since: int | None, position: int) -> list[bytes]:
    """Return what a new reader gets first: what it missed, or the whole present state."""
    missed = None if since is None else rows_missed(since, position)
    if missed is not None:
        return _render(missed, audience, position)
    return [states.snapshot(audience, position, timezone.now())]


def _everything_now(audience: Audience, since: int | None) -> bytes:
    position = max(latest_ids(1), default=0)
    return events.OPENING + b"".join(_first(audience, since, position))


def _new_hub() -> Hub:
    watch = SilenceWatch()

    def changed_by_time(position: int) -> list[bytes]:
        return states.silence(watch, position, timezone.now())

    return Hub(_render, changed_by_time)


def _render(rows: Sequence[Row], audience: Audience, position: int) -> list[bytes]:
    return states.deltas(rows, audience, position, timezone.now())


def _is_still(audience: Audience, request: HttpRequest) -> bool:
    try:
        return audience_of(request) == audience
    except AuthenticationFailed:
        return False


async def _run_here(job: Callable[[], Any]) -> Any:
    return await sync_to_async(job, thread_sensitive=True)()


def _last_event_id(request: HttpRequest) -> int | None:
    """Return the reader's place; ``None`` without one or with one that is no number."""
    given = request.headers.get("Last-Event-ID", "").strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _with_headers(response: AnyResponse) -> AnyResponse:
    response["Content-Type"] = "text/event-stream"
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _problem(status: int, detail: str, code: str) -> HttpResponse:
    problem = Problem(detail, code=code)
    problem.status_code = status
    return problem_http(problem)
