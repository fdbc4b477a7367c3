"""JSON in and out: orjson for answers, and a parser that refuses what JSON does not allow."""

from __future__ import annotations

import codecs
from typing import IO, Any

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer


def _plain(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    msg = f"not serialisable: {type(value).__name__}"
    raise TypeError(msg)


def dumps(value: Any) -> bytes:
    """Return JSON bytes: UTC moments end in ``Z``, lazy translations become text."""
    options = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC | orjson.OPT_SERIALIZE_NUMPY
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
        """
        body = stream.read()
        if body.startswith(codecs.BOM_UTF8):
            body = body[len(codecs.BOM_UTF8) :]
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("Isi permintaan bukan JSON yang benar.")) from error
