"""HTTP of recommendations and assignments."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import User
from backend.dispatch import actions, queries, recommendation, sending
from backend.dispatch.destinations import point_candidate
from backend.dispatch.inputs import (
    AssignmentInput,
    StatusInput,
    codes_in,
    kinds_from,
    limit_from,
    need_from,
    pressed_from,
)
from backend.incidents.inputs import validated
from backend.incidents.locations import read_point
from backend.incidents.queries import visible_incident
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import (
    ROOM,
    IsStaffOfTheRoom,
    RoomAndCrews,
    RoomAndPlanners,
    RoomOnly,
    role_of,
)
from backend.places.parameters import point_from
from backend.places.queries import gazetteer
from backend.roads.parameters import moment_from
from gis.types import UnitKind

KIND = OpenApiParameter(
    "kind", str, many=True, enum=[kind.value for kind in UnitKind], description="Kinds of unit."
)
LIMIT = OpenApiParameter(
    "limit", int, description=f"How many to recommend; default {recommendation.LIMIT_DEFAULT}."
)

NEED = OpenApiParameter(
    "need",
    str,
    description=(
        "Units needed at once, as `ambulance:2,fire_truck:1`; `|` joins kinds of which any will do,"
        " `@` adds a capability. The answer's `joint` says who together; without it the category's"
        " response plan, if it has one."
    ),
)


class RecommendationView(IdempotentWrites):
    """Who should go to an incident."""

    permission_classes = [RoomOnly]

    @extend_schema(
        parameters=[LIMIT, KIND, NEED], responses=OpenApiTypes.OBJECT, operation_id="recommendation"
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the recommendation and keep it as a decision.

        Each recommended unit is compared with the next, every other has its reason. `redispatch`
        offers units on a lower priority that would arrive clearly sooner, with what their first
        incident would lose; `joint` is the jointly best choice for several needs at once.
        """
        user = cast("User", request.user)
        return Response(
            recommendation.recommend_for_incident(
                incident=visible_incident(user, number),
                now=timezone.now(),
                by=user,
                limit=limit_from(request),
                kinds=kinds_from(request),
                need=need_from(request),
            )
        )


class NearestView(IdempotentWrites):
    """Who could be at a point first, without an incident."""

    permission_classes = [RoomAndPlanners]

    @extend_schema(
        parameters=[
            OpenApiParameter("lon", float, required=True, description="degrees"),
            OpenApiParameter("lat", float, required=True, description="degrees"),
            OpenApiParameter("at", str, description="ISO 8601 with offset; default now."),
            LIMIT,
            KIND,
        ],
        responses=OpenApiTypes.OBJECT,
        operation_id="nearest",
    )
    def get(self, request: Request) -> Response:
        """Return the same answer as a recommendation; ``decision_id`` is null."""
        now = timezone.now()
        given = point_from(request.query_params)
        point = read_point(given.lon, given.lat, field="lon")
        answer = recommendation.nearest(
            candidate=point_candidate(point, gazetteer()),
            at=moment_from(request.query_params, "at", now=now),
            now=now,
            limit=limit_from(request),
            kinds=kinds_from(request),
            with_phones=role_of(request.user) in ROOM,
        )
        return Response(answer)


class IncidentAssignmentsView(IdempotentWrites):
    """Sending units to an incident."""

    permission_classes = [IsStaffOfTheRoom]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="incident_assignments")
    def get(self, request: Request, number: str) -> Response:
        """Return a page of the incident's assignments."""
        user = cast("User", request.user)
        incident = visible_incident(user, number)
        found = queries.filtered_assignments(user, incident=incident.number)
        return Response(paged(request, found, render=lambda one: queries.seen_record(one, user)))

    @extend_schema(
        request=AssignmentInput, responses={201: OpenApiTypes.OBJECT}, operation_id="assign_units"
    )
    def post(self, request: Request, number: str) -> Response:
        """Assign one unit, or several: all of them or none.

        With `divert_from` the unit is called off an assignment on a lower priority, which ends as
        `diverted`: 409 if the redispatch policy or the statuses say no.
        """
        user = cast("User", request.user)
        fields = validated(AssignmentInput, request.data)
        made = sending.send_units(
            incident=visible_incident(user, number),
            codes=codes_in(fields),
            by=user,
            now=timezone.now(),
            decision_id=fields.get("decision_id"),
            queue=fields["queue"],
            divert_from=fields.get("divert_from"),
        )
        records = [queries.assignment_record(assignment) for assignment in made]
        return Response(records if "units" in fields else records[0], 201)


class AssignmentFilters(serializers.Serializer[Any]):
    """Filters of the list."""

    incident = serializers.CharField(max_length=20, required=False)
    unit = serializers.CharField(max_length=32, required=False)
    active = serializers.BooleanField(required=False, allow_null=True, default=None)


class AssignmentsView(IdempotentWrites):
    """The assignments that the account may see."""

    permission_classes = [IsStaffOfTheRoom]

    @extend_schema(
        parameters=[AssignmentFilters, *PAGE_PARAMETERS],
        responses=OpenApiTypes.OBJECT,
        operation_id="assignments_list",
    )
    def get(self, request: Request) -> Response:
        """Return a page of assignments, newest first."""
        filters = validated(AssignmentFilters, request.query_params.dict())
        user = cast("User", request.user)
        found = queries.filtered_assignments(user, **filters)
        return Response(paged(request, found, render=lambda one: queries.seen_record(one, user)))


class AssignmentView(IdempotentWrites):
    """One assignment."""

    permission_classes = [IsStaffOfTheRoom]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="assignments_read")
    def get(self, request: Request, assignment_id: int) -> Response:
        """Return the assignment with its times."""
        user = cast("User", request.user)
        found = queries.visible_assignment(user, assignment_id)
        return Response(queries.seen_record(found, user))


class AssignmentStatusView(IdempotentWrites):
    """The steps of an assignment."""

    permission_classes = [RoomAndCrews]

    @extend_schema(
        request=StatusInput, responses=OpenApiTypes.OBJECT, operation_id="assignments_step"
    )
    def post(self, request: Request, assignment_id: int) -> Response:
        """Take the next step, or correct the last one with a reason."""
        user, now = cast("User", request.user), timezone.now()
        queries.visible_assignment(user, assignment_id)
        fields = validated(StatusInput, request.data)
        assignment = actions.set_assignment_status(
            assignment_id=assignment_id,
            status=fields["status"],
            by=user,
            now=now,
            pressed_at=pressed_from(fields, now),
            reason=fields["reason"],
            as_correction=fields["correction"],
        )
        return Response(queries.assignment_record(assignment))
