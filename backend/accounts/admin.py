"""Accounts and tokens in the admin; secrets are never shown, only revoked."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.accounts import actions
from backend.accounts.models import ApiToken, User


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Django's account pages with the role."""

    list_display = ("username", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Peran"), {"fields": ("role",)}))
    add_fieldsets = (
        *UserAdmin.add_fieldsets,
        (_("Peran"), {"classes": ("wide",), "fields": ("role",)}),
    )


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Tokens: who has one, since when; made by ``create_api_token``, revoked here."""

    list_display = ("user", "created_at", "revoked_at")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: the secret could not be shown."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Never: a token is revoked or kept."""
        return False

    @admin.action(description=_("Cabut token terpilih"), permissions=["delete"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        """Revoke the chosen tokens."""
        actions.revoke_tokens(tokens=queryset, now=timezone.now())
