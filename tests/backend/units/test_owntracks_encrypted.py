"""OwnTracks' encryption: read with the device's key, answered with it, kept aside without."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from nacl.secret import SecretBox

from backend.units.models import Device, Unit
from tests.backend.units.conftest import NOW, TOWN, T, Wire, marker, new_device, reasons, stored
from tests.backend.units.golden import OWNTRACKS

KEY = "kunci-uji-ambulans"


def sealed(message: Any, key: str = KEY) -> dict[str, str]:
    """Return a message as the app encrypts it: nonce in front, key padded with zeros to 32."""
    words = message if isinstance(message, bytes) else json.dumps(message).encode()
    box = SecretBox(key.encode().ljust(32, b"\0"))
    return {"_type": "encrypted", "data": base64.b64encode(bytes(box.encrypt(words))).decode()}


def opened(answer: dict[str, str], key: str = KEY) -> Any:
    box = SecretBox(key.encode().ljust(32, b"\0"))
    return json.loads(box.decrypt(base64.b64decode(answer["data"])))


@pytest.fixture
def keyed(amb: Unit) -> Device:
    return new_device(amb, "amb-01", secret="rahasia-uji-0001", encryption_key=KEY)


def test_location_is_read_with_the_key(wire: Wire, keyed: Device, amb: Unit) -> None:
    answer = wire.owntracks(sealed(OWNTRACKS))

    assert (answer.status_code, stored(), marker(amb)) == (200, [(T, *TOWN)], TOWN)


def test_answer_is_encrypted_too(wire: Wire, keyed: Device) -> None:
    answer = wire.owntracks(sealed(OWNTRACKS))

    assert answer["Content-Type"] == "application/json"
    assert answer.json()["_type"] == "encrypted"
    assert opened(answer.json()) == []


def test_answer_to_a_plain_message_is_a_plain_array(wire: Wire, keyed: Device) -> None:
    answer = wire.owntracks(OWNTRACKS)

    assert (answer.json(), stored()) == ([], [(T, *TOWN)])


def test_key_of_32_characters_is_the_whole_key(wire: Wire, amb: Unit) -> None:
    key = "0123456789abcdef0123456789abcdef"
    new_device(amb, "amb-01", secret="rahasia-uji-0001", encryption_key=key)

    wire.owntracks(sealed(OWNTRACKS, key))

    assert stored() == [(T, *TOWN)]


def test_without_a_key_it_is_kept_aside_and_the_operator_is_told(wire: Wire, phone: Device) -> None:
    answer = wire.owntracks(sealed(OWNTRACKS))

    phone.refresh_from_db()
    assert (answer.json(), stored(), reasons()) == ([], [], ["encrypted_no_key"])
    assert phone.unread_since == NOW


@pytest.mark.parametrize(
    "message",
    [
        sealed(OWNTRACKS, "kunci lain"),
        {"_type": "encrypted", "data": "AAAA"},
        {"_type": "encrypted", "data": ""},
        {"_type": "encrypted", "data": "kein base64 ü"},
        {"_type": "encrypted", "data": 7},
        {"_type": "encrypted"},
        sealed(sealed(OWNTRACKS)),
    ],
    ids=range(7),
)
def test_what_the_key_does_not_open_is_kept_aside(
    wire: Wire, keyed: Device, message: dict[str, Any]
) -> None:
    answer = wire.owntracks(message)

    assert (answer.status_code, stored(), reasons()) == (200, [], ["encrypted_no_key"])


@pytest.mark.parametrize("inside", [b"no JSON", b"7", b"[]", b'{"a":1}', b"\xff"])
def test_odd_content_under_the_encryption_is_kept_aside(
    wire: Wire, keyed: Device, inside: bytes
) -> None:
    answer = wire.owntracks(sealed(inside))

    assert (answer.status_code, stored(), reasons()) == (200, [], ["unreadable"])


def test_lwt_under_the_encryption_marks_the_link_as_lost(wire: Wire, keyed: Device) -> None:
    wire.owntracks(sealed({"_type": "lwt", "tst": T}))

    keyed.refresh_from_db()
    assert (keyed.link_lost_at, stored()) == (NOW, [])


def test_topic_of_another_unit_under_the_encryption_counts(
    wire: Wire, keyed: Device, fire: Unit
) -> None:
    wire.owntracks(sealed({**OWNTRACKS, "topic": "owntracks/psc/fire-02"}))

    assert (stored(), reasons()) == ([], ["foreign_unit"])
