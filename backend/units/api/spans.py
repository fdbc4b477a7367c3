"""Reads a span of time that may be open at either end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from backend.errors import field_problem
from backend.units.api.payloads import moment_from


def open_span_from(query: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    """Return ``since`` and ``until`` of a query; None where it names none.

    Raises
    ------
    BadInput
        If one is no ISO time with an offset, or if they are the wrong way round.
    """
    since, until = _moment_of(query, "since"), _moment_of(query, "until")
    if since is not None and until is not None and since > until:
        refusal = field_problem("since", _("Waktu awal harus sebelum waktu akhir."))
        raise refusal
    return since, until


def _moment_of(query: Mapping[str, str], name: str) -> datetime | None:
    words = query.get(name, "")
    if not words:
        return None
    moment = moment_from(words)
    if moment is None:
        raise field_problem(
            name, _("Harus waktu ISO 8601 dengan zona, misalnya 2026-11-25T01:00:00Z.")
        )
    return moment
