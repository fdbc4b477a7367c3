"""Answers a repeated write as the first time, by its ``Idempotency-Key``.

The key is claimed, the write done and the answer kept in one transaction, so of two requests at
the same instant one executes and the other gets its answer. What the domain decided (2xx, 409 and
412) is kept for 48 hours; a request that could not be read (400, 404) is judged anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts import actions, queries
from backend.accounts.models import StoredAnswer, User
from backend.errors import Conflict, Outdated, Problem, field_problem, problem_document
from backend.rendering import dumps

HEADER = "Idempotency-Key"
KEY_LENGTH_MAX = 255
PROBLEM_TYPE = "application/problem+json"


class KeyReused(Problem):
    """The same key came with another request: 422, as the IETF draft on the header says."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    title = "Kunci sudah dipakai"
    code = "idempotency_key_reused"


class IdempotentWrites(APIView):
    """Base of views whose writes may be repeated safely. Put it before other base classes.

    Requests without the header, safe methods and requests without an account are left alone.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check login and permission first, then put the guard before the method's own code."""
        if HEADER in request.headers and request.method not in SAFE_METHODS:
            cast("Any", request)._request.body  # noqa: B018  (kept: the parser empties the stream)
        super().initial(request, *args, **kwargs)
        method = str(request.method).lower()
        if (
            HEADER in request.headers
            and request.method not in SAFE_METHODS
            and isinstance(request.user, User)
            and hasattr(self, method)
        ):
            setattr(self, method, partial(self._once, getattr(self, method)))

    def _once(
        self, handler: Callable[..., HttpResponseBase], request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        key = _key(request)
        digest = _request_digest(request)
        user = cast("User", request.user)
        with transaction.atomic():
            if actions.reserve_answer(
                user=user, key=key, request_digest=digest, now=timezone.now()
            ):
                return _executed(handler, request, user, key, args, kwargs)
        return _replayed(queries.stored_answer(user=user, key=key), digest)


def _executed(
    handler: Callable[..., HttpResponseBase],
    request: Request,
    user: User,
    key: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> HttpResponseBase:
    try:
        response = handler(request, *args, **kwargs)
    except (Conflict, Outdated) as problem:
        document = problem_document(problem)
        response = Response(document, problem.status_code, content_type=PROBLEM_TYPE)
    actions.keep_answer(
        user=user,
        key=key,
        status_code=response.status_code,
        body=dumps({"data": getattr(response, "data", None), "headers": _kept_headers(response)}),
        content_type=getattr(response, "content_type", None) or "",
    )
    return response


def _kept_headers(response: HttpResponseBase) -> dict[str, str]:
    return {name: response[name] for name in ("ETag", "Location") if name in response}


def _replayed(answer: StoredAnswer | None, digest: str) -> HttpResponse:
    if answer is None:
        msg = _("Permintaan yang sama sedang dikerjakan; coba lagi sebentar.")
        raise Conflict(msg, code="in_progress")
    if answer.request_digest != digest:
        raise KeyReused(
            _("Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakai kunci baru."),
            errors={HEADER: [_("sudah dipakai untuk permintaan lain")]},
        )
    kept = json.loads(bytes(answer.body))
    headers = {**kept["headers"], "Idempotent-Replay": "true"}
    return Response(
        kept["data"], answer.status_code, headers=headers, content_type=answer.content_type or None
    )


def _key(request: Request) -> str:
    key = request.headers[HEADER].strip()
    if not key or len(key) > KEY_LENGTH_MAX or not key.isprintable():
        raise field_problem(HEADER, _("Idempotency-Key harus 1 sampai 255 huruf yang tercetak."))
    return key


def _request_digest(request: Request) -> str:
    content = [str(request.method), request.get_full_path(), request.headers.get("If-Match", "")]
    digest = hashlib.sha256("\n".join(content).encode())
    digest.update(cast("Any", request)._request.body)
    return digest.hexdigest()
