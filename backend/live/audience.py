"""Who reads the feed: the account's role, language and, for a crew, its units."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils import translation
from rest_framework.request import Request

from backend.accounts.authentication import ApiTokenAuthentication
from backend.accounts.models import Role, User
from backend.permissions import ROOM, role_of


@dataclass(frozen=True, slots=True)
class Audience:
    """All readers for whom an event reads the same; messages are made once for each."""

    user: User = field(compare=False)
    """One of them: whose eyes the queries look through."""
    person_id: int | None
    """Set where what is seen depends on the person (crews, agencies), else None."""
    role: str
    language: str
    units: frozenset[str] = frozenset()
    """Codes of the crew's own units."""

    @property
    def is_room(self) -> bool:
        """Tell whether the reader works in the 112 room."""
        return self.role in ROOM

    @property
    def own_codes(self) -> frozenset[str] | None:
        """Codes of the units whose alarms the reader hears; None for all, as in the room."""
        return None if self.is_room else self.units

    @property
    def sight(self) -> tuple[object, ...]:
        """What tells audiences apart by what they see of a change: both roles of the room agree."""
        return ("room" if self.is_room else self.role, self.person_id, self.language, self.units)


def audience_of(request: HttpRequest) -> Audience | None:
    """Return who reads, from the token or a fresh look at the session; None for nobody.

    It reads the database and does not trust what the request remembers: the feed asks again while
    a stream lasts, so that a logged-out or blocked account stops receiving.

    Raises
    ------
    rest_framework.exceptions.AuthenticationFailed
        For a token that is unknown or revoked.
    """
    user = _token_user(request) or _session_user(request)
    role = role_of(user)
    if user is None or role is None:
        return None
    personal = role in {Role.CREW, Role.AGENCY}
    units = frozenset(user.units.values_list("code", flat=True)) if role == Role.CREW else ()
    return Audience(
        user=user,
        person_id=user.pk if personal else None,
        role=str(role),
        language=translation.get_language_from_request(request),
        units=frozenset(units),
    )


def _token_user(request: HttpRequest) -> User | None:
    found = ApiTokenAuthentication().authenticate(Request(request))
    return found[0] if found else None


def _session_user(request: HttpRequest) -> User | None:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    fresh = HttpRequest()
    fresh.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = auth.get_user(fresh)
    return user if isinstance(user, User) else None
