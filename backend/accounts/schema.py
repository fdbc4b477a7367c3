"""How the OpenAPI document describes a program's login."""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """``Authorization: Token …``."""

    target_class = "backend.accounts.authentication.ApiTokenAuthentication"
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Return the scheme as OpenAPI names it."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Token from `manage.py create_api_token`, as `Token <secret>`.",
        }
