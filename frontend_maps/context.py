"""What every page knows of the platform."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def platform(request: HttpRequest) -> dict[str, object]:
    """Tell templates whether this is a demonstration."""
    return {"demo": settings.DEMO}
