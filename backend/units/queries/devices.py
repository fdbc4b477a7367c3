"""Finds the device that a request proves to be, and what else its words name.

Secrets are compared by their digests only. A wrong secret is never followed by a second guess from
an identifier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower

from backend.accounts.models import secret_digest
from backend.units.models import Device, Unit
from backend.units.protocols.reading import text


@dataclass(frozen=True, slots=True)
class Proof:
    """What a request shows of itself: a secret, and with HTTP Basic also a user."""

    secret: str
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A proof, and the names in the request, best first.

    A name is enough if it is itself the secret, or for a device marked ``identifier_only``.
    """

    proof: Proof | None
    identifiers: Sequence[str] = ()

    def names(self) -> list[str]:
        """Return the names that may prove the device; none if a secret must.

        An empty password of HTTP Basic counts as none, and its user as an identifier.
        """
        if self.proof is None:
            return [name for name in self.identifiers if name]
        if self.proof.secret or self.proof.user is None:
            return []
        return [name for name in (text(self.proof.user),) if name]


def proven_device(proof: Proof | None, identifiers: Sequence[str] = ()) -> Device | None:
    """Return the device that a claim proves, with its unit; None for an unknown or revoked one."""
    return proven_devices([Claim(proof, identifiers)])[0]


def proven_devices(claims: Sequence[Claim]) -> list[Device | None]:
    """Return the device of each claim with its unit, with one statement for all."""
    names = {name for claim in claims for name in claim.names()}
    secrets = {claim.proof.secret for claim in claims if claim.proof and claim.proof.secret}
    if not names and not secrets:
        return [None] * len(claims)
    digests = {word: secret_digest(word) for word in names | secrets}
    wanted = Q(secret_digest__in=set(digests.values()))
    wanted |= Q(identifier__in=names, identifier_only=True)
    by_digest: dict[str, Device] = {}
    by_name: dict[str, Device] = {}
    for device in Device.objects.select_related("unit").filter(wanted, revoked_at=None):
        by_digest.setdefault(device.secret_digest, device)
        if device.identifier_only:
            by_name[device.identifier] = device
    return [_proven(claim, digests, by_digest, by_name) for claim in claims]


def _proven(
    claim: Claim,
    digests: Mapping[str, str],
    by_digest: Mapping[str, Device],
    by_name: Mapping[str, Device],
) -> Device | None:
    proof = claim.proof
    if proof is None or not proof.secret:
        found = (by_digest.get(digests[name]) or by_name.get(name) for name in claim.names())
        return next((device for device in found if device is not None), None)
    device = by_digest.get(digests[proof.secret])
    if device is None or proof.user is None:
        return device
    return device if proof.user.casefold() in own_names(device) else None


def foreign_names(sent: Sequence[tuple[Device, Iterable[str]]]) -> list[frozenset[str]]:
    """Return, for each device and the names it sent, those that belong to another unit.

    Names are compared without case, as a device's own names are.
    """
    others = [
        {name for name in names if name and name.casefold() not in own_names(device)}
        for device, names in sent
    ]
    every = {name.casefold() for names in others for name in names}
    if not every:
        return [frozenset()] * len(sent)
    codes = Unit.objects.annotate(word=Lower("code")).filter(word__in=every)
    identifiers = Device.objects.annotate(word=Lower("identifier")).filter(word__in=every)
    found = set(codes.values_list("word", "id"))
    found |= set(identifiers.values_list("word", "unit_id"))
    return [
        frozenset(
            name
            for name in mine
            if any(word == name.casefold() and unit_id != device.unit_id for word, unit_id in found)
        )
        for (device, _), mine in zip(sent, others, strict=True)
    ]


def own_names(device: Device) -> set[str]:
    """Return what a device may call itself: its identifier and its unit's code, case folded."""
    return {device.identifier.casefold(), device.unit.code.casefold()}


def locked_devices(unit_ids: Iterable[int]) -> dict[int, Device]:
    """Return all devices of the units by id, locked until the transaction ends.

    The lock makes everything that one unit's trackers send strictly sequential, so that no two
    requests store the same fix or fight for the marker.
    """
    rows = Device.objects.select_for_update(no_key=True).filter(unit_id__in=set(unit_ids))
    return {device.pk: device for device in rows.order_by("id")}
