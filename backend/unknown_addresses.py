"""Answers addresses of the API that do not exist, in the API's own words.

Without it a program would get Django's page for people, and one that forgot the last slash of an
address to write to would get a fault.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from backend.errors import NotFound, problem_http


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """Return 404, or the way to the same address with its last slash (308 keeps the method)."""
    if not request.path_info.endswith("/") and _exists(f"{request.path_info}/"):
        with_slash = request.get_full_path(force_append_slash=True)
        return HttpResponsePermanentRedirect(with_slash, preserve_request=True)
    return problem_http(NotFound(_("Alamat atau data ini tidak ada.")))


def _exists(path: str) -> bool:
    return resolve(path).func is not unknown_address
