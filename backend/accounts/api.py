"""Says who is logged in."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts import queries
from backend.accounts.models import Role, User
from backend.permissions import AnyRole


class AccountSerializer(serializers.Serializer[Any]):
    """An account as it sees itself."""

    username = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    units = serializers.ListField(child=serializers.CharField())


class MeView(APIView):
    """The account that asks."""

    permission_classes = [AnyRole]

    @extend_schema(responses=AccountSerializer, operation_id="me")
    def get(self, request: Request) -> Response:
        """Return the account's name, role and units."""
        return Response(queries.account_record(cast("User", request.user)))
