"""The command guards itself: no invented units beside real ones."""

from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from backend.accounts.models import ApiToken, Role, User
from backend.live.demo.actions import DEMO_USERNAME, close_demo_account, open_demo_account


def test_the_fleet_refuses_to_start_when_debug_is_off(settings: Settings) -> None:
    settings.DEBUG, settings.DEMO = False, True

    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("run_demo")


def test_the_fleet_refuses_to_start_when_the_demo_is_off(settings: Settings) -> None:
    settings.DEBUG, settings.DEMO = True, False

    with pytest.raises(CommandError, match="DEMO=0"):
        call_command("run_demo")


def test_nobody_can_log_in_as_the_script(db: None, now: datetime) -> None:
    open_demo_account(now=now)

    user = User.objects.get(username=DEMO_USERNAME)
    assert user.role == Role.DISPATCHER
    assert not user.has_usable_password()


def test_only_the_newest_token_of_the_script_works(db: None, now: datetime) -> None:
    open_demo_account(now=now)
    open_demo_account(now=now)

    assert ApiToken.objects.filter(revoked_at=None).count() == 1


def test_the_token_ends_with_the_fleet(db: None, now: datetime) -> None:
    open_demo_account(now=now)

    close_demo_account(now=now)

    assert not ApiToken.objects.filter(revoked_at=None).exists()
