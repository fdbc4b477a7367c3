"""HTTP of the policies on calling units off for more urgent incidents."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import User
from backend.dispatch import actions, queries
from backend.dispatch.api.suggestions import RoomReadsSupervisorWrites
from backend.dispatch.inputs import RedispatchRuleInput
from backend.dispatch.models import RedispatchPolicy
from backend.errors import Conflict
from backend.incidents.inputs import validated


class RedispatchPoliciesView(IdempotentWrites):
    """What holds for incidents that would lose a unit."""

    permission_classes = [RoomReadsSupervisorWrites]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="redispatch_policies_list")
    def get(self, request: Request) -> Response:
        """Return the rule of every priority, and those of categories with their own; not paged."""
        return Response({"results": [_record(row) for row in queries.redispatch_policies()]})

    @extend_schema(
        request=RedispatchRuleInput,
        responses=OpenApiTypes.OBJECT,
        operation_id="redispatch_policies_change",
    )
    def patch(self, request: Request) -> Response:
        """Set the rule of a priority, or of a category at that priority."""
        fields = validated(RedispatchRuleInput, request.data)
        user = cast("User", request.user)
        policy = actions.save_redispatch_rule(**fields, by=user, now=timezone.now())
        return Response(_record(policy))


class RedispatchPolicyView(IdempotentWrites):
    """One rule."""

    permission_classes = [RoomReadsSupervisorWrites]

    @extend_schema(request=None, responses={204: None}, operation_id="redispatch_policies_drop")
    def delete(self, request: Request, policy_id: int) -> Response:
        """Let a category follow the rule of its priority again."""
        policy = queries.redispatch_policy(policy_id)
        if not policy.category:
            sentence = _("Setiap prioritas harus punya aturan; ubah saja aturannya.")
            raise Conflict(sentence, code="rule_of_priority", errors={"id": [sentence]})
        actions.drop_redispatch_rule(policy=policy, by=cast("User", request.user))
        return Response(status=204)


def _record(policy: RedispatchPolicy) -> dict[str, Any]:
    return {
        "id": policy.pk,
        "category": policy.category or None,
        "priority": policy.priority,
        "rule": policy.rule,
        "rule_label": policy.get_rule_display(),
        "updated_at": policy.updated_at,
        "updated_by": policy.updated_by.get_username() if policy.updated_by else None,
    }
