"""JSON in and out: orjson for answers, and a parser that refuses what JSON does not allow."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is UTC:  # nearly all, and a track has tens of thousands
            return value.isoformat()[:-6] + "Z"
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Promise):
        return str(value)
    msg = f"not serialisable: {type(value).__name__}"
    raise TypeError(msg)


def dumps(value: Any) -> bytes:
    """Return JSON bytes: moments in UTC with ``Z``, lazy translations as text, NaN as null."""
    options = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_SERIALIZE_NUMPY
    return orjson.dumps(value, default=_plain, option=options | orjson.OPT_NON_STR_KEYS)


class OrjsonRenderer(JSONRenderer):
    """Renders answers with orjson; NaN and infinity become null."""

    def render(self, data: Any, media_type: Any = None, context: Any = None) -> bytes:
        """Return the body; nothing for an empty answer."""
        return b"" if data is None else dumps(data)


class StrictJSONParser(JSONParser):
    """Reads JSON by the letter: no NaN, no infinity, no numbers that overflow to infinity."""

    def parse(self, stream: IO[Any], media_type: Any = None, context: Any = None) -> Any:
        """Return the parsed body.

        Raises
        ------
        ParseError
            With a sentence for people, when the body is not JSON.
        RequestDataTooBig
            Above ``DATA_UPLOAD_MAX_MEMORY_SIZE``.
        """
        limit_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit_bytes + 1)
        if len(body) > limit_bytes:
            raise RequestDataTooBig
        if body.startswith(codecs.BOM_UTF8):
            body = body[len(codecs.BOM_UTF8) :]
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("Isi permintaan bukan JSON yang benar.")) from error
