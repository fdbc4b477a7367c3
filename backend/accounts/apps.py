"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, roles, API tokens."""

    name = "backend.accounts"
    verbose_name = "Akun"

    def ready(self) -> None:
        """Import what registers itself: the OpenAPI description of the token."""
        from backend.accounts import schema  # noqa: F401
