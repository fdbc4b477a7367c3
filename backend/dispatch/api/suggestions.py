"""HTTP of suggested statuses and of the fences behind them."""

from __future__ import annotations

import math
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import User
from backend.dispatch import actions, queries
from backend.dispatch.fence_defaults import (
    DWELL_MAX_S,
    DWELL_MIN_S,
    MARGIN_MAX_M,
    RADIUS_MAX_M,
    RADIUS_MIN_M,
)
from backend.dispatch.models.fences import Trigger
from backend.errors import field_problem
from backend.incidents.inputs import validated
from backend.permissions import ROOM, RoomAndCrews, SupervisorWrites


class RoomReadsSupervisorWrites(SupervisorWrites):
    """The room reads; only supervisors change it."""

    read = ROOM


class SuggestionAcceptView(IdempotentWrites):
    """Taking a suggested status."""

    permission_classes = [RoomAndCrews]

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT, operation_id="suggestions_accept")
    def post(self, request: Request, suggestion_id: int) -> Response:
        """Take the suggested step at the time of its fix; return the assignment."""
        user = cast("User", request.user)
        queries.check_suggestion_visible(user, suggestion_id)
        taken = actions.accept_suggestion(suggestion_id=suggestion_id, by=user, now=timezone.now())
        return Response(queries.assignment_record(taken))


class SuggestionDismissView(IdempotentWrites):
    """Dismissing a suggested status."""

    permission_classes = [RoomAndCrews]

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT, operation_id="suggestions_dismiss")
    def post(self, request: Request, suggestion_id: int) -> Response:
        """Dismiss it for as long as the unit stays there; return the assignment."""
        user = cast("User", request.user)
        queries.check_suggestion_visible(user, suggestion_id)
        kept = actions.dismiss_suggestion(suggestion_id=suggestion_id, by=user, now=timezone.now())
        return Response(queries.assignment_record(kept))


class MeasureField(serializers.FloatField):
    """A number between two bounds; text such as ``nan`` is none."""

    def to_internal_value(self, data: Any) -> float:
        """Return the number."""
        number = super().to_internal_value(data)
        if isinstance(data, bool) or not math.isfinite(number):
            self.fail("invalid")
        return number


class PolicyInput(serializers.Serializer[Any]):
    """What a supervisor may change of a trigger's fences; only what is present changes."""

    commits = serializers.BooleanField(required=False)
    radius_m = MeasureField(min_value=RADIUS_MIN_M, max_value=RADIUS_MAX_M, required=False)
    margin_m = MeasureField(min_value=0, max_value=MARGIN_MAX_M, required=False)
    dwell_s = MeasureField(min_value=DWELL_MIN_S, max_value=DWELL_MAX_S, required=False)


class NamedPolicyInput(PolicyInput):
    """The same with the trigger in the body."""

    trigger = serializers.ChoiceField(Trigger.choices)


class FencePoliciesView(IdempotentWrites):
    """The policies of all triggers."""

    permission_classes = [RoomReadsSupervisorWrites]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="fence_policies_list")
    def get(self, request: Request) -> Response:
        """Return the policy of every trigger; not paged."""
        found = queries.policies_for_display()
        return Response({"results": [queries.policy_record(policy) for policy in found]})

    @extend_schema(
        request=NamedPolicyInput,
        responses=OpenApiTypes.OBJECT,
        operation_id="fence_policies_change_named",
    )
    def patch(self, request: Request) -> Response:
        """Change what is given of the trigger that the body names."""
        fields = validated(NamedPolicyInput, request.data)
        return _changed(request, fields.pop("trigger"), fields)


class FencePolicyView(IdempotentWrites):
    """The policy of one trigger."""

    permission_classes = [RoomReadsSupervisorWrites]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="fence_policies_read")
    def get(self, request: Request, trigger: str) -> Response:
        """Return the policy."""
        return Response(queries.policy_record(queries.policy_of(trigger)))

    @extend_schema(
        request=PolicyInput, responses=OpenApiTypes.OBJECT, operation_id="fence_policies_change"
    )
    def patch(self, request: Request, trigger: str) -> Response:
        """Change what is given."""
        queries.policy_of(trigger)
        return _changed(request, trigger, validated(PolicyInput, request.data))


def _changed(request: Request, trigger: str, fields: dict[str, Any]) -> Response:
    if not fields:
        raise field_problem(field="non_field_errors", sentence=_("Tidak ada yang diubah."))
    policy = actions.save_policy(
        trigger=trigger, changes=fields, by=cast("User", request.user), now=timezone.now()
    )
    return Response(queries.policy_record(policy))
