"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, roles, API tokens."""

    name = "backend.accounts"
    verbose_name = "Akun"
