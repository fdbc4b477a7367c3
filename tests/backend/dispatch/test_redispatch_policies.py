"""Who may call units off for more urgent incidents: supervisors decide by priority and category."""

from __future__ import annotations

import pytest

from backend.dispatch import redispatch
from backend.dispatch.models import RedispatchPolicy
from backend.dispatch.redispatch import rule_for


def test_every_priority_has_a_rule_from_the_start(db):
    stored = RedispatchPolicy.objects.values_list("category", "priority", "rule")

    assert list(stored) == [
        ("", 1, "never"),
        ("", 2, "ask"),
        ("", 3, "allowed"),
        ("", 4, "allowed"),
    ]


def test_a_category_outweighs_the_priority_alone():
    rows = [
        RedispatchPolicy(category="", priority=2, rule="ask"),
        RedispatchPolicy(category="fire", priority=2, rule="never"),
    ]

    assert [rule_for(rows, "fire", 2), rule_for(rows, "medical", 2)] == ["never", "ask"]
    assert rule_for([], "medical", 4) == redispatch.RULE_DEFAULTS[4]


POLICIES = "/api/redispatch-policies/"


def test_supervisor_changes_a_rule(db, api_as):
    body = {"priority": 4, "rule": "ask"}

    answer = api_as("supervisor").patch(POLICIES, body, format="json").json()

    assert (answer["category"], answer["rule"]) == (None, "ask")
    assert RedispatchPolicy.objects.get(category="", priority=4).updated_by is not None


def test_a_rule_of_a_category_can_be_dropped_and_that_of_a_priority_not(db, api_as):
    supervisor = api_as("supervisor")
    body = {"category": "fire", "priority": 4, "rule": "ask"}
    own = supervisor.patch(POLICIES, body, format="json").json()["id"]
    common = RedispatchPolicy.objects.get(category="", priority=4).pk

    dropped, kept = (supervisor.delete(f"{POLICIES}{pk}/") for pk in (own, common))

    assert (dropped.status_code, kept.status_code) == (204, 409)
    assert supervisor.delete(f"{POLICIES}{own}/").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"priority": 5, "rule": "ask"}, "priority"),
        ({"priority": 2, "rule": "maybe"}, "rule"),
        ({"category": "ufo", "priority": 2, "rule": "ask"}, "category"),
        ({"rule": "ask"}, "priority"),
    ],
)
def test_a_wrong_rule_names_its_field(db, api_as, body, field):
    answer = api_as("supervisor").patch(POLICIES, body, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_dispatchers_read_the_rules_only(db, room):
    assert room.get(POLICIES).json()["results"][0]["rule_label"] == "Tidak boleh"
    assert room.patch(POLICIES, {"priority": 1, "rule": "ask"}, format="json").status_code == 403


@pytest.fixture
def admin(client, user_of):
    user = user_of("supervisor", "admin")
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return client


ADMIN = "/admin/dispatch/redispatchpolicy/"


def test_admin_changes_a_rule_as_its_account(admin):
    row = RedispatchPolicy.objects.get(category="", priority=2)

    admin.post(f"{ADMIN}{row.pk}/change/", {"rule": "never"})

    row.refresh_from_db()
    assert (row.rule, row.updated_by.get_username()) == ("never", "admin")


def test_admin_gives_a_category_its_own_rule(admin):
    answer = admin.post(f"{ADMIN}add/", {"category": "fire", "priority": 2, "rule": "never"})

    assert answer.status_code == 302
    assert RedispatchPolicy.objects.get(category="fire").rule == "never"


def test_admin_keeps_the_rule_of_a_priority(admin):
    row = RedispatchPolicy.objects.get(category="", priority=2)

    assert admin.post(f"{ADMIN}{row.pk}/delete/", {"post": "yes"}).status_code == 403
