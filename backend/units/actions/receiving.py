"""Takes in one request of a phone or tracker: reads it, proves the device, stores what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.accounts.models import secret_digest
from backend.units.actions.positions import Outcome, record_message
from backend.units.models import Device
from backend.units.protocols import DIALECTS
from backend.units.protocols.reading import Dialect, Message, Post
from backend.units.queries.devices import Proof, proven_device
from gis.fix_checks import Reason


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the client must be answered, and what became of each item that it sent."""

    answer: bytes
    answer_type: str
    outcomes: tuple[Outcome, ...] = ()


def receive(*, dialect: str, post: Post, proof: Proof | None, now: datetime) -> Receipt | None:
    """Store what a request in a client's dialect says; None, and nothing stored, from a stranger.

    Parameters
    ----------
    dialect
        Its name in ``DIALECTS``.
    proof
        Of the address or the ``Authorization`` header; None where the request shows none.
    """
    wire = DIALECTS[dialect]
    message = wire.read(post)
    device = proven_device(proof, message.identifiers)
    if device is None:
        return None
    message, was_sealed = _opened(wire, message, device)
    for word in (proof.secret if proof else "", *message.identifiers):
        if secret_digest(word) == device.secret_digest:
            message = message.without(word)
    outcomes = record_message(device=device, message=message, dialect=dialect, by=None, now=now)
    answer = wire.answer
    if was_sealed and wire.seal is not None:
        answer = wire.seal(answer, device.encryption_key)
    return Receipt(answer, wire.answer_type, tuple(outcomes))


def _opened(wire: Dialect, message: Message, device: Device) -> tuple[Message, bool]:
    """Return the message with what the device's key opens, and whether any of it was sealed."""
    is_sealed = any(one.odd is Reason.ENCRYPTED for one in message.readings)
    if not is_sealed or not device.encryption_key or wire.unseal is None:
        return message, False
    return wire.unseal(message, device.encryption_key), True
