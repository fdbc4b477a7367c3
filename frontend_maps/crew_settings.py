"""What the crew's pages hand to their modules, beside what every page does."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from frontend_maps.crew_words import CREW_WORDS, QUARANTINE
from frontend_maps.page_settings import page_settings

CREW_ADDRESSES = {
    "notice_acknowledge": "/api/notices/{id}/acknowledge/",
    "unit_panic": "/api/units/{code}/panic/",
    "units": "/api/units/",
    "devices": "/api/devices/",
    "device": "/api/devices/{identifier}/",
}
"""The contract's addresses that only these pages use."""

MAP_LAYERS = (
    "neighbours",
    "land",
    "kecamatan",
    "desa",
    "islands",
    "ports",
    "facilities",
    "stations",
    "roads",
)
"""The layers of the base map, by the names of their addresses."""


def crew_settings(request: HttpRequest) -> dict[str, Any]:
    """Return the settings block of a crew's page for the account that asks."""
    block = page_settings(request)
    return block | {
        "urls": block["urls"]
        | CREW_ADDRESSES
        | {
            "crew": reverse("crew"),
            "crew_worker": reverse("crew-worker"),
            "setup_codes": reverse("crew-setup-codes"),
            "idb": static("vendor/idb/index.js"),
        },
        "words": block["words"] | CREW_WORDS,
        "labels": block["labels"] | {"quarantine": QUARANTINE},
        "roomPhone": settings.ROOM_PHONE,
    }
