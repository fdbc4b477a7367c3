"""Refusals become problem details, once and for all views."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.parsers import JSONParser

from backend.errors import Conflict, field_problem, problem_response
from backend.rendering import OrjsonRenderer, StrictJSONParser, dumps


def test_a_field_problem_names_the_field():
    answer = problem_response(field_problem("lat", "Lintang tidak mungkin."), {})

    assert answer.status_code == 400
    assert answer.data["errors"] == {"lat": ["Lintang tidak mungkin."]}
    assert answer.content_type == "application/problem+json"


def test_a_conflict_carries_who_was_faster():
    answer = problem_response(Conflict("Unit sudah ditugaskan.", incident="SMP-20261125-0001"), {})

    assert (answer.status_code, answer.data["incident"]) == (409, "SMP-20261125-0001")


def test_nested_validation_errors_are_flattened_to_paths():
    error = exceptions.ValidationError({"location": {"lon": ["wajib"]}, "units": [{"a": ["b"]}]})

    answer = problem_response(error, {})

    assert answer.data["errors"] == {"location.lon": ["wajib"], "units[0].a": ["b"]}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Http404(), 404),
        (PermissionDenied(), 403),
        (exceptions.NotAuthenticated(), 401),
        (exceptions.MethodNotAllowed("PUT"), 405),
        (exceptions.ParseError("x"), 400),
    ],
)
def test_every_anticipated_error_is_a_problem_document(error, status):
    answer = problem_response(error, {})

    assert answer.data["status"] == status
    assert {"title", "detail", "errors"} <= answer.data.keys()


def test_a_fault_is_left_to_django():
    assert problem_response(RuntimeError("fault"), {}) is None


def test_moments_are_written_in_utc_with_z():
    from datetime import datetime, timedelta, timezone

    wib = timezone(timedelta(hours=7))

    assert dumps(datetime(2026, 11, 25, 8, 0, tzinfo=wib)) == b'"2026-11-25T01:00:00Z"'


def test_numbers_that_json_cannot_say_become_null():
    assert OrjsonRenderer().render({"a": float("nan"), "b": float("inf")}) == b'{"a":null,"b":null}'


@pytest.mark.parametrize("body", [b"{", b"NaN", b'{"a": Infinity}', b"\xff\xfe", b"'x'"])
def test_what_is_not_json_is_refused(body):
    import io

    with pytest.raises(exceptions.ParseError):
        StrictJSONParser().parse(io.BytesIO(body))
    assert issubclass(StrictJSONParser, JSONParser)


def test_a_byte_order_mark_is_tolerated():
    import io

    assert StrictJSONParser().parse(io.BytesIO(b'\xef\xbb\xbf{"a":1}')) == {"a": 1}
