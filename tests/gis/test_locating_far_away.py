"""Points on the other side of the earth, which no metric projection of Sumenep can show."""

from __future__ import annotations

import pytest

from gis.types import LonLat
from tests.gis.shipped import ask, gazetteer


@pytest.mark.parametrize(
    ("lon", "lat"), [(29.0, 3.5), (-60.0, 10.0), (0.0, 90.0), (180.0, -90.0), (-65.1, 7.0)]
)
def test_a_point_anywhere_on_earth_is_outside(lon: float, lat: float):
    location = gazetteer().locate(LonLat(lon, lat))

    assert location.outcome == "outside"
    assert location.regency is None


def test_land_far_away_is_far_and_touched_by_no_circle():
    nearest = gazetteer().land.nearest(LonLat(29.0, 3.5))

    assert nearest is not None
    assert nearest[1] > 1_000_000
    assert gazetteer().land.touched(LonLat(29.0, 3.5), 1_000) == ()


@pytest.mark.parametrize("text", ["3.5 29.0", "-0.5, 30.001", "51.5, -0.12", "49N 823728 9220261"])
def test_typed_coordinates_far_away_are_answered(text: str):
    assert ask(text).outcome in {"outside", "refused"}


def test_an_absurd_zoom_is_only_close():
    assert ask("https://www.google.com/maps/@-7.045,113.930,5517z").candidates[0].radius_m >= 10


@pytest.mark.parametrize(
    "text",
    [
        "<Media tidak disertakan>\nkebakaran di desa Bluto",
        "~ Budi: desa Bluto -> cepat!",
        "desa Bluto | kec Bluto",
        "desa Bluto :> $5",
    ],
)
def test_the_signs_of_chat_messages_are_no_program_text(text: str):
    assert ask(text).candidates[0].code == "35.29.05.2008"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> Bluto",
        "<img src=x onerror=alert(1)> Bluto",
        "Bluto</b>",
        "${7*7} Bluto",
        "Praga'an'; DROP TABLE x;--",
    ],
)
def test_program_text_names_no_place(text: str):
    assert (ask(text).outcome, ask(text).reason) == ("refused", "not_plain_words")
