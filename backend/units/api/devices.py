"""Trackers as people manage them: the supervisor all of them, a crew those of its own units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import Role, User
from backend.errors import BadInput, field_problem
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import ROOM, RolePermission, role_of
from backend.units import queries
from backend.units.actions.devices import add_device, change_device, revoke_device
from backend.units.models import Unit
from backend.units.queries.inventory import (
    device_by_identifier,
    device_document,
    devices_for_display,
)

IDENTIFIER_MAX = 64
KEY_MAX_BYTES = 32
"""What libsodium's secret box, and so OwnTracks, takes."""
PRIORITY_MAX = 9
_ADDED = frozenset({"unit", "identifier", "priority", "encryption_key", "identifier_only"})
_CHANGED = _ADDED - {"unit", "identifier"}
_SUPERVISOR_ONLY = frozenset({"priority", "identifier_only"})


class RoomReadsOwnersWrite(RolePermission):
    """The room and crews read; supervisors and crews write, a crew for its own units."""

    read = ROOM | {Role.CREW}
    write = frozenset({Role.SUPERVISOR, Role.CREW})


class DevicesView(IdempotentWrites):
    """All trackers, and new ones."""

    permission_classes = [RoomReadsOwnersWrite]

    @extend_schema(
        operation_id="devices_list",
        parameters=[OpenApiParameter("unit", str), *PAGE_PARAMETERS],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Return a page of trackers with their contact, age, battery and how they send."""
        now = timezone.now()
        rows = devices_for_display(own=_own_units(request.user))
        if code := request.query_params.get("unit"):
            rows = rows.filter(unit=queries.unit_by_code(code))
        return Response(paged(request, rows, render=lambda device: device_document(device, now)))

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        """Add a tracker to ``unit``; the answer holds its ``secret``, which is shown only now."""
        values = _values_from(request, allowed=_ADDED)
        unit = _unit_of(request, values.pop("unit", None))
        now = timezone.now()
        device, secret = add_device(unit=unit, by=_account(request.user), now=now, **values)
        document = device_document(device, now) | {"secret": secret}
        return Response(document, status=status.HTTP_201_CREATED)


class DeviceView(IdempotentWrites):
    """One tracker."""

    permission_classes = [RoomReadsOwnersWrite]

    @extend_schema(operation_id="devices_read", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, identifier: str) -> Response:
        """Return the tracker."""
        device = device_by_identifier(identifier, own=_own_units(request.user))
        return Response(device_document(device, timezone.now()))

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def patch(self, request: Request, identifier: str) -> Response:
        """Change ``priority``, ``encryption_key`` (null removes it) or ``identifier_only``."""
        device = device_by_identifier(identifier, own=_own_units(request.user))
        values = _values_from(request, allowed=_CHANGED)
        if not values:
            refusal = field_problem("non_field_errors", _("Tidak ada yang diubah."))
            raise refusal
        now = timezone.now()
        changed = change_device(device=device, changes=values, by=_account(request.user), now=now)
        return Response(device_document(changed, now))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, identifier: str) -> Response:
        """Revoke the tracker: it is refused from now on, what it sent stays."""
        device = device_by_identifier(identifier, own=_own_units(request.user))
        revoke_device(device=device, by=_account(request.user), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _own_units(user: Any) -> frozenset[str] | None:
    """Return the codes of a crew's units; None for the room, which sees all."""
    if role_of(user) == Role.CREW:
        return queries.crew_unit_codes(user)
    return None


def _unit_of(request: Request, code: Any) -> Unit:
    if not isinstance(code, str) or not code:
        refusal = field_problem("unit", _("Wajib diisi."))
        raise refusal
    unit = queries.unit_by_code(code)
    own = _own_units(request.user)
    if own is not None and unit.code not in own:
        raise PermissionDenied(_("Awak hanya boleh menambah perangkat untuk unitnya sendiri."))
    return unit


def _values_from(request: Request, *, allowed: frozenset[str]) -> dict[str, Any]:
    """Return the values of a body that have been checked.

    Raises
    ------
    BadInput
        Naming each field that is unknown, impossible, or not for this role.
    """
    data = request.data
    if not isinstance(data, Mapping):
        refusal = field_problem("non_field_errors", _("Isi permintaan harus berupa objek JSON."))
        raise refusal
    is_crew = role_of(request.user) == Role.CREW
    errors: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in allowed:
            errors[str(name)[:IDENTIFIER_MAX]] = [_("Isian ini tidak dikenal.")]
        elif is_crew and name in _SUPERVISOR_ONLY:
            errors[name] = [_("Hanya pengawas yang boleh mengisi ini.")]
        elif sentence := _wrong(name, value):
            errors[name] = [sentence]
        else:
            values[name] = "" if name == "encryption_key" and value is None else value
    if errors:
        raise BadInput(_("Periksa isian yang disebut."), errors=errors)
    if values.get("identifier") is None:
        values.pop("identifier", None)
    return values


def _wrong(name: str, value: Any) -> str | None:
    """Return the sentence that says what is wrong with a value; None if it may be stored."""
    if name == "priority":
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not 1 <= value <= PRIORITY_MAX:
            return _("Harus bilangan bulat %(low)d sampai %(high)d.") % {
                "low": 1,
                "high": PRIORITY_MAX,
            }
    elif name == "identifier_only":
        if not isinstance(value, bool):
            return _("Harus true atau false.")
    elif name == "encryption_key":
        if value is not None and not _is_key(value):
            return _("Kunci harus teks 1 sampai %(max)d bita.") % {"max": KEY_MAX_BYTES}
    elif name == "identifier" and value is not None and not _is_identifier(value):
        return _("Nama harus 1 sampai 64 huruf, angka, titik, garis, atau garis bawah.")
    return None


def _is_key(value: Any) -> bool:
    if not isinstance(value, str) or not value.isprintable():
        return False
    return 1 <= len(value.encode(errors="replace")) <= KEY_MAX_BYTES


def _is_identifier(value: Any) -> bool:
    if not isinstance(value, str) or not 1 <= len(value) <= IDENTIFIER_MAX:
        return False
    return all(letter.isascii() and (letter.isalnum() or letter in "._-") for letter in value)


def _account(user: Any) -> User:
    if not isinstance(user, User):
        raise PermissionDenied
    return user
