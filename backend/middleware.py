"""What holds for every response: pages keep to their host, anticipated refusals are no faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin

from backend.errors import Problem, problem_http

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
)


@sync_and_async_middleware
def content_security_policy(get_response: Callable[..., Any]) -> Callable[..., Any]:
    """Add the policy: nothing from another host, no inline script.

    Inline *style* is allowed because Leaflet places its panes with style attributes.
    """
    if iscoroutinefunction(get_response):

        async def add_async(request: HttpRequest) -> HttpResponse:
            return _with_policy(await get_response(request))

        return add_async

    def add(request: HttpRequest) -> HttpResponse:
        return _with_policy(get_response(request))

    return add


def _with_policy(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    return response


class ProblemsOfPages(MiddlewareMixin):
    """Turns a Problem that a page raises into its sentence; the API has its own handler."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return plain text for people, problem details for programs; None for real faults."""
        if not isinstance(exception, Problem):
            return None
        if "text/html" not in request.headers.get("Accept", ""):
            return problem_http(exception)
        return HttpResponse(
            exception.detail, status=exception.status_code, content_type="text/plain; charset=utf-8"
        )


@sync_and_async_middleware
def indonesian_first(get_response: Callable[..., Any]) -> Callable[..., Any]:
    """Open pages in Indonesian until the reader switches, whatever the browser was sold with.

    The API follows ``Accept-Language``, which the pages set to their own language.
    """
    if iscoroutinefunction(get_response):

        async def ask_async(request: HttpRequest) -> HttpResponse:
            _forget_browser_language(request)
            response: HttpResponse = await get_response(request)
            return response

        return ask_async

    def ask(request: HttpRequest) -> HttpResponse:
        _forget_browser_language(request)
        response: HttpResponse = get_response(request)
        return response

    return ask


def _forget_browser_language(request: HttpRequest) -> None:
    if not request.path_info.startswith("/api/"):
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
