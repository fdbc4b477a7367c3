"""The addresses of phones and trackers: each dialect unmodified, each answered in its own way.

An authenticated client is always answered 2xx, whatever became of its fixes: most phones would
else stop behind a refused point, or delete it. 403 is only for who is unknown.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend.errors import BadInput, NotFound, Problem, problem_http
from backend.units.actions import (
    Letter,
    OverloadedError,
    Receipt,
    letter_of,
    receive_letter,
)
from backend.units.api.proofs import proof_of
from backend.units.protocols import DIALECTS
from backend.units.protocols.bodies import opened
from backend.units.protocols.reading import CONTENT_MAX, Post, fields_of
from gis.fix_checks import Reason

logger = logging.getLogger(__name__)

NAME_LOGGED_MAX = 16
DRAINED_AT_ONCE = 65_536
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
"""In some clients people choose the method; it makes no difference."""


class UnknownDevice(Problem):
    """Nobody knows who is sending: 403, and nothing is stored."""

    status_code = 403
    title = "Perangkat tidak dikenal"
    code = "unknown_device"


class Busy(Problem):
    """So much waits to be stored that this must come again: 503, and nothing is stored."""

    status_code = 503
    title = "Server sedang sibuk"
    code = "busy"
    retry_after_s = 5


@csrf_exempt
@require_http_methods([*METHODS, "OPTIONS"])
def ingest(request: HttpRequest, dialect: str, secret: str | None = None) -> HttpResponse:
    """Read a request in a client's dialect, store what it says, answer as that client needs."""
    if request.method == "OPTIONS":
        allowed = HttpResponse(status=204, headers={"Allow": ", ".join([*METHODS, "OPTIONS"])})
        del allowed["Content-Type"]
        return allowed
    try:
        return _ingested(request, dialect.lower(), secret)
    except Problem as problem:
        logger.info("ingest %r refused: %s", dialect[:NAME_LOGGED_MAX], problem.code)
        response = problem_http(problem)
        # Django would log the address of the refused request, which may hold a secret.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


@dataclass(frozen=True, slots=True)
class Body:
    """What a client sent; ``is_cut`` if it was too large and only its beginning is here."""

    content: bytes
    is_cut: bool = False


def read_letter(
    name: str, secret: str | None, query: str, body: Body, headers: Mapping[str, str]
) -> Letter:
    """Read a request in the dialect of the name, with the proof that it shows."""
    now = timezone.now()
    post = Post(
        query=fields_of(query),
        body=body.content,
        headers=headers,
        received_s=now.timestamp(),
        query_text=query,
        flaw=Reason.TOO_LARGE if body.is_cut else None,
        flaw_detail="only its beginning is kept" if body.is_cut else "",
    )
    whole = opened(post, limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return letter_of(name, whole, proof_of(headers.get("Authorization", ""), secret), now)


def take_in(letter: Letter) -> Receipt | None:
    """Store what a request says; None from a stranger.

    Raises
    ------
    Busy
        If so much waits that nothing more may be kept in memory.
    """
    try:
        return receive_letter(letter=letter)
    except OverloadedError as error:
        raise Busy(_("Terlalu banyak kiriman sekaligus; coba lagi sebentar.")) from error


def _ingested(request: HttpRequest, name: str, secret: str | None) -> HttpResponse:
    if name not in DIALECTS:
        raise NotFound(_("Alamat pelacak ini tidak ada."))
    query = request.META.get("QUERY_STRING", "")
    letter = read_letter(name, secret, query, _body(request), request.headers)
    receipt = take_in(letter)
    if receipt is None:
        raise UnknownDevice(_("Perangkat tidak dikenal atau sudah dicabut."))
    return HttpResponse(receipt.answer, content_type=receipt.answer_type)


def _body(request: HttpRequest) -> Body:
    """Return the body, one that is too large only by its beginning.

    Raises
    ------
    BadInput
        If the client hung up before it had sent all: half a request is none.
    """
    if _has_no_length(request):
        return _beginning(request.environ["wsgi.input"])
    try:
        content = request.body
    except RequestDataTooBig:
        return replace(_beginning(request), is_cut=True)
    except UnreadablePostError as error:
        raise BadInput(_("Kiriman ini terputus di tengah.")) from error
    if len(content) < int(request.META.get("CONTENT_LENGTH") or 0):
        raise BadInput(_("Kiriman ini terputus di tengah."))
    return Body(content)


def _has_no_length(request: HttpRequest) -> TypeGuard[WSGIRequest]:
    """Tell whether a body comes in chunks, of which Django by itself would read nothing.

    Only a server in front that marks its end lets one be read without a length.
    """
    is_chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    has_end = "asgi.scope" in request.META or bool(request.META.get("wsgi.input_terminated"))
    return isinstance(request, WSGIRequest) and is_chunked and has_end


def _beginning(stream: Any) -> Body:
    """Return what a stream holds; of too much only the beginning, and the rest is passed over.

    A client that is answered before it has sent all takes it for a failure.
    """
    content = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    if len(content) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return Body(content)
    while stream.read(DRAINED_AT_ONCE):
        pass
    return Body(content[:CONTENT_MAX], is_cut=True)
