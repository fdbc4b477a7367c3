"""Fixtures that tests of every app share: accounts by role and API clients for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from backend.accounts.models import Role, User
from backend.changes.epoch_cache import forget_all


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    """Drop what a former test built from the database: epochs are rolled back with its rows."""
    forget_all()


@pytest.fixture
def user_of(db: None) -> Callable[[str], User]:
    """Return a function that makes (or finds) the account of a role."""

    def make(role: str, username: str | None = None) -> User:
        name = username or role
        user, created = User.objects.get_or_create(username=name, defaults={"role": role})
        if created:
            user.set_password("sandi-uji")
            user.save()
        return user

    return make


@pytest.fixture
def api_as(user_of: Callable[[str], User]) -> Callable[[str], APIClient]:
    """Return a function that gives an API client logged in with a role."""

    def make(role: str, username: str | None = None) -> APIClient:
        client = APIClient()
        client.force_login(user_of(role, username))
        return client

    return make


@pytest.fixture
def dispatcher(user_of: Callable[[str], User]) -> User:
    """Return a dispatcher's account."""
    return user_of(Role.DISPATCHER)


@pytest.fixture
def room(api_as: Callable[[str], APIClient]) -> APIClient:
    """Return an API client logged in as a dispatcher."""
    return api_as(Role.DISPATCHER)


@pytest.fixture
def anonymous() -> APIClient:
    """Return an API client without a login."""
    return APIClient()
