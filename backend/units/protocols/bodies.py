"""Opens bodies before their dialect reads them, and accounts for those that cannot be opened.

What was too large, packed in a way that we do not know or broken on the way is one odd item of the
message. Who sent it is then sought in the address and in the beginning of the body.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote_plus

from backend.units.protocols.reading import (
    CONTENT_MAX,
    Dialect,
    Message,
    Post,
    Reading,
    kept,
    text,
    unreadable,
)
from gis.fix_checks import Reason

logger = logging.getLogger(__name__)

NAMES_MAX = 8
"""Names that are tried of a body that was not read."""
_PLAIN = frozenset({"", "identity"})
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP_MAGIC = b"\x1f\x8b"
_EMPTY_FORM = re.compile(rb"\s*--[\w'()+,./:=?-]{1,70}--\s*")
"""What some libraries send for a form without fields: the closing mark of a multipart body."""
_EITHER_HEADER = 32 + zlib.MAX_WBITS
_NO_HEADER = -zlib.MAX_WBITS
_NAMED = re.compile(
    r'"(?:device_?id|unique_id|topic|tid|id)"\s*:\s*"(?P<json>[^"\\\x00-\x1f]{1,128})"'
    r"|(?:^|&)(?:id|deviceid|dev|ser)=(?P<form>[^&\s]{1,128})"
    r"|\buid\s*=\s*[\"'](?P<xml>[^\"'<]{1,128})[\"']"
)


def opened(post: Post, *, limit: int) -> Post:
    """Return the request with its body unpacked, of at most ``limit`` bytes; or with a flaw."""
    coding = _coding(post.headers)
    if is_packed(post.body, post.headers):
        return _unpacked(post, limit)
    if _EMPTY_FORM.fullmatch(post.body[:CONTENT_MAX]):
        return replace(post, body=b"")
    if coding in _PLAIN or not post.body:
        return post
    return replace(post, flaw=post.flaw or Reason.UNREADABLE, flaw_detail=f"packed as {coding}")


def is_packed(body: bytes, headers: Mapping[str, str]) -> bool:
    """Tell whether a body must be unpacked, and may be far larger than it looks."""
    coding = _coding(headers)
    return coding in _PACKED or (coding in _PLAIN and body.startswith(_GZIP_MAGIC))


def read_message(wire: Dialect, post: Post) -> Message:
    """Return what a request says in its dialect; a body with a flaw is one odd item of it."""
    if post.flaw is None:
        return _also_named(_read(wire, post), _named_in_query(post))
    bare = _read(wire, replace(post, body=b""))
    said = [one for one in bare.readings if one.fix is not None or one.odd is not None]
    odd = Reading(kept(post.body), odd=post.flaw, detail=post.flaw_detail)
    names = (*_named_in_query(post), *_names_within(post.body))
    return _also_named(replace(bare, readings=(*said, odd)), names)


def _read(wire: Dialect, post: Post) -> Message:
    """Read; a fault in a dialect costs no request, which is kept for whoever mends it."""
    try:
        return wire.read(post)
    except Exception as error:  # noqa: BLE001  (whatever it is, what was sent must be kept)
        # Without its message, which may hold what somebody sent.
        logger.error("a dialect failed: %s", type(error).__name__)
        return Message((unreadable(post.body or post.query_text, "our reader failed"),))


def _coding(headers: Mapping[str, str]) -> str:
    return headers.get("Content-Encoding", "").strip().lower()


def _named_in_query(post: Post) -> tuple[str, ...]:
    """Return the names that any client may write into its address."""
    names = (text(post.query.get(key, "")) for key in ("id", "deviceid"))
    return tuple(name for name in names if name)


def _also_named(message: Message, names: tuple[str, ...]) -> Message:
    if not names:
        return message
    return replace(message, identifiers=tuple(dict.fromkeys((*message.identifiers, *names))))


def _unpacked(post: Post, limit: int) -> Post:
    try:
        content, is_whole = _inflated(post.body, limit, _EITHER_HEADER)
    except zlib.error:
        try:
            content, is_whole = _inflated(post.body, limit, _NO_HEADER)
        except zlib.error:
            return replace(post, flaw=post.flaw or Reason.UNREADABLE, flaw_detail="not unpackable")
    if len(content) > limit:
        return replace(post, body=content[:CONTENT_MAX], flaw=Reason.TOO_LARGE)
    if is_whole or post.flaw:
        return replace(post, body=content)
    return replace(post, body=content, flaw=Reason.UNREADABLE, flaw_detail="packed, broken off")


def _inflated(packed: bytes, limit: int, wbits: int) -> tuple[bytes, bool]:
    """Return at most one byte more than the limit, and whether the packing ended properly."""
    content = b""
    is_whole = True
    while packed and len(content) <= limit and is_whole:
        inflater = zlib.decompressobj(wbits)
        content += inflater.decompress(packed, limit + 1 - len(content))
        is_whole = inflater.eof
        packed = inflater.unused_data if inflater.unused_data.startswith(_GZIP_MAGIC) else b""
    return content, is_whole


def _names_within(beginning: bytes) -> tuple[str, ...]:
    """Return the first names by which the beginning of a body calls its sender."""
    names: dict[str, None] = {}
    for name in _words_within(beginning[:CONTENT_MAX].decode(errors="replace")):
        names[name] = None
        if len(names) == NAMES_MAX:
            break
    return tuple(names)


def _words_within(words: str) -> Iterator[str]:
    for found in _NAMED.finditer(words):
        word = found["json"] or found["xml"] or unquote_plus(found["form"] or "")
        # A topic names device and user: owntracks/user/device.
        yield from filter(None, map(text, (word, *reversed(word.split("/")[1:3]))))
