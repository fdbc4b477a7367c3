"""Pages of collections by ``limit`` and ``offset``, with ``count``, ``next`` and ``previous``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from backend.errors import field_problem

LIMIT_DEFAULT = 100
LIMIT_MAX = 500
OFFSET_MAX = 10_000_000

PAGE_PARAMETERS = [
    OpenApiParameter("limit", int, description=f"At most {LIMIT_MAX}; default {LIMIT_DEFAULT}."),
    OpenApiParameter("offset", int, description="How many to pass over."),
]


def whole_number(
    request: Request, name: str, *, default: int, low: int, high: int, cut: bool = False
) -> int:
    """Return a query parameter that must be a whole number between two bounds.

    With ``cut`` a number above ``high`` counts as ``high``.

    Raises
    ------
    BadInput
        Naming the parameter.
    """
    text = request.query_params.get(name)
    if text is None or text == "":
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else -1
    if cut:
        number = min(number, high)
    if not low <= number <= high:
        raise field_problem(
            name, _("Harus bilangan bulat %(low)d sampai %(high)d.") % {"low": low, "high": high}
        )
    return number


def paged(
    request: Request,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    render: Callable[[Any], dict[str, Any]],
    key: str = "results",
) -> dict[str, Any]:
    """Return one page of a collection: ``count``, ``next``, ``previous`` and the rows.

    ``key="features"`` makes the page a GeoJSON FeatureCollection.
    """
    limit = whole_number(request, "limit", default=LIMIT_DEFAULT, low=1, high=LIMIT_MAX, cut=True)
    offset = whole_number(request, "offset", default=0, low=0, high=OFFSET_MAX)
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    page: Sequence[Model] = list(rows[offset : offset + limit])
    address = request.build_absolute_uri()
    document: dict[str, Any] = {"type": "FeatureCollection"} if key == "features" else {}
    return document | {
        "count": count,
        "next": _turned(address, limit, offset + limit) if offset + limit < count else None,
        "previous": _turned(address, limit, max(0, offset - limit)) if offset > 0 else None,
        key: [render(row) for row in page],
    }


def _turned(address: str, limit: int, offset: int) -> str:
    return str(replace_query_param(replace_query_param(address, "limit", limit), "offset", offset))
