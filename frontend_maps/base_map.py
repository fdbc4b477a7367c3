"""Folium maps that ask no other host: local assets, escaped texts, scripts allowed by their hash.

Folium writes addresses of public servers into its pages and puts texts into them unescaped. The
asset lists of its classes are rewritten once at import, every text is escaped here, and a page in
which any foreign address is left is refused rather than served.
"""

from __future__ import annotations

import base64
import hashlib
import html as html_text
import json
import re
from collections.abc import Iterator
from typing import Any

import folium
from branca.element import MacroElement
from django.templatetags.static import static
from django.utils.translation import gettext as _
from folium.elements import JSCSSMixin

from backend.places.layers import layer
from backend.units.models import Station

LOCAL_ASSETS: dict[str, str | None] = {
    "leaflet": "vendor/leaflet/leaflet.js",
    "leaflet_css": "vendor/leaflet/leaflet.css",
    "jquery": None,
    "bootstrap": None,
    "awesome_markers": None,
    "bootstrap_css": None,
    "glyphicons_css": None,
    "awesome_markers_font_css": None,
    "awesome_markers_css": None,
    "awesome_rotate_css": None,
}
"""Folium's name of an asset -> our file; None: nothing here needs it."""

FOREIGN = re.compile(r"""(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s"'<>)]*""", re.IGNORECASE)
HARMLESS = ("http://www.w3.org/", "https://leafletjs.com", "//leafletjs.com")
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

STATION_COLOURS = {
    "fire_post": "#b3261e",
    "police": "#24577a",
    "port": "#1d5479",
    "bpbd": "#a04a00",
}
HEALTH_COLOUR = "#0f766e"


class ForeignAddressError(RuntimeError):
    """A page that was to be served would fetch something from another host."""


def use_local_assets() -> None:
    """Rewrite the asset lists of all folium classes; an asset unknown here is left and refused."""
    for cls in set(_subclasses(JSCSSMixin)):
        for attribute in ("default_js", "default_css"):
            if attribute in cls.__dict__:
                setattr(cls, attribute, list(_local(cls.__dict__[attribute])))


def planning_map() -> str:
    """Return the page of the planner's map: kecamatan, facilities and stations.

    Raises
    ------
    NotReady
        If boundaries or places are not loaded.
    ForeignAddressError
        If folium put a foreign address into the page.
    """
    drawn = folium.Map(
        location=[-7.0, 114.3],
        zoom_start=9,
        tiles=None,
        prefer_canvas=True,
        attribution_control=False,
    )
    drawn.options["maxZoom"] = 18
    _add_kecamatan(drawn)
    _add_facilities(drawn)
    _add_stations(drawn)
    folium.LayerControl(collapsed=False).add_to(drawn)
    return rendered(drawn)


def rendered(drawn: MacroElement) -> str:
    """Return a map's page with the sea as its ground, once it is proven to be local.

    Raises
    ------
    ForeignAddressError
        Naming the addresses.
    """
    page: str = drawn.get_root().render()
    page = page.replace(
        "</head>", "<style>.leaflet-container{background:#cfe1ea}</style></head>", 1
    )
    left = sorted({found for found in FOREIGN.findall(page) if not found.startswith(HARMLESS)})
    if left:
        msg = f"the page would fetch from {left}"
        raise ForeignAddressError(msg)
    return page


def policy_for(page: str) -> str:
    """Return the content security policy that lets exactly this page's own scripts run."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in INLINE_SCRIPT.findall(page)
    )
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
    )


def escaped(text: object) -> str:
    """Return a text that is shown letter by letter where folium writes HTML or a JS template."""
    return html_text.escape(str(text)).replace("`", "&#96;").replace("${", "&#36;{")


def _add_kecamatan(drawn: folium.Map) -> None:
    areas = json.loads(layer("kecamatan").whole.body)
    for feature in areas["features"]:
        feature["properties"] = {"name": escaped(feature["properties"]["name"])}
    folium.GeoJson(
        areas,
        name=_("Kecamatan"),
        style_function=lambda _feature: {
            "fillColor": "#f6f3ec",
            "fillOpacity": 1,
            "color": "#7f6d58",
            "weight": 1,
        },
        tooltip=folium.GeoJsonTooltip(["name"], labels=False),
    ).add_to(drawn)


def _add_facilities(drawn: folium.Map) -> None:
    group = folium.FeatureGroup(name=_("Fasilitas kesehatan"))
    for feature in json.loads(layer("facilities").whole.body)["features"]:
        properties = feature["properties"]
        text = f"{properties['name']} ({properties['kind']})"
        _circle(feature["geometry"]["coordinates"], text, HEALTH_COLOUR, radius_px=4).add_to(group)
    group.add_to(drawn)


def _add_stations(drawn: folium.Map) -> None:
    group = folium.FeatureGroup(name=_("Pangkalan unit"))
    for station in Station.objects.order_by("code"):
        doubt = "" if station.confirmed else f" — {_('letak belum pasti')}"
        colour = STATION_COLOURS.get(station.kind, HEALTH_COLOUR)
        text = f"{station.name}{doubt}"
        _circle(station.point.coords, text, colour, radius_px=7).add_to(group)
    group.add_to(drawn)


def _circle(lonlat: Any, text: str, colour: str, *, radius_px: int) -> folium.CircleMarker:
    lon, lat = lonlat[:2]
    return folium.CircleMarker(
        [lat, lon],
        radius=radius_px,
        color="#12202a",
        weight=1,
        fill_color=colour,
        fill_opacity=0.9,
        tooltip=folium.Tooltip(escaped(text)),
    )


def _local(assets: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, address in assets:
        if name not in LOCAL_ASSETS:
            yield name, address
        elif file := LOCAL_ASSETS[name]:
            yield name, static(file)


def _subclasses(cls: type) -> Iterator[type]:
    yield cls
    children: list[type] = cls.__subclasses__()
    for child in children:
        yield from _subclasses(child)


use_local_assets()
