"""The crew's pages, what lets them be opened without network, and the set-up of phones."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from backend.accounts.models import Role
from backend.errors import BadInput, field_problem
from backend.health import missing_data
from backend.permissions import ROOM
from frontend_maps import offline
from frontend_maps.crew_settings import crew_settings
from frontend_maps.phone_setup import app_setups
from frontend_maps.views import for_roles

VALUE_MAX = 128
SETUP_FIELDS = ("unit", "identifier", "secret")


@for_roles(ROOM | {Role.CREW})
def crew(request: HttpRequest) -> HttpResponse:
    """Show a crew its unit, its assignment and the next step."""
    response = _page(request, "crew")
    response["X-Release"] = offline.release().version
    return response


@for_roles(ROOM | {Role.CREW})
def crew_setup(request: HttpRequest) -> HttpResponse:
    """Show how a phone becomes a tracker of a unit."""
    return _page(request, "crew_setup")


@for_roles(frozenset({Role.SUPERVISOR, Role.CREW}))
@require_POST
def crew_setup_codes(request: HttpRequest) -> HttpResponse:
    """Return the set-up of every app for a device whose secret was just shown.

    By POST, so that the secret is in no address, no history and no log; nothing is kept, since
    what needs a login is never cached.
    """
    values = _setup_values(request)
    origin = f"{request.scheme}://{request.get_host()}"
    setups = app_setups(origin=origin, **values)
    return JsonResponse({"apps": [setup.as_document() for setup in setups]})


@require_GET
def crew_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker; it lies below /crew/, so that it can touch no other page."""
    response = HttpResponse(offline.worker_text(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
@never_cache
def crew_manifest(request: HttpRequest) -> HttpResponse:
    """Return the manifest by which a phone installs the page."""
    return JsonResponse(offline.manifest(), content_type="application/manifest+json")


@require_GET
@never_cache
def lan_certificate(request: HttpRequest) -> FileResponse:
    """Return the certificate that phones of the local network are asked to trust.

    Only its public part; it exists where ``make run-lan`` serves.
    """
    path = settings.LAN_CERTIFICATE
    if not path or not Path(path).is_file():
        raise Http404
    return FileResponse(
        Path(path).open("rb"),
        as_attachment=True,
        filename="siaga112-ca.crt",
        content_type="application/x-x509-ca-cert",
    )


def _setup_values(request: HttpRequest) -> dict[str, str]:
    try:
        data = json.loads(request.body)
    except ValueError as error:
        raise BadInput(_("Isi permintaan harus berupa objek JSON.")) from error
    if not isinstance(data, dict):
        raise BadInput(_("Isi permintaan harus berupa objek JSON."))
    for name in SETUP_FIELDS:
        value = data.get(name)
        if not isinstance(value, str) or not _is_plain(value):
            raise field_problem(
                field=name, sentence=_("Wajib diisi, paling banyak 128 huruf tanpa spasi.")
            )
    return {name: data[name] for name in SETUP_FIELDS}


def _is_plain(value: str) -> bool:
    is_short = 1 <= len(value) <= VALUE_MAX
    return (
        is_short
        and value.isascii()
        and all(letter.isalnum() or letter in "._-" for letter in value)
    )


def _page(request: HttpRequest, name: str) -> HttpResponse:
    context = {"page": name, "settings": crew_settings(request), "missing": missing_data()}
    return render(request, f"frontend_maps/{name}.html", context)
