"""Reads the pin of a map link or geo: URI; a view alone must be confirmed. No link is opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

from gis.angles import clean_signs, read_angles
from gis.readings import (
    LEAST_RADIUS_M,
    CoordinateReading,
    CoordinateRefusal,
    PlaceText,
    Read,
    judge,
    precision_m,
)
from gis.reasons import Reason

_LINK = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,20}://|geo:|google\.navigation:)\S+", re.IGNORECASE)
_LINK_WITHOUT_SCHEME = re.compile(
    r"(?<![\w@])(?:www\.|maps\.|goo\.gl/|g\.co/|google\.[a-z.]+/maps|openstreetmap\.org|osm\.org|"
    r"waze\.com|bing\.com/maps|bit\.ly/|s\.id/|share\.here\.com)\S*",
    re.IGNORECASE,
)
_SHORT_HOSTS = re.compile(
    r"(?:maps\.app\.)?goo\.gl|g\.co|g\.page|bit\.ly|s\.id|tinyurl\.com|t\.co|is\.gd|cutt\.ly|"
    r"shorturl\.at|maps\.apple|rb\.gy|linktr\.ee|wa\.me|t\.ly|her\.is|binged\.it|waze\.to|"
    r"share\.google|omaps\.app|(?:\w+\.)*\w+\.link|(?:\w+\.)*(?:onelink\.me|app\.goo\.gl)",
    re.IGNORECASE,
)
_SHORT_PATH = re.compile(r"^/go/|^/ul/h\w+|^/p/\w+$")
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*[,~/+_\s]\s*({_NUMBER})(?![\d.])")
_PAIR_BEHIND_NAME = re.compile(rf"@\s*({_NUMBER}),\s*({_NUMBER})$")
_DATA_PIN = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_DATA_STOP = re.compile(rf"!1d({_NUMBER})!2d({_NUMBER})(?!!3d)")
_DATA_VIEW = re.compile(rf"!2d({_NUMBER})!3d({_NUMBER})")
_PATH_PIN = re.compile(rf"/(?:place|search)/(?:.*/)?\s*({_NUMBER}),[\s+]*({_NUMBER})(?=[/?]|$)")
_LAST_STOP = re.compile(r"/dir/(?:.*?/)?([^/]*)/*(?:@[^/]*|data=.*|/)*$")
_AT_VIEW = re.compile(rf"/@({_NUMBER}),({_NUMBER})(?:,(\d+(?:\.\d+)?)([zm]))?")
_PATH_VIEW = re.compile(r"/(-?\d{1,3}\.\d+)/(-?\d{1,3}\.\d+)(?=/|$)")
_HASH_VIEW = re.compile(rf"(?:map=)?(\d+(?:\.\d+)?)/({_NUMBER})/({_NUMBER})")

_PIN_KEYS = (
    *(
        "whatshere[point]",
        "where1",
        "mlat",
        "q",
        "query",
        "daddr",
        "destination",
        "to",
        "coordinate",
        "ll",
        "latlng",
        "pt",
    ),
    *("pin", "point", "sp", "loc", "location", "marker", "text", "rtext"),
)
_VIEW_KEYS = ("sll", "center", "cp", "map", "viewpoint", "cbll", "view")
_SPLIT_KEYS = (
    ("mlat", "mlon"),
    ("lat", "lon"),
    ("lat", "lng"),
    ("latitude", "longitude"),
    ("y", "x"),
)
_TEXT_KEYS = ("q", "query", "daddr", "destination", "address")
_LONGITUDE_FIRST_HOSTS = ("yandex.",)
_POINT_KEYS = frozenset({"ll", "pt", "whatshere[point]"})
_EARTH_AT_ZOOM_0_M = 40_075_016.0
_CLOSEST_ZOOM = 24.0
_SCREEN_PIXELS, _TILE_PIXELS = 800, 256
_VIEW_RADIUS_M = 2_000.0


def read_link(text: str) -> Read | PlaceText | None:
    """Return the pin of the links in a text, or why they have none; None where there is no link.

    Of several links the first with a pin counts, then one with a view, then one with a name.
    """
    reads = [_read_one(link) for link in _links(text)]
    return min(reads, key=_usefulness) if reads else None


def without_links(text: str) -> str:
    """Return the text around the links."""
    for link in _links(text):
        text = text.replace(link, " , ")
    return text


def _links(text: str) -> list[str]:
    matches = [*_LINK.finditer(text)] or [*_LINK_WITHOUT_SCHEME.finditer(text)]
    return [match[0].rstrip(".,;)>\"'") for match in matches]


def _usefulness(read: Read | PlaceText) -> int:
    if isinstance(read, CoordinateReading):
        return 1 if read.confirm else 0
    return 2 if isinstance(read, PlaceText) else 3


def _read_one(link: str) -> Read | PlaceText:
    if link.lower().startswith("geo:"):
        return _read_geo(link[4:])
    link = link.replace("google.navigation:", "https://navigation/?", 1)
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return CoordinateRefusal(Reason.LINK_WITHOUT_COORDINATES)
    pairs = parse_qsl(parts.query) + parse_qsl(parts.fragment)
    query = {key.lower(): value for key, value in pairs}
    path = unquote(unquote(parts.path.replace("+", " ")))
    short = bool(_SHORT_HOSTS.fullmatch(parts.netloc) or _SHORT_PATH.match(parts.path))
    steps: tuple[Callable[[], Read | PlaceText | None], ...] = (
        lambda: _data_pin(path, query),
        lambda: _query_pin(query, parts.netloc),
        lambda: _path_pin(path),
        lambda: _view(path, unquote(parts.fragment), query),
        lambda: None if short else _words(parts.netloc, parts.path, path, query),
    )
    for step in steps:
        found = step()
        if found is not None:
            return found
    reason = Reason.SHORT_LINK if short else Reason.LINK_WITHOUT_COORDINATES
    return CoordinateRefusal(reason, parts.netloc)


def _read_geo(body: str) -> Read | PlaceText:
    """Return the point of a geo: URI (RFC 5870), or of the q= that Android adds to it."""
    place, _, query = body.partition("?")
    values = dict(parse_qsl(query))
    asked = unquote_plus(values.get("q", ""))
    pin = _PAIR.match(asked)
    if pin:
        return _pair(pin[1], pin[2], "geo URI")
    coordinates, *parameters = place.split(";")
    named = dict(p.lower().partition("=")[::2] for p in parameters)
    pair = _PAIR.match(unquote(coordinates))
    zero = pair is not None and float(pair[1]) == 0 == float(pair[2])
    if asked and (zero or not pair):
        return PlaceText(asked)
    if not pair or named.get("crs", "wgs84") != "wgs84":
        return CoordinateRefusal(Reason.LINK_WITHOUT_COORDINATES, "geo:")
    found = _pair(pair[1], pair[2], "geo URI")
    if isinstance(found, CoordinateReading) and re.fullmatch(r"\d+(?:\.\d+)?", named.get("u", "")):
        radius_m = max(LEAST_RADIUS_M, float(named["u"]))
        return judge(found.point.lat, found.point.lon, radius_m=radius_m, read_as="geo URI")
    return found


def _data_pin(path: str, query: dict[str, str]) -> Read | None:
    """Return Google's pin, which stands in the data part of the path, the last one counting."""
    data = path + query.get("data", "")
    if pins := _DATA_PIN.findall(data):
        return _pair(pins[-1][0], pins[-1][1], "map link pin")
    if stops := _DATA_STOP.findall(data):
        return _pair(stops[-1][1], stops[-1][0], "map link pin")
    return None


def _query_pin(query: dict[str, str], host: str) -> Read | None:
    """Return the pin among the parameters of a link."""
    for lat_key, lon_key in _SPLIT_KEYS:
        if lat_key in query and lon_key in query:
            pair = _PAIR.match(f"{query[lat_key]},{query[lon_key]}")
            if pair:
                return _pair(pair[1], pair[2], "map link pin")
    for key in _PIN_KEYS:
        value = re.sub(r"^(?:loc:|ll\.|point\.)", "", unquote(query.get(key, "")).lstrip("( "))
        pair = _PAIR.match(value) or _PAIR_BEHIND_NAME.search(value)
        if pair:
            turned = any(name in host for name in _LONGITUDE_FIRST_HOSTS) and key in _POINT_KEYS
            first, second = (pair[2], pair[1]) if turned else (pair[1], pair[2])
            return _pair(first, second, "map link pin")
    return None


def _path_pin(path: str) -> Read | None:
    """Return a pair, or degrees and minutes, that stand in the path where a name would."""
    if match := _LAST_STOP.search(path):
        pair = _PAIR.fullmatch(match[1])
        return _pair(pair[1], pair[2], "map link pin") if pair else None
    if match := _PATH_PIN.search(path):
        return _pair(match[1], match[2], "map link pin")
    for piece in path.split("/"):
        if re.search(r"\d\s*°", piece):
            found = read_angles(clean_signs(piece))
            if found is not None:
                return found
    if match := re.search(rf"/({_NUMBER}),({_NUMBER})(?:,[^/]*)?$", path):
        return _pair(match[1], match[2], "map link pin")
    return None


def _view(path: str, fragment: str, query: dict[str, str]) -> Read | None:
    """Return the middle of the view, to be confirmed, with what fits on a screen as radius."""
    if match := _AT_VIEW.search(path):
        radius_m = _zoom_radius_m(float(match[3])) if match[4] == "z" else _VIEW_RADIUS_M
        return _viewed(match[1], match[2], radius_m)
    if pair := _DATA_VIEW.search(query.get("pb", "")):
        return _viewed(pair[2], pair[1], _VIEW_RADIUS_M)
    if pair := _PAIR.match(fragment) or _PATH_VIEW.search(path):
        return _viewed(pair[1], pair[2], _VIEW_RADIUS_M)
    if match := _HASH_VIEW.search(fragment):
        return _viewed(match[2], match[3], _zoom_radius_m(float(match[1])))
    for key in _VIEW_KEYS:
        if pair := _PAIR.match(unquote(query.get(key, ""))):
            return _viewed(pair[1], pair[2], _VIEW_RADIUS_M)
    return None


def _viewed(lat: str, lon: str, radius_m: float) -> Read:
    found = judge(float(lat), float(lon), radius_m=radius_m, read_as="map link view")
    if isinstance(found, CoordinateReading):
        return CoordinateReading(found.point, found.radius_m, found.read_as, Reason.VIEW_ONLY)
    return found


def _zoom_radius_m(zoom: float) -> float:
    """Return half the width in metres of a telephone's screen at a zoom level."""
    zoom = min(zoom, _CLOSEST_ZOOM)
    return max(LEAST_RADIUS_M, _EARTH_AT_ZOOM_0_M / 2**zoom * _SCREEN_PIXELS / _TILE_PIXELS / 2)


def _words(host: str, raw_path: str, path: str, query: dict[str, str]) -> PlaceText | None:
    """Return a place name or plus code that the link asks for."""
    for key in _TEXT_KEYS:
        if re.search(r"[^\W\d_]", query.get(key, "")):
            return PlaceText(query[key])
    if host.lower() == "plus.codes":
        return PlaceText(unquote(raw_path).strip("/"))
    match = _LAST_STOP.search(path) or re.search(r"/(?:place|search)/([^/@]+)", path)
    return PlaceText(match[1]) if match and re.search(r"[^\W\d_]", match[1]) else None


def _pair(lat: str, lon: str, read_as: str) -> Read:
    decimals = min(len(value.partition(".")[2]) for value in (lat, lon))
    radius_m = precision_m(10.0**-decimals)
    return judge(float(lat), float(lon), radius_m=radius_m, read_as=read_as)
