"""API tokens: made once, shown once, stored as a hash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from backend.accounts import actions
from backend.accounts.models import ApiToken
from backend.units.models import Station, Unit

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def _with_token(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


def test_command_prints_the_secret_alone_on_the_last_line(dispatcher):
    out = StringIO()

    call_command("create_api_token", "dispatcher", stdout=out)

    secret = out.getvalue().splitlines()[-1]
    assert _with_token(secret).get("/api/me/").json()["username"] == "dispatcher"


def test_secret_is_not_stored(dispatcher):
    secret = actions.create_api_token(user=dispatcher, now=NOW)

    assert secret not in ApiToken.objects.get().digest


@pytest.mark.django_db
def test_token_for_nobody_is_refused():
    with pytest.raises(CommandError, match="nobody"):
        call_command("create_api_token", "nobody")


def test_revoked_token_is_refused(dispatcher):
    secret = actions.create_api_token(user=dispatcher, now=NOW)
    actions.revoke_api_tokens(user=dispatcher, now=NOW)

    answer = _with_token(secret).get("/api/me/")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["Token", "Token a b", "Token salah", "Token \xff"])
def test_odd_authorization_is_401(header):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)

    assert client.get("/api/me/").status_code == 401


def test_me_names_role_and_units(api_as, user_of):
    station = Station.objects.create(
        code="rs",
        name="RS Rekaan",
        kind="hospital",
        kecamatan_code="35.29.01",
        confidence="A",
        confirmed=True,
        point="SRID=4326;POINT(113.87 -7.01)",
    )
    unit = Unit.objects.create(
        code="amb-01", name="Ambulans 1", kind="ambulance", station=station, status_since=NOW
    )
    client = api_as("crew")
    unit.crew.add(user_of("crew"))

    record = client.get("/api/me/").json()

    assert (record["role"], record["units"]) == ("crew", ["amb-01"])


def test_admin_revokes_the_chosen_tokens(dispatcher, user_of, client):
    admin = user_of("supervisor", "admin")
    admin.is_staff = admin.is_superuser = True
    admin.save()
    secret = actions.create_api_token(user=dispatcher, now=NOW)
    client.force_login(admin)

    client.post(
        "/admin/accounts/apitoken/",
        {"action": "revoke", "_selected_action": [ApiToken.objects.get().pk]},
    )

    assert _with_token(secret).get("/api/me/").status_code == 401


def test_a_used_token_says_when(dispatcher):
    secret = actions.create_api_token(user=dispatcher, now=NOW)

    _with_token(secret).get("/api/me/")

    assert ApiToken.objects.get().latest_use_at is not None


def test_uses_within_ten_minutes_are_one_write(dispatcher):
    actions.create_api_token(user=dispatcher, now=NOW)
    actions.note_token_use(token=ApiToken.objects.get(), now=NOW)

    actions.note_token_use(token=ApiToken.objects.get(), now=NOW + timedelta(minutes=9))

    assert ApiToken.objects.get().latest_use_at == NOW
