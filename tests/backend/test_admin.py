"""The admin shows calls, incidents, decisions and assignments; nobody changes them there."""

from __future__ import annotations

import pytest

from backend.incidents.models import Incident

READ_ONLY = [
    "incidents/incident",
    "incidents/call",
    "incidents/incidentevent",
    "dispatch/assignment",
    "dispatch/decision",
    "dispatch/routingsnapshot",
    "roads/lane",
    "roads/ferrystop",
    "roads/closure",
    "roads/roadnetwork",
]


@pytest.fixture
def admin(client, user_of):
    user = user_of("supervisor", "admin")
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", READ_ONLY)
def test_rows_are_listed(admin, page):
    assert admin.get(f"/admin/{page}/").status_code == 200


@pytest.mark.parametrize("page", READ_ONLY)
def test_rows_are_not_added_there(admin, page):
    assert admin.get(f"/admin/{page}/add/").status_code == 403


def test_incident_is_shown(admin, room):
    room.post("/api/incidents/", {"category": "fire"}, format="json")

    row = Incident.objects.get()
    assert admin.get(f"/admin/incidents/incident/{row.pk}/change/").status_code == 200
