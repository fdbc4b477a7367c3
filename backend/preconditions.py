"""``If-Match`` with an object's version, so that nobody overwrites what they have not seen."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework.request import Request

from backend.errors import field_problem

HEADER = "If-Match"


def expected_version(request: Request) -> int | None:
    """Return the version that the client has seen; None where it does not say.

    Raises
    ------
    BadInput
        Naming ``If-Match``, if it is no version.
    """
    text = request.headers.get(HEADER, "").strip()
    if text in {"", "*"}:
        return None
    digits = text.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise field_problem(HEADER, _('If-Match harus memuat nomor versi, misalnya "3".'))
    return int(digits)


def version_tag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'
