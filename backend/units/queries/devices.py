"""Finds the device that a request proves to be, and what else its words name.

Secrets are compared by their digests only. A wrong secret is never followed by a second guess from
an identifier.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from backend.accounts.models import secret_digest
from backend.units.models import Device, Unit
from backend.units.protocols.reading import text


@dataclass(frozen=True, slots=True)
class Proof:
    """What a request shows of itself: a secret, and with HTTP Basic also a user."""

    secret: str
    user: str | None = None


def proven_device(proof: Proof | None, identifiers: Sequence[str] = ()) -> Device | None:
    """Return the device with its unit; None for an unknown or revoked one.

    Parameters
    ----------
    proof
        Of the address or the ``Authorization`` header. An empty password counts as none, and its
        user as an identifier.
    identifiers
        Names in the request, best first. One is enough if the name is itself the secret, or for a
        device marked ``identifier_only``.
    """
    if proof is not None and proof.secret:
        return _by_secret(proof)
    if proof is not None and proof.user is not None:
        identifiers = (text(proof.user),)
    return _by_identifier(identifiers)


def foreign_names(device: Device, names: Iterable[str]) -> frozenset[str]:
    """Return those of the names that belong to another unit than the device's own."""
    own = {device.identifier.casefold(), device.unit.code.casefold()}
    others = {name for name in names if name and name.casefold() not in own}
    if not others:
        return frozenset()
    found = set(Unit.objects.filter(code__in=others).values_list("code", "id"))
    found |= set(Device.objects.filter(identifier__in=others).values_list("identifier", "unit_id"))
    return frozenset(name for name, unit_id in found if unit_id != device.unit_id)


def locked_devices(unit_ids: Iterable[int]) -> dict[int, Device]:
    """Return all devices of the units by id, locked until the transaction ends.

    The lock makes everything that one unit's trackers send strictly sequential, so that no two
    requests store the same fix or fight for the marker.
    """
    rows = Device.objects.select_for_update(no_key=True).filter(unit_id__in=set(unit_ids))
    return {device.pk: device for device in rows.order_by("id")}


def _by_secret(proof: Proof) -> Device | None:
    digest = secret_digest(proof.secret)
    rows = Device.objects.select_related("unit").filter(secret_digest=digest, revoked_at=None)
    device = rows.first()
    if device is None or proof.user is None:
        return device
    names = {device.identifier.casefold(), device.unit.code.casefold()}
    return device if proof.user.casefold() in names else None


def _by_identifier(identifiers: Sequence[str]) -> Device | None:
    names = [name for name in identifiers if name]
    if not names:
        return None
    digests = {secret_digest(name): name for name in names}
    named = Q(identifier__in=names, identifier_only=True) | Q(secret_digest__in=digests)
    found: dict[str, Device] = {}
    for device in Device.objects.select_related("unit").filter(named, revoked_at=None):
        found[digests.get(device.secret_digest, device.identifier)] = device
    return next((found[name] for name in names if name in found), None)
