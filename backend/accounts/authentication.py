"""``Authorization: Token …`` for programs; browsers use the session."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from backend.accounts.actions import note_token_use
from backend.accounts.models import ApiToken, secret_digest


class ApiTokenAuthentication(BaseAuthentication):
    """Finds the account of an API token; a revoked or unknown token fails, none is skipped."""

    keyword = "Token"

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        """Return the account and its token, or None where the header is of another kind."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword.lower().encode():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Kepala Authorization tidak lengkap."))
        digest = secret_digest(parts[1].decode("latin-1"))
        token = ApiToken.objects.select_related("user").filter(digest=digest).first()
        if token is None or token.revoked_at is not None or not token.user.is_active:
            raise AuthenticationFailed(_("Token tidak dikenal atau sudah dicabut."))
        note_token_use(token=token, now=timezone.now())
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing login is answered 401."""
        return self.keyword
