"""Takes in requests of phones and trackers: proves the devices, stores what they say.

Requests that come at the same time are stored together (``combining``); each is judged and answered
as if it had come alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from backend.accounts.models import secret_digest
from backend.units.actions.combining import Combiner
from backend.units.actions.outcomes import Outcome
from backend.units.actions.positions import Parcel, store_parcels
from backend.units.actions.received import Raw, blotted
from backend.units.models import Device
from backend.units.protocols import DIALECTS
from backend.units.protocols.bodies import read_message
from backend.units.protocols.reading import Dialect, Message, Post, Reading
from backend.units.queries.devices import Claim, Proof, foreign_names, own_names, proven_devices
from backend.units.queries.judgements import Report
from gis.fix_checks import Reason


@dataclass(frozen=True, slots=True)
class Letter:
    """A request as its dialect reads it, before anybody has proven to have sent it."""

    source: str
    message: Message
    proof: Proof | None
    now: datetime
    query: str = ""
    body: bytes = b""
    wire: Dialect | None = None
    """How it must be answered and may be opened; None for the platform's own batch, in which any
    name but the device's own is foreign."""


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
    return receive_letter(letter=letter_of(dialect, post, proof, now))


def receive_letter(*, letter: Letter) -> Receipt | None:
    """Store what a request says that has been read already; None from a stranger."""
    return _combiner.run(letter, weight=len(letter.body))


def receive_soon(*, letter: Letter, executor: Executor) -> Future[Receipt | None]:
    """Store what a request says on a thread of the executor."""
    return _combiner.submit(letter, executor, weight=len(letter.body))


def letter_of(dialect: str, post: Post, proof: Proof | None, now: datetime) -> Letter:
    """Read a request in a client's dialect."""
    wire = DIALECTS[dialect]
    query = post.query_text or urlencode(post.query)
    return Letter(dialect, read_message(wire, post), proof, now, query, post.body, wire)


def receive_letters(letters: Sequence[Letter]) -> list[Receipt | None]:
    """Store the letters of proven devices in one transaction; return the receipt of each.

    Verdicts are those that the letters would get one after another.
    """
    claims = [Claim(letter.proof, letter.message.identifiers) for letter in letters]
    devices = proven_devices(claims)
    proven = [
        (index, letter, device)
        for index, (letter, device) in enumerate(zip(letters, devices, strict=True))
        if device is not None
    ]
    receipts: list[Receipt | None] = [None] * len(letters)
    if not proven:
        return receipts
    opened = [_opened(letter, device) for _, letter, device in proven]
    names = [
        (device, {name for one in message.readings for name in one.names} if letter.wire else ())
        for (_, letter, device), message in zip(proven, opened, strict=True)
    ]
    parcels = [
        _parcel(letter, message, device, foreign)
        for (_, letter, device), message, foreign in zip(
            proven, opened, foreign_names(names), strict=True
        )
    ]
    stored = store_parcels(parcels=parcels)
    for (index, letter, device), outcomes in zip(proven, stored, strict=True):
        receipts[index] = _receipt(letter, device, outcomes)
    return receipts


_combiner: Combiner[Letter, Receipt | None] = Combiner(receive_letters)


def _parcel(letter: Letter, message: Message, device: Device, foreign: frozenset[str]) -> Parcel:
    """Return what is to be stored, without the sender's secret; foreign names keep it aside."""
    came = raw = Raw(device.pk, letter.query, letter.body)
    for word in _shown(letter):
        if secret_digest(word) == device.secret_digest:
            raw = raw.without(word)
            if raw != came or _is_sealed(letter):
                message = _without(message, word)
    if letter.wire is None:
        foreign = _not_own(message, device)
    reports = [Report(device, _own(reading, foreign)) for reading in message.readings]
    return Parcel(reports, letter.source, letter.now, raw=raw)


def _without(message: Message, secret: str) -> Message:
    """Return the message with a secret blotted out of what is kept of its items."""
    said = (replace(one, content=blotted(one.content, secret)) for one in message.readings)
    return replace(message, readings=tuple(said))


def _shown(letter: Letter) -> list[str]:
    secret = letter.proof.secret if letter.proof else ""
    return [word for word in (secret, *letter.message.identifiers) if word]


def _not_own(message: Message, device: Device) -> frozenset[str]:
    own = own_names(device)
    names = {name for reading in message.readings for name in reading.names}
    return frozenset(name for name in names if name.casefold() not in own)


def _own(reading: Reading, foreign: frozenset[str]) -> Reading:
    strange = foreign.intersection(reading.names)
    if not strange:
        return reading
    return replace(reading, odd=Reason.FOREIGN_UNIT, detail=f"names {', '.join(sorted(strange))}")


def _opened(letter: Letter, device: Device) -> Message:
    """Return the message with what the device's key opens."""
    if not _is_sealed(letter) or not device.encryption_key:
        return letter.message
    unseal = letter.wire.unseal if letter.wire else None
    return unseal(letter.message, device.encryption_key) if unseal else letter.message


def _is_sealed(letter: Letter) -> bool:
    return any(reading.odd is Reason.ENCRYPTED for reading in letter.message.readings)


def _receipt(letter: Letter, device: Device, outcomes: Sequence[Outcome]) -> Receipt:
    wire = letter.wire
    if wire is None:
        return Receipt(b"", "", tuple(outcomes))
    answer = wire.answer if letter.message.answer is None else letter.message.answer
    if wire.seal is not None and device.encryption_key and _is_sealed(letter):
        answer = wire.seal(answer, device.encryption_key)
    return Receipt(answer, wire.answer_type, tuple(outcomes))
