"""Stations, units, devices and odd content in the admin; what changes goes through the actions."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.units import actions
from backend.units.actions.roster import ROSTER_FIELDS
from backend.units.models import UNPROVABLE, Device, HelpCall, QuarantinedItem, Station, Unit


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that are looked at, not edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Station)
class StationAdmin(ReadOnly):
    """Stations come from ``import_stations``."""

    list_display = ("code", "name", "kind", "confidence", "confirmed")
    list_filter = ("kind", "confirmed")
    search_fields = ("code", "name")
    exclude = ("point",)


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """The entry of a unit; capabilities are a list of words."""

    def clean_capabilities(self) -> list[str]:
        """Refuse anything that a response plan could not be compared with."""
        words = self.cleaned_data["capabilities"] or []
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            msg = _('Harus larik JSON berisi kata, misalnya ["oxygen"].')
            raise forms.ValidationError(msg)
        return words


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The roster; the status of a unit is shown and set elsewhere."""

    form = UnitForm
    list_display = ("code", "name", "kind", "station", "status")
    list_filter = ("kind", "status")
    search_fields = ("code", "name")
    fields = [*ROSTER_FIELDS, "crew", "status", "status_since"]
    readonly_fields = ("status", "status_since")
    filter_horizontal = ("crew",)

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """Store the entry as the signed-in account."""
        actions.save_unit(unit=obj, by=cast("User", request.user), now=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: its past assignments name it. Set it off duty instead."""
        return False


@admin.register(Device)
class DeviceAdmin(ReadOnly):
    """Devices come from ``add_device``, since the secret is shown only there; revoked here."""

    list_display = ("identifier", "unit", "priority", "latest_contact_at", "revoked_at")
    list_filter = ("identifier_only",)
    search_fields = ("identifier", "unit__code")
    exclude = ("secret_digest", "encryption_key")
    actions = ("revoke",)

    @admin.action(description=_("Cabut perangkat terpilih"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[Device]) -> None:
        """Refuse the chosen devices from now on."""
        for device in queryset.exclude(secret_digest=UNPROVABLE):
            actions.revoke_device(device=device, by=cast("User", request.user), now=timezone.now())


@admin.register(QuarantinedItem)
class QuarantinedItemAdmin(ReadOnly):
    """What trackers sent and the map must not show."""

    list_display = ("device", "reason", "source", "times_received", "received_at")
    list_filter = ("reason", "source")


@admin.register(HelpCall)
class HelpCallAdmin(ReadOnly):
    """Crews' calls for help, and what came of them."""

    list_display = ("unit", "source", "pressed_at", "acknowledged_at", "closed_at", "closing_note")
    list_select_related = ("unit",)
