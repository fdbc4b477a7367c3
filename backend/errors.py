"""Domain errors and the one place where they become HTTP: RFC 9457 problem details.

A person sees a sentence and a next step; ``errors`` names the fields. Nothing here is logged as a
fault, since each is an anticipated "no".
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from backend.rendering import dumps


class Problem(Exception):  # noqa: N818  (RFC 9457 calls it a problem)
    """An anticipated refusal with its HTTP status; subclasses name the kind.

    Parameters
    ----------
    detail
        A sentence in the user's language: what is wrong and what to do next.
    errors
        Field name -> list of sentences.
    extra
        Further members of the problem document (the candidate to choose, who was faster, ...).
    """

    status_code: int = status.HTTP_400_BAD_REQUEST
    title = gettext_noop("Permintaan tidak dapat dipenuhi")
    code = "bad_request"
    retry_after_s: int | None = None
    """When the same may be sent again, if it is only a matter of time."""

    def __init__(
        self,
        detail: str,
        *,
        errors: dict[str, list[str]] | None = None,
        code: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors or {}
        self.code = code or self.code
        self.extra = extra


class BadInput(Problem):
    """The request says something that cannot be: 400."""

    title = gettext_noop("Isian tidak benar")
    code = "invalid"


class NotFound(Problem):
    """What the request names does not exist: 404."""

    status_code = status.HTTP_404_NOT_FOUND
    title = gettext_noop("Tidak ditemukan")
    code = "not_found"


class Conflict(Problem):
    """Somebody was faster, or the step is not allowed from here: 409."""

    status_code = status.HTTP_409_CONFLICT
    title = gettext_noop("Keadaan sudah berubah")
    code = "conflict"


class Outdated(Problem):
    """The client changed an older version than the stored one: 412."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    title = gettext_noop("Versi sudah berubah")
    code = "outdated"


class TooLarge(Problem):
    """More than one request may carry: 413."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    title = gettext_noop("Terlalu besar")
    code = "too_large"


class NotReady(Problem):
    """Something must be loaded first; the detail says which command to run: 503."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    title = gettext_noop("Data belum siap")
    code = "not_ready"


def field_problem(field: str, sentence: str, **extra: Any) -> BadInput:
    """Return the 400 that names one field."""
    return BadInput(sentence, errors={field: [sentence]}, **extra)


def problem_document(error: Problem) -> dict[str, Any]:
    """Return the problem as RFC 9457 members."""
    return {
        "type": "about:blank",
        "title": _(error.title),
        "status": error.status_code,
        "code": error.code,
        "detail": error.detail,
        "errors": error.errors,
        **error.extra,
    }


def problem_http(error: Problem) -> HttpResponse:
    """Return the problem as a plain Django response, for views outside DRF."""
    response = HttpResponse(
        dumps(problem_document(error)),
        status=error.status_code,
        content_type="application/problem+json",
    )
    if error.retry_after_s is not None:
        response["Retry-After"] = str(error.retry_after_s)
    return response


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn any anticipated exception of a view into problem details (DRF's exception handler)."""
    problem = _as_problem(error)
    if problem is None:
        return None
    set_rollback()
    response = Response(
        problem_document(problem),
        status=problem.status_code,
        content_type="application/problem+json",
    )
    if problem.retry_after_s is not None:
        response["Retry-After"] = str(problem.retry_after_s)
    if isinstance(error, exceptions.APIException):
        if header := getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = header
        if wait := getattr(error, "wait", None):
            response["Retry-After"] = f"{wait:.0f}"
    return response


def _as_problem(error: Exception) -> Problem | None:
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return NotFound(_("Alamat atau data ini tidak ada."))
    if isinstance(error, RequestDataTooBig):
        return TooLarge(_("Isi permintaan terlalu besar."))
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, DjangoValidationError):
        error = exceptions.ValidationError(error.messages)
    if isinstance(error, exceptions.ValidationError):
        return BadInput(_("Periksa isian yang disebut."), errors=_field_errors(error.detail))
    if isinstance(error, exceptions.ParseError):
        return field_problem("non_field_errors", str(error.detail))
    if isinstance(error, exceptions.APIException):
        codes = error.get_codes()
        problem = Problem(str(error.detail), code=codes if isinstance(codes, str) else None)
        problem.status_code = error.status_code
        return problem
    return None


def _field_errors(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """Flatten DRF's nested validation errors to ``field.sub`` -> sentences."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for key, value in detail.items():
            flat |= _field_errors(value, f"{prefix}.{key}" if prefix else str(key))
        return flat
    if isinstance(detail, list) and any(isinstance(item, dict) for item in detail):
        flat = {}
        for index, item in enumerate(detail):
            flat |= _field_errors(item, f"{prefix}[{index}]")
        return flat
    sentences = [str(item) for item in (detail if isinstance(detail, list) else [detail])]
    return {prefix or "non_field_errors": sentences} if sentences else {}
