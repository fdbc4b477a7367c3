"""The roster and the devices in the admin pages."""

from __future__ import annotations

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.changes.models import Change
from backend.units.models import Device, Station, Status, Unit


@pytest.fixture
def chief(db: None) -> Client:
    """Return a browser of somebody who may open the admin pages."""
    client = Client()
    client.force_login(User.objects.create_superuser("kepala", password="sandi-uji"))
    return client


@pytest.mark.parametrize("page", ["station", "unit", "device", "quarantineditem", "unit/add"])
def test_every_page_opens(chief: Client, named_phone: Device, page: str) -> None:
    assert chief.get(f"/admin/units/{page}/").status_code == 200


def test_new_unit_is_off_duty_until_somebody_sets_it(chief: Client, station: Station) -> None:
    entry = {
        "code": "amb-77",
        "name": "Ambulans 77",
        "kind": "ambulance",
        "station": station.code,
        "capabilities": "[]",
        "phone": "",
    }

    chief.post("/admin/units/unit/add/", entry)

    assert Unit.objects.get(code="amb-77").status == Status.OFF_DUTY
    assert Change.objects.get().key == "amb-77"


def test_changed_entry_leaves_the_status_alone(chief: Client, amb: Unit) -> None:
    entry = {
        "code": "amb-01",
        "name": "Ambulans baru",
        "kind": "ambulance",
        "station": amb.station_id,
        "capabilities": '["oxygen"]',
        "phone": "",
        "status": "off_duty",
    }

    chief.post(f"/admin/units/unit/{amb.pk}/change/", entry)

    amb.refresh_from_db()
    assert (amb.name, amb.capabilities, amb.status) == (
        "Ambulans baru",
        ["oxygen"],
        Status.AVAILABLE,
    )


@pytest.mark.parametrize("capabilities", ['{"a": 1}', "7", "[1]", '"x"'])
def test_capabilities_must_be_words(chief: Client, station: Station, capabilities: str) -> None:
    entry = {"code": "amb-77", "name": "A", "kind": "ambulance", "station": station.code}

    chief.post("/admin/units/unit/add/", entry | {"capabilities": capabilities})

    assert not Unit.objects.exists()


def test_chosen_devices_are_revoked(chief: Client, named_phone: Device) -> None:
    chief.post("/admin/units/device/", {"action": "revoke", "_selected_action": [named_phone.pk]})

    named_phone.refresh_from_db()
    assert named_phone.revoked_at is not None
