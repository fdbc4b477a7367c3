"""Takes the proof of a device out of a request: Basic, Bearer, or the secret in the address."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from backend.units.models import Device
from backend.units.queries import Proof, proven_device


def proof_of(authorization: str, path_secret: str | None) -> Proof | None:
    """Return what a request shows of itself; the address comes first.

    A header that claims to be Basic and is not becomes a proof that nothing matches.
    """
    if path_secret:
        return Proof(path_secret)
    scheme, _space, value = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return Proof(value.strip() or "-")
    if scheme.lower() != "basic":
        return None
    return _basic(value.strip())


def _basic(value: str) -> Proof:
    """Return user and secret; Overland writes its token as it is, with a colon behind.

    A colon never stands in base64, so the two cannot be taken for each other.
    """
    if ":" in value:
        user, _colon, secret = value.partition(":")
        return Proof(secret, user) if secret else Proof(user or "-")
    try:
        user, colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return Proof("-")
    return Proof(secret, user) if colon else Proof("-")


def device_proof(request: Request) -> Proof | None:
    """Return the proof in the ``Authorization`` header."""
    return proof_of(request.headers.get("Authorization", ""), None)


class DeviceAuthentication(BaseAuthentication):
    """Lets a device in by Basic or Bearer; ``request.auth`` is then the device."""

    def authenticate(self, request: Request) -> tuple[Any, Device] | None:
        """Return the device, or None where the header is of another kind.

        Raises
        ------
        PermissionDenied
            For an unknown or revoked device.
        """
        proof = device_proof(request)
        if proof is None:
            return None
        device = proven_device(proof)
        if device is None:
            raise PermissionDenied(_("Perangkat tidak dikenal atau sudah dicabut."))
        return AnonymousUser(), device

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing proof is answered 401."""
        return 'Basic realm="siaga112"'


class DeviceScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the proof of a device in the OpenAPI document."""

    target_class = DeviceAuthentication
    name = ["deviceBasic", "deviceBearer"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        """Return the two schemes."""
        return [{"type": "http", "scheme": "basic"}, {"type": "http", "scheme": "bearer"}]
