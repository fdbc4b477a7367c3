"""Fence policies: seeded for every trigger, read by the room, changed by supervisors."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from backend.dispatch.fence_defaults import FENCE_DEFAULTS
from backend.dispatch.models import FencePolicy

ADDRESS = "/api/fence-policies/"


@pytest.fixture
def supervisor(api_as):
    return api_as("supervisor")


def test_every_trigger_is_seeded_and_commits_nothing(room):
    found = room.get(ADDRESS).json()["results"]

    assert {one["trigger"] for one in found} == set(FENCE_DEFAULTS)
    assert not any(one["commits"] for one in found)
    assert all(one["source"] for one in found)


def test_supervisor_changes_what_is_given(supervisor, clock):
    answer = supervisor.patch(
        f"{ADDRESS}entered_scene/", {"commits": True, "radius_m": 80}, format="json"
    )

    record = answer.json()
    assert answer.status_code == 200
    assert (record["commits"], record["radius_m"], record["margin_m"]) == (True, 80.0, 50.0)
    assert (record["updated_by"], record["updated_at"]) == ("supervisor", "2026-11-25T03:00:00Z")


def test_trigger_may_be_named_in_the_body(supervisor):
    supervisor.patch(ADDRESS, {"trigger": "left_station", "dwell_s": 45}, format="json")

    assert FencePolicy.objects.get(trigger="left_station").dwell_s == 45


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}left_station/"])
@pytest.mark.parametrize(
    ("role", "status"), [("dispatcher", 403), ("planner", 403), ("agency", 403), ("crew", 403)]
)
def test_only_supervisors_change(api_as, address, role, status):
    body = {"trigger": "left_station", "commits": True}

    assert api_as(role).patch(address, body, format="json").status_code == status
    assert not FencePolicy.objects.filter(commits=True).exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"radius_m": 0}, "radius_m"),
        ({"radius_m": -5}, "radius_m"),
        ({"radius_m": 5001}, "radius_m"),
        ({"radius_m": "nan"}, "radius_m"),
        ({"radius_m": "1e400"}, "radius_m"),
        ({"radius_m": True}, "radius_m"),
        ({"radius_m": None}, "radius_m"),
        ({"radius_m": [100]}, "radius_m"),
        ({"margin_m": -1}, "margin_m"),
        ({"margin_m": 1001}, "margin_m"),
        ({"dwell_s": 29}, "dwell_s"),
        ({"dwell_s": 61}, "dwell_s"),
        ({"commits": "mungkin"}, "commits"),
        ({}, "non_field_errors"),
        ([], "non_field_errors"),
    ],
)
def test_impossible_numbers_are_named_and_nothing_changes(supervisor, body, field):
    answer = supervisor.patch(f"{ADDRESS}entered_scene/", body, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert FencePolicy.objects.get(trigger="entered_scene").updated_at is None


@pytest.mark.parametrize("trigger", ["lain", "a%00b", "x" * 300])
def test_unknown_trigger_is_404(supervisor, trigger):
    answer = supervisor.patch(f"{ADDRESS}{trigger}/", {"commits": True}, format="json")

    assert answer.status_code == 404


def test_unknown_trigger_in_the_body_is_named(supervisor):
    answer = supervisor.patch(ADDRESS, {"trigger": "lain", "commits": True}, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["trigger"])


def test_supervisor_changes_it_in_the_admin(client, user_of):
    supervisor = user_of("supervisor")
    supervisor.is_staff = supervisor.is_superuser = True
    supervisor.save()
    client.force_login(supervisor)

    answer = client.post(
        "/admin/dispatch/fencepolicy/entered_scene/change/",
        {"commits": "on", "radius_m": "90", "margin_m": "40", "dwell_s": "30"},
    )

    policy = FencePolicy.objects.get(trigger="entered_scene")
    assert answer.status_code == 302
    assert (policy.commits, policy.radius_m, policy.updated_by) == (True, 90, supervisor)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "numbers", [{"radius_m": 0}, {"margin_m": -1}, {"dwell_s": 29}, {"dwell_s": 61}]
)
def test_database_refuses_impossible_numbers(numbers):
    with pytest.raises(IntegrityError), transaction.atomic():
        FencePolicy.objects.filter(trigger="entered_scene").update(**numbers)
