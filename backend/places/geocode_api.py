"""``/api/geocode/``: a caller's words become a place, a question, or a refusal."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.errors import field_problem
from backend.paging import whole_number
from backend.places import queries
from backend.places.answers import answer_document
from gis.geocoding import DEFAULT_LIMIT, LONGEST_TEXT, geocode

LIMIT_MAX = 50
HINT_LENGTH_MAX = 40


class GeocodeView(APIView):
    """Reads what callers say and operators paste."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, required=True, description="the words, as they were said"),
            OpenApiParameter("limit", int, description=f"at most {LIMIT_MAX} candidates"),
            OpenApiParameter(
                "area_hint", str, description="telephone area 0327 or 0328, a number, an area code"
            ),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Return the outcome, its reason and the candidates, the words unchanged beside them."""
        text = request.query_params.get("q")
        if text is None:
            raise field_problem(field="q", sentence=_("Wajib diisi."))
        if len(text) > LONGEST_TEXT:
            sentence = _("Paling panjang %(length)d huruf.") % {"length": LONGEST_TEXT}
            raise field_problem(field="q", sentence=sentence)
        hint = request.query_params.get("area_hint", "")
        if len(hint) > HINT_LENGTH_MAX:
            raise field_problem(field="area_hint", sentence=_("Terlalu panjang."))
        limit = whole_number(request, "limit", default=DEFAULT_LIMIT, low=1, high=LIMIT_MAX)
        answer = geocode(text, queries.gazetteer(), area_hint=hint or None, limit=limit)
        return Response(answer_document(answer))
