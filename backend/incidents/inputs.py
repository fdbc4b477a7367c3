"""Reads the bodies of requests about calls and incidents, plain or as a GeoJSON Feature."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.errors import field_problem
from backend.incidents.locations import (
    GEOMETRY_TYPES,
    TEXT_LENGTH_MAX,
    GivenLocation,
    read_location,
)
from backend.incidents.models import CallOutcome, Category, Incident

DESCRIPTION_LENGTH_MAX = 10_000
_TITLES = ("title", "name")
"""Members under which mapping tools put what an incident is."""


@extend_schema_field(OpenApiTypes.OBJECT)
class LocationField(serializers.Field[Any, Any, Any, Any]):
    """A pin, a GeoJSON Point, words, or null."""

    def to_internal_value(self, data: Any) -> GivenLocation:
        """Return the location; raises the 400 that names the field as the client wrote it."""
        return read_location(data, field=self.context.get("location_field", "location"))

    def to_representation(self, value: Any) -> Any:
        """Never shown: the answer is a Feature."""
        return value


class IncidentInput(serializers.Serializer[Any]):
    """What a new incident may say; every field can come later."""

    category = serializers.ChoiceField(Category.choices, default=Category.OTHER)
    priority = serializers.IntegerField(min_value=1, max_value=4, required=False)
    description = serializers.CharField(
        max_length=DESCRIPTION_LENGTH_MAX, default="", allow_blank=True, trim_whitespace=False
    )
    words = serializers.CharField(
        max_length=TEXT_LENGTH_MAX, required=False, allow_blank=True, trim_whitespace=False
    )
    location = LocationField(required=False, allow_null=True)


class NewIncidentInput(IncidentInput):
    """A new incident, with the id of the call that reports it."""

    call = serializers.IntegerField(min_value=1, max_value=2**53, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a body that says nothing at all: it is a slip, not an incident."""
        if not set(self.initial_data) & set(self.fields):
            raise serializers.ValidationError({"category": [_("Isi setidaknya jenis kejadian.")]})
        return attrs


class IncidentChangeInput(IncidentInput):
    """What may change of an incident; only fields that are present do."""

    category = serializers.ChoiceField(Category.choices, required=False)
    description = serializers.CharField(
        max_length=DESCRIPTION_LENGTH_MAX, required=False, allow_blank=True, trim_whitespace=False
    )
    state = serializers.ChoiceField(Incident.State.choices, required=False)
    needs_confirmation = serializers.BooleanField(required=False)


class CallInput(serializers.Serializer[Any]):
    """What is known of a contact."""

    words = serializers.CharField(
        max_length=TEXT_LENGTH_MAX, required=False, allow_blank=True, trim_whitespace=False
    )
    phone = serializers.CharField(
        max_length=40, required=False, allow_blank=True, trim_whitespace=False
    )
    outcome = serializers.ChoiceField(
        CallOutcome.choices, required=False, allow_blank=True, allow_null=True
    )
    incident = serializers.CharField(max_length=20, required=False, allow_null=True)


def read_body(body: Any) -> tuple[dict[str, Any], str]:
    """Return the plain fields of a body, and under which name the client gave the location.

    A GeoJSON Feature gives its properties and ``geometry``; a bare geometry is a location.

    Raises
    ------
    BadInput
        If the body is no JSON object.
    """
    if not isinstance(body, dict):
        raise field_problem(
            field="non_field_errors", sentence=_("Isi permintaan harus objek JSON.")
        )
    kind = body.get("type")
    if not isinstance(kind, str | None):
        raise field_problem(field="type", sentence=_("type harus teks."))
    if kind == "Feature":
        return _from_feature(body), "geometry"
    if kind in GEOMETRY_TYPES and "coordinates" in body:
        return {"location": body}, "location"
    if kind in {"FeatureCollection", "GeometryCollection"}:
        raise field_problem(
            field="type", sentence=_("Satu kejadian setiap permintaan: kirim satu Feature.")
        )
    return _with_title(body), "location"


def validated(
    serializer_class: type[serializers.Serializer[Any]], body: Any, **context: Any
) -> dict[str, Any]:
    """Return the validated fields; raises the problem that names every wrong one."""
    serializer = serializer_class(data=body, context=context)
    serializer.is_valid(raise_exception=True)
    fields: dict[str, Any] = dict(serializer.validated_data)
    return fields


def _from_feature(body: dict[str, Any]) -> dict[str, Any]:
    properties = body.get("properties") or {}
    if not isinstance(properties, dict):
        raise field_problem(field="properties", sentence=_("properties harus objek."))
    return {**_with_title(properties), "location": body.get("geometry")}


def _with_title(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with a title as the description, where there is no description."""
    title = next((fields[name] for name in _TITLES if fields.get(name)), None)
    if title is None or fields.get("description"):
        return fields
    return {**fields, "description": title}
