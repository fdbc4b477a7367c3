"""What a page hands to its modules: addresses, words, labels and who is logged in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from backend.accounts.models import Role, User
from backend.dispatch.models import AssignmentStatus
from backend.incidents.models import PRIORITY_PROPOSED, CallOutcome, Category
from backend.permissions import ROOM, role_of
from backend.units.models import KIND_LABELS, Status
from backend.units.queries.states import PROFILE_OF_KIND
from frontend_maps import tracker_words, words

ADDRESSES = {
    "live": "/api/live/",
    "geocode": "/api/geocode/",
    "locate": "/api/locate/",
    "calls": "/api/calls/",
    "call": "/api/calls/{id}/",
    "incidents": "/api/incidents/",
    "incident": "/api/incidents/{number}/",
    "recommendation": "/api/incidents/{number}/recommendation/",
    "assignments": "/api/incidents/{number}/assignments/",
    "assignment_status": "/api/assignments/{id}/status/",
    "notice_acknowledge": "/api/notices/{id}/acknowledge/",
    "suggestion_accept": "/api/suggestions/{id}/accept/",
    "suggestion_dismiss": "/api/suggestions/{id}/dismiss/",
    "help_call_acknowledge": "/api/help-calls/{id}/acknowledge/",
    "help_call_close": "/api/help-calls/{id}/close/",
    "unit_status": "/api/units/{code}/status/",
    "unit_position": "/api/units/{code}/position/",
    "units": "/api/units/",
    "unit_trips": "/api/units/{code}/trips/",
    "unit_track_gpx": "/api/units/{code}/track.gpx",
    "unit_track_geojson": "/api/units/{code}/track.geojson",
    "tracks": "/api/tracks/",
    "playback": "/playback/",
    "positions": "/api/positions/",
    "closures": "/api/closures/",
    "closure": "/api/closures/{id}/",
    "lanes": "/api/lanes/",
    "lane_confirm": "/api/lanes/{code}/confirm/",
    "sea_history": "/api/sea-history/",
    "lane_waits": "/api/lane-waits/",
    "landmarks": "/api/landmarks/",
    "landmark": "/api/landmarks/{id}/",
    "aliases": "/api/aliases/",
    "alias": "/api/aliases/{id}/",
    "quarantine": "/api/quarantine/",
    "quarantine_summary": "/api/quarantine/summary/",
    "quarantine_settle": "/api/quarantine/settle/",
    "devices": "/api/devices/",
    "device": "/api/devices/{identifier}/",
    "received": "/api/received/",
    "received_request": "/api/received/{id}/",
    "crew_setup": "/crew/setup/",
    "neighbours": "/api/neighbours/",
    "land": "/api/land/",
    "kecamatan": "/api/kecamatan/",
    "desa": "/api/desa/",
    "islands": "/api/islands/",
    "ports": "/api/ports/",
    "facilities": "/api/facilities/",
    "stations": "/api/stations/",
    "roads": "/api/roads/",
    "route": "/api/route/",
    "route_print": "/route/print/",
}
"""The contract's addresses that pages use."""

CATEGORY_KEYS = {
    Category.MEDICAL: "M",
    Category.FIRE: "K",
    Category.TRAFFIC_ACCIDENT: "L",
    Category.CRIME: "J",
    Category.PUBLIC_ORDER: "U",
    Category.TERRORISM: "T",
    Category.DISASTER: "B",
    Category.DOMESTIC_VIOLENCE: "R",
    Category.RESCUE: "P",
    Category.OTHER: "N",
}
"""One letter a category, after its Indonesian name; the same in every language."""

CLOSING_KEYS = {
    CallOutcome.PRANK: "F2",
    CallOutcome.GHOST: "F4",
    CallOutcome.INFORMATION: "F7",
    CallOutcome.TEST: "F8",
    CallOutcome.DUPLICATE: "F9",
}
"""Function keys, because they mean nothing in a text field and little to browsers."""


def page_settings(request: HttpRequest) -> dict[str, Any]:
    """Return the settings block of a page for the account that asks."""
    role = role_of(request.user)
    return {
        "language": get_language(),
        "csrf": get_token(request),
        "canDispatch": role in ROOM,
        "role": role,
        "user": _user(request),
        "urls": {
            **ADDRESSES,
            "login": reverse("login"),
            "leaflet": static("vendor/leaflet/leaflet-src.esm.js"),
        },
        "words": words.WORDS,
        "vehicles": {kind.value: profile.value for kind, profile in PROFILE_OF_KIND.items()},
        "labels": labels(),
        "categories": [
            {"code": category, "key": key, "priority": PRIORITY_PROPOSED[category]}
            for category, key in CATEGORY_KEYS.items()
        ],
        "closings": [{"code": outcome, "key": key} for outcome, key in CLOSING_KEYS.items()],
    }


def labels() -> dict[str, dict[str, Any]]:
    """Return the labels of all codes that the browser meets, by group."""
    return {
        "category": dict(Category.choices),
        "outcome": dict(CallOutcome.choices),
        "status": dict(Status.choices) | dict(AssignmentStatus.choices),
        "kind": {kind.value: label for kind, label in KIND_LABELS.items()},
        "mode": words.MODES,
        "position_state": words.POSITION_STATES,
        "reason": words.REASONS,
        "shortfall": words.SHORTFALLS,
        "layer": words.LAYERS,
        "outcome_text": words.OUTCOME_TEXT,
        "substitute": words.SUBSTITUTES,
        "reading": words.READINGS,
        "kept_aside": tracker_words.KEPT_ASIDE_REASONS,
        "settlement": tracker_words.SETTLEMENTS,
        "verdict": tracker_words.VERDICTS,
        "fix_note": tracker_words.FIX_NOTES,
        "notice": words.NOTICES,
    }


def _user(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    if not isinstance(user, User):
        return {"name": "", "units": []}
    units = user.units.order_by("code") if user.role == Role.CREW else user.units.none()
    return {"name": user.get_username(), "units": [unit.code for unit in units]}
