"""HTTP of incidents: open, list, read, change, and their event log."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import User
from backend.errors import NotReady, field_problem
from backend.incidents import actions, call_actions, queries
from backend.incidents.inputs import IncidentChangeInput, NewIncidentInput, read_body, validated
from backend.incidents.locations import GivenLocation
from backend.incidents.models import Category, Incident
from backend.incidents.placing import Placement, place
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import IsStaffOfTheRoom, RoomOnly, role_of
from backend.places.answers import candidate_document, reason_sentence
from backend.places.queries import gazetteer
from backend.preconditions import HEADER, expected_version, version_tag

IF_MATCH = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER, description="The version seen; 412 if it is older."
)


class IncidentFilters(serializers.Serializer[Any]):
    """Filters of the list."""

    state = serializers.ChoiceField(Incident.State.choices, required=False)
    category = serializers.ChoiceField(Category.choices, required=False)
    priority = serializers.IntegerField(min_value=1, max_value=4, required=False)
    since = serializers.DateTimeField(required=False)


class IncidentsView(IdempotentWrites):
    """The incidents that the account may see."""

    permission_classes = [IsStaffOfTheRoom]

    @extend_schema(
        parameters=[IncidentFilters, *PAGE_PARAMETERS],
        responses=OpenApiTypes.OBJECT,
        operation_id="incidents_list",
    )
    def get(self, request: Request) -> Response:
        """Return a page of incidents as GeoJSON, newest first."""
        user = cast("User", request.user)
        filters = validated(IncidentFilters, request.query_params.dict())
        role = role_of(user)
        found = queries.filtered_incidents(user, **filters)
        return Response(
            paged(
                request,
                found,
                key="features",
                render=lambda incident: queries.incident_feature(incident, role),
            )
        )

    @extend_schema(
        request=NewIncidentInput,
        responses={201: OpenApiTypes.OBJECT},
        operation_id="incidents_open",
    )
    def post(self, request: Request) -> Response:
        """Open an incident; its place may be a pin, words, or unknown for now."""
        body, location_field = read_body(request.data)
        fields = validated(NewIncidentInput, body, location_field=location_field)
        user = cast("User", request.user)
        given = fields.pop("location", None) or GivenLocation()
        fields.setdefault("words", given.text)
        call_id = fields.pop("call", None)
        placement = _placed(given, area_hint=queries.area_hint_of_call(call_id))
        incident = call_actions.open_incident_for_call(
            call_id=call_id, by=user, now=timezone.now(), place_fields=placement.fields, **fields
        )
        return _answer(incident, user, placement, status=201)


class IncidentView(IdempotentWrites):
    """One incident."""

    permission_classes = [IsStaffOfTheRoom]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="incidents_read")
    def get(self, request: Request, number: str) -> Response:
        """Return the incident as a GeoJSON Feature; ``ETag`` is its version."""
        user = cast("User", request.user)
        return _answer(queries.visible_incident(user, number), user)

    @extend_schema(
        request=IncidentChangeInput,
        parameters=[IF_MATCH],
        responses=OpenApiTypes.OBJECT,
        operation_id="incidents_change",
    )
    def patch(self, request: Request, number: str) -> Response:
        """Change what is given; a new location replaces the pin, the words stay unless given."""
        user = cast("User", request.user)
        queries.visible_incident(user, number)
        changes, placement = _changes(request.data)
        incident = actions.change_incident(
            number=number,
            changes=changes,
            by=user,
            now=timezone.now(),
            expected_version=expected_version(request),
        )
        return _answer(incident, user, placement)


class IncidentEventsView(IdempotentWrites):
    """The event log of one incident, for the room."""

    permission_classes = [RoomOnly]

    @extend_schema(
        parameters=PAGE_PARAMETERS, responses=OpenApiTypes.OBJECT, operation_id="incident_events"
    )
    def get(self, request: Request, number: str) -> Response:
        """Return who changed what, oldest first."""
        incident = queries.visible_incident(cast("User", request.user), number)
        events = incident.events.select_related("by").order_by("sequence")
        return Response(paged(request, events, render=queries.event_record))


def _changes(data: Any) -> tuple[dict[str, Any], Placement | None]:
    """Return the fields to change, and the placement if the place is among them."""
    body, location_field = read_body(data)
    if location_field == "geometry" and "geometry" not in data:
        body.pop("location")
    changes = validated(IncidentChangeInput, body, location_field=location_field)
    if not changes:
        raise field_problem(field="non_field_errors", sentence=_("Tidak ada yang diubah."))
    if "location" not in changes:
        return changes, None
    given = changes.pop("location") or GivenLocation()
    placement = _placed(given)
    words = {"words": given.text} if given.text else {}
    return {**placement.fields, **words, **changes}, placement


def _placed(given: GivenLocation, *, area_hint: str | None = None) -> Placement:
    try:
        places = gazetteer()
    except NotReady:
        places = None
    return place(given, places, area_hint=area_hint)


def _answer(
    incident: Incident, user: User, placement: Placement | None = None, *, status: int = 200
) -> Response:
    feature = queries.incident_feature(incident, role_of(user))
    if placement is not None and placement.outcome:
        feature["properties"]["geocode"] = {
            "outcome": placement.outcome,
            "reason": placement.reason,
            "message": _geocode_message(placement),
            "candidates": [candidate_document(candidate) for candidate in placement.candidates],
        }
    return Response(feature, status, headers={"ETag": version_tag(incident.version)})


def _geocode_message(placement: Placement) -> str:
    if placement.outcome == "not_ready":
        return _("Data batas wilayah belum dimuat: jalankan manage.py import_boundaries")
    return reason_sentence(placement.reason)
