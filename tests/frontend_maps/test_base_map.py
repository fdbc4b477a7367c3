"""Folium maps ask no other host and show every text letter by letter."""

from __future__ import annotations

import base64
import hashlib

import folium
import pytest

from frontend_maps.base_map import (
    INLINE_SCRIPT,
    ForeignAddressError,
    escaped,
    policy_for,
    rendered,
)


def a_map(**options: object) -> folium.Map:
    return folium.Map(location=[-7, 114], tiles=None, **options)


def test_a_plain_map_uses_local_assets_only():
    page = rendered(a_map())

    assert "/static/vendor/leaflet/leaflet.js" in page
    assert "cdn." not in page


def test_a_map_with_tiles_of_another_host_is_refused():
    drawn = a_map()
    folium.TileLayer("https://tiles.example.org/{z}/{x}/{y}.png", attr="x").add_to(drawn)

    with pytest.raises(ForeignAddressError, match=r"tiles\.example\.org"):
        rendered(drawn)


def test_a_map_with_an_unknown_plugin_is_refused():
    from folium import plugins

    drawn = a_map()
    plugins.Draw().add_to(drawn)

    with pytest.raises(ForeignAddressError):
        rendered(drawn)


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "`${alert(3)}`"]
)
def test_a_tooltip_never_carries_markup(text):
    drawn = a_map()
    folium.CircleMarker([-7, 114], tooltip=folium.Tooltip(escaped(text))).add_to(drawn)

    page = rendered(drawn)

    assert text not in page
    assert "<img src=x" not in page
    assert "${alert(3)}" not in page


def test_an_apostrophe_stays_an_apostrophe():
    import html

    assert html.unescape(escaped("Ra'as")) == "Ra'as"


def test_the_policy_names_each_script_of_the_page_by_its_hash():
    page = rendered(a_map())
    scripts = INLINE_SCRIPT.findall(page)

    policy = policy_for(page)

    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    assert scripts
    assert all(f"'sha256-{digest}'" in policy for digest in digests)
    assert "script-src 'self' 'unsafe-inline'" not in policy
