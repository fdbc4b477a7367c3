"""Every address, every method, every role: who is let in, and nobody without a login.

An address that is new and not in the table fails the first test.
"""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from backend.accounts.models import Role

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ALL = frozenset(Role.values)
ROOM = frozenset({"dispatcher", "supervisor"})
SUPERVISOR = frozenset({"supervisor"})
PLANNERS = ROOM | {"planner"}

OPEN = {"healthz", "readyz", "login", "logout", "set_language", "unknown"}
OPEN |= {"crew-worker", "crew-manifest", "lan-certificate"}
"""Health, login, leaving, what does not exist, what a phone installs: nothing of the room."""
BY_DEVICE = {"ingest"}
"""Trackers prove themselves by their own secret, tested with the dialects."""
STREAMS = {"live"}
"""Answers that do not end; tested with the feed."""

API = {
    "schema": {"GET": ALL},
    "me": {"GET": ALL},
    "kecamatan-list": {"GET": ALL},
    "desa-list": {"GET": ALL},
    "islands-list": {"GET": ALL},
    "land-list": {"GET": ALL},
    "ports-list": {"GET": ALL},
    "facilities-list": {"GET": ALL},
    "neighbours-list": {"GET": ALL},
    "settlements-list": {"GET": ALL},
    "stations-list": {"GET": ALL},
    "road-list": {"GET": ALL},
    "lane-list": {"GET": ALL},
    "lane-confirm": {"POST": SUPERVISOR, "DELETE": SUPERVISOR},
    "lane-waits": {"GET": ROOM},
    "sea-history": {"GET": ROOM},
    "locate": {"GET": ALL},
    "geocode": {"GET": ALL},
    "route": {"GET": ALL},
    "landmark-list": {"GET": ALL, "POST": SUPERVISOR},
    "landmark-detail": {"DELETE": SUPERVISOR},
    "alias-list": {"GET": ALL, "POST": SUPERVISOR},
    "alias-detail": {"DELETE": SUPERVISOR},
    "closure-list": {"GET": ALL, "POST": ROOM},
    "closure-detail": {"GET": ALL, "DELETE": ROOM},
    "units-list": {"GET": ALL},
    "unit": {"GET": ALL},
    "unit-track": {"GET": ALL},
    "unit-trips": {"GET": ALL},
    "unit-track-gpx": {"GET": ALL},
    "unit-track-geojson": {"GET": ALL},
    "tracks": {"GET": PLANNERS | {"crew"}},
    "unit-status": {"POST": ROOM | {"crew"}},
    "unit-position": {"POST": ROOM},
    "positions": {"POST": ROOM | {"crew"}},
    "quarantine": {"GET": ROOM},
    "quarantine-summary": {"GET": ROOM},
    "quarantine-settle": {"POST": SUPERVISOR},
    "quarantine-release": {"POST": SUPERVISOR},
    "quarantine-discard": {"POST": SUPERVISOR},
    "quarantine-restore": {"POST": SUPERVISOR},
    "devices": {"GET": ROOM | {"crew"}, "POST": SUPERVISOR | {"crew"}},
    "device": {
        "GET": ROOM | {"crew"},
        "PATCH": SUPERVISOR | {"crew"},
        "DELETE": SUPERVISOR | {"crew"},
    },
    "received": {"GET": ROOM},
    "received-request": {"GET": SUPERVISOR},
    "calls": {"GET": ROOM, "POST": ROOM},
    "call": {"GET": ROOM, "PATCH": ROOM},
    "incidents": {"GET": ALL, "POST": ROOM},
    "incident": {"GET": ALL, "PATCH": ROOM},
    "incident-events": {"GET": ROOM},
    "recommendation": {"GET": ROOM},
    "coverage-loss": {"GET": ROOM},
    "incident-assignments": {"GET": ALL, "POST": ROOM},
    "nearest": {"GET": PLANNERS},
    "assignments": {"GET": ALL},
    "assignment": {"GET": ALL},
    "assignment-status": {"POST": ROOM | {"crew"}},
    "notices": {"GET": ROOM | {"crew"}},
    "notice-acknowledge": {"POST": ROOM | {"crew"}},
    "suggestion-accept": {"POST": ROOM | {"crew"}},
    "suggestion-dismiss": {"POST": ROOM | {"crew"}},
    "fence-policies": {"GET": ROOM, "PATCH": SUPERVISOR},
    "redispatch-policies": {"GET": ROOM, "PATCH": SUPERVISOR},
    "redispatch-policy": {"DELETE": SUPERVISOR},
    "fence-policy": {"GET": ROOM, "PATCH": SUPERVISOR},
    "unit-panic": {"POST": ROOM | {"crew"}},
    "help-calls": {"GET": ROOM | {"crew"}},
    "help-call-acknowledge": {"POST": ROOM},
    "help-call-close": {"POST": ROOM},
    "crew-setup-codes": {"POST": SUPERVISOR | {"crew"}},
}
PAGES = {
    "console": ALL,
    "crew": ROOM | {"crew"},
    "crew-setup": ROOM | {"crew"},
    "board": PLANNERS | {"agency"},
    "agency": ROOM | {"agency"},
    "supervisor": SUPERVISOR,
    "planner": PLANNERS,
    "planner-map": PLANNERS,
    "playback": PLANNERS,
    "route-print": ALL,
}
_SAMPLES = {
    "number": "SMP-20260101-0001",
    "code": "amb-99",
    "assignment_id": "99",
    "call_id": "99",
    "notice_id": "99",
    "policy_id": "99",
    "suggestion_id": "99",
    "trigger": "left_station",
    "item_id": "99",
    "request_id": "99",
    "identifier": "hp-99",
    "landmark_id": "99",
    "alias_id": "99",
    "pk": "99",
}


def _patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if not route.startswith("admin/"):
                yield from _patterns(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield pattern.name, route


def _address(route):
    for name, value in _SAMPLES.items():
        for kind in ("int", "str", "path"):
            route = route.replace(f"<{kind}:{name}>", value)
    return f"/{route}"


ADDRESSES = {name: _address(route) for name, route in _patterns(get_resolver())}
GUARDED = sorted({**API, **PAGES} | dict.fromkeys(STREAMS))


def test_every_address_is_in_the_table():
    assert set(ADDRESSES) == set(API) | set(PAGES) | OPEN | BY_DEVICE | STREAMS


@pytest.mark.django_db
@pytest.mark.parametrize("name", GUARDED)
def test_nobody_without_a_login(client, name):
    let_in = []
    for method in METHODS:
        answer = client.generic(method, ADDRESSES[name], b"{}", content_type="application/json")
        to_login = answer.status_code == 302 and answer["Location"].startswith("/login/")
        no_such_method = answer.status_code == 405 and name in STREAMS and method != "GET"
        if answer.status_code not in {401, 403} and not to_login and not no_such_method:
            let_in.append(method)

    assert let_in == []


@pytest.mark.django_db
def test_admin_is_closed_without_a_login(client):
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("role", sorted(ALL))
@pytest.mark.parametrize(
    ("name", "method"), [(name, method) for name in API for method in API[name]]
)
def test_role_is_let_in_or_not(api_as, name, method, role):
    answer = api_as(role).generic(method, ADDRESSES[name], b"{}", content_type="application/json")

    is_let_in = answer.status_code not in {401, 403}
    assert is_let_in == (role in API[name][method]), answer.content


@pytest.mark.parametrize("name", API)
def test_other_methods_do_not_exist(api_as, name):
    client = api_as("supervisor")
    others = [method for method in METHODS if method not in API[name]]

    statuses = {
        client.generic(method, ADDRESSES[name], b"{}", content_type="application/json").status_code
        for method in others
    }

    assert statuses <= {403, 405}


@pytest.mark.parametrize("role", sorted(ALL))
@pytest.mark.parametrize("name", PAGES)
def test_page_is_for_its_roles(api_as, name, role):
    answer = api_as(role).get(ADDRESSES[name])

    assert (answer.status_code != 403) == (role in PAGES[name])


@pytest.mark.parametrize("role", sorted(ALL))
def test_role_alone_opens_no_admin(api_as, role):
    assert api_as(role).get("/admin/").status_code == 302


def test_blocked_account_is_locked_out(api_as, user_of):
    client = api_as("dispatcher")
    user = user_of("dispatcher")
    user.is_active = False
    user.save()

    assert client.get("/api/incidents/").status_code in {401, 403}


def test_superuser_acts_as_supervisor(api_as, user_of):
    client = api_as("planner", "admin")
    user = user_of("planner", "admin")
    user.is_superuser = True
    user.save()

    assert client.get("/api/me/").json()["role"] == "supervisor"
    assert client.get("/api/calls/").status_code == 200


def test_write_by_session_needs_the_csrf_token(user_of):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(user_of("dispatcher"))

    assert client.post("/api/calls/", {}, format="json").status_code == 403


def test_page_without_its_data_says_what_to_run(room):
    answer = room.get("/planner/map/", headers={"accept": "text/html"})

    assert answer.status_code == 503
    assert "import_boundaries" in answer.content.decode()
