"""Who is authenticated decides which unit moves; who is unknown stores nothing."""

from __future__ import annotations

import pytest

from backend.units.actions import add_device, revoke_device
from backend.units.models import Device, Position, QuarantinedItem, Unit
from tests.backend.units.conftest import (
    NOW,
    SECRET,
    TOWN,
    T,
    Wire,
    basic,
    marker,
    new_device,
    reasons,
    stored,
)

FIX = f"timestamp={T}&lat=-7.0167&lon=113.8667"
LOCATION = {"_type": "location", "lat": -7.0167, "lon": 113.8667, "tst": T}


@pytest.mark.parametrize(
    "path",
    [
        "/ingest/osmand",
        "/ingest/osmand/",
        f"/ingest/osmand/{SECRET}",
        f"/ingest/osmand/{SECRET}/",
    ],
)
def test_address_works_with_and_without_a_slash_and_with_the_secret(
    wire: Wire, phone: Device, amb: Unit, path: str
) -> None:
    headers = {} if SECRET in path else {"HTTP_AUTHORIZATION": basic("amb-01")}

    answer = wire.client.get(f"{path}?{FIX}", **headers)  # type: ignore[arg-type]

    assert (answer.status_code, marker(amb)) == (200, TOWN)


@pytest.mark.parametrize("user", ["amb-01", "AMB-01", "hp-lama"])
def test_basic_user_is_the_unit_or_the_device(wire: Wire, amb: Unit, user: str) -> None:
    new_device(amb, "hp-lama", secret=SECRET)

    wire.osmand(FIX, HTTP_AUTHORIZATION=basic(user))

    assert marker(amb) == TOWN


def test_bearer_secret_is_proof(wire: Wire, phone: Device, amb: Unit) -> None:
    wire.osmand(FIX, HTTP_AUTHORIZATION=f"Bearer {SECRET}")

    assert marker(amb) == TOWN


def test_identifier_that_is_itself_the_secret_is_proof(
    wire: Wire, phone: Device, amb: Unit
) -> None:
    wire.osmand(f"id={SECRET}&{FIX}")

    assert marker(amb) == TOWN


def test_identifier_alone_is_not_enough_for_a_device_with_a_secret(
    wire: Wire, phone: Device
) -> None:
    answer = wire.osmand(f"id=amb-01&{FIX}")

    assert (answer.status_code, stored(), reasons()) == (403, [], [])


@pytest.mark.parametrize(
    "authorization",
    [
        basic("amb-01", "salah"),
        basic("fire-02"),
        "Basic rahasia:",
        "Basic",
        "Basic %%%",
        "Bearer",
        "Bearer salah",
        "Basic " + "=" * 5000,
    ],
)
def test_wrong_proof_is_refused_and_nothing_is_stored(
    wire: Wire, phone: Device, authorization: str
) -> None:
    answer = wire.osmand(f"id=amb-01&{FIX}", HTTP_AUTHORIZATION=authorization)

    phone.refresh_from_db()
    assert (answer.status_code, stored(), phone.latest_contact_at) == (403, [], None)


def test_wrong_proof_is_not_rescued_by_a_name_that_would_do(
    wire: Wire, named_phone: Device
) -> None:
    answer = wire.osmand(f"id=amb-01&{FIX}", HTTP_AUTHORIZATION=basic("amb-01", "salah"))

    assert answer.status_code == 403


def test_nobody_is_refused_with_problem_details(wire: Wire, db: None) -> None:
    answer = wire.osmand(FIX)

    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", ["", "{broken", "id=%00&lat=1", "\x00", "id=" + "x" * 5000])
def test_no_body_lets_an_unknown_client_in(wire: Wire, db: None, body: str) -> None:
    assert wire.form(body).status_code == 403


def test_revoked_device_is_refused(wire: Wire, phone: Device) -> None:
    revoke_device(device=phone, by=None, now=NOW)

    assert wire.osmand(FIX, HTTP_AUTHORIZATION=basic("amb-01")).status_code == 403


def test_revoked_named_device_is_refused(wire: Wire, named_phone: Device) -> None:
    revoke_device(device=named_phone, by=None, now=NOW)

    assert wire.osmand(f"id=amb-01&{FIX}").status_code == 403


def test_refused_secret_in_the_address_is_not_logged(
    wire: Wire, phone: Device, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    wire.client.get(f"/ingest/osmand/salah-{SECRET}?{FIX}")

    assert SECRET not in caplog.text
    assert "unknown_device" in caplog.text


def test_unknown_dialect_is_not_found(wire: Wire, phone: Device) -> None:
    answer = wire.client.get(f"/ingest/morse/{SECRET}?{FIX}")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_identifier_of_another_unit_keeps_the_fix_aside(
    wire: Wire, phone: Device, amb: Unit, fire: Unit
) -> None:
    answer = wire.osmand(f"id=fire-02&{FIX}", HTTP_AUTHORIZATION=basic("amb-01"))

    assert (answer.status_code, reasons()) == (200, ["foreign_unit"])
    assert (marker(amb), marker(fire)) == (None, None)


def test_identifier_of_another_units_device_keeps_the_fix_aside(
    wire: Wire, phone: Device, fire: Unit
) -> None:
    new_device(fire, "hp-pemadam")

    wire.osmand(f"id=hp-pemadam&{FIX}", HTTP_AUTHORIZATION=basic("amb-01"))

    assert reasons() == ["foreign_unit"]


@pytest.mark.parametrize("name", ["FIRE-02", "Fire-02", "HP-Pemadam"])
def test_another_units_name_is_known_however_it_is_written(
    wire: Wire, phone: Device, amb: Unit, fire: Unit, name: str
) -> None:
    new_device(fire, "hp-pemadam")

    wire.osmand(f"id={name}&{FIX}", HTTP_AUTHORIZATION=basic("amb-01"))

    assert (reasons(), marker(amb)) == (["foreign_unit"], None)


def test_identifier_that_names_nobody_is_no_objection(wire: Wire, phone: Device, amb: Unit) -> None:
    wire.osmand(f"id=81234567&{FIX}", HTTP_AUTHORIZATION=basic("amb-01"))

    assert marker(amb) == TOWN


def test_secret_is_stored_nowhere(wire: Wire, amb: Unit) -> None:
    device, secret = add_device(unit=amb, by=None, now=NOW)

    wire.osmand(f"id={secret}&timestamp={T}&lat=0&lon=0")

    assert secret not in str(Device.objects.values_list().get(pk=device.pk))
    assert secret not in QuarantinedItem.objects.get().content


def test_second_device_of_a_unit_gets_a_name_of_its_own(amb: Unit) -> None:
    names = [add_device(unit=amb, by=None, now=NOW)[0].identifier for _ in range(3)]

    assert names == ["amb-01", "amb-01-2", "amb-01-3"]


def test_beginning_of_a_body_beyond_two_megabytes_is_kept_aside(wire: Wire, phone: Device) -> None:
    answer = wire.json("x" * 2_200_000, "/ingest/osmand", HTTP_AUTHORIZATION=basic("amb-01"))

    item = QuarantinedItem.objects.get()
    assert (answer.status_code, Position.objects.count()) == (200, 0)
    assert (item.reason, len(item.content)) == ("too_large", 64 * 1024)


def test_fix_in_the_query_is_stored_although_the_body_is_too_large(
    wire: Wire, phone: Device
) -> None:
    path = f"/ingest/osmand?lat={TOWN[1]}&lon={TOWN[0]}&timestamp={T}"

    wire.json("x" * 2_200_000, path, HTTP_AUTHORIZATION=basic("amb-01"))

    assert (Position.objects.count(), QuarantinedItem.objects.count()) == (1, 1)


def test_large_body_of_a_stranger_is_403(wire: Wire, amb: Unit) -> None:
    answer = wire.json("x" * 2_200_000, "/ingest/osmand", HTTP_AUTHORIZATION=basic("amb-01"))

    assert (answer.status_code, QuarantinedItem.objects.count()) == (403, 0)


def test_megabyte_of_text_is_kept_aside_in_part(wire: Wire, phone: Device) -> None:
    answer = wire.json("x" * 1_000_000, "/ingest/osmand", HTTP_AUTHORIZATION=basic("amb-01"))

    assert answer.status_code == 200
    assert len(QuarantinedItem.objects.get().content) == 64 * 1024


def test_nul_in_odd_content_is_kept_without_it(wire: Wire, phone: Device) -> None:
    answer = wire.json(b"\x00\xff{", "/ingest/osmand", HTTP_AUTHORIZATION=basic("amb-01"))

    assert answer.status_code == 200
    assert "\x00" not in QuarantinedItem.objects.get().content


def test_a_thousand_fields_are_read_as_none(wire: Wire, phone: Device) -> None:
    query = "&".join(f"a{number}=1" for number in range(1500))

    assert wire.osmand(query, HTTP_AUTHORIZATION=basic("amb-01")).status_code == 200
