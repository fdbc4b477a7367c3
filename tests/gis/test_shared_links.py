"""Map links as telephones share them: among words, several at once, shortened, broken."""

from __future__ import annotations

import pytest

from gis.coordinates import CoordinateReading, CoordinateRefusal, read_coordinates
from gis.reasons import Reason
from tests.gis.shipped import ask, only

PIN = (-7.045, 113.93)


@pytest.mark.parametrize(
    "text",
    [
        "HTTPS://WWW.GOOGLE.COM/MAPS?Q=-7.045,113.930",
        "https://maps.google.com/?q=Rumah+Budi@-7.045,113.930",
        "https://www.bing.com/maps?where1=-7.045%2C%20113.930",
        "https://yandex.com/maps/?whatshere[point]=113.930,-7.045&whatshere[zoom]=17",
        "https://mapy.cz/zakladni?x=113.930&y=-7.045&z=17",
        "https://www.google.com/maps/dir/-7.1,113.9/-7.045,113.930/@-7.07,113.91,13z",
        "https://www.google.com/maps/dir/-7.1,113.9/Kalianget/@-7.07,113.9,13z/data="
        "!4m9!4m8!1m0!1m5!1m1!1s0x0:0x0!2m2!1d113.930!2d-7.045!3e0",
        "https://maps.app.goo.gl/AbCdEf123\n-7.045, 113.930",
        "https://maps.app.goo.gl/AbCdEf123 https://maps.google.com/?q=-7.045,113.930",
        "https://www.google.com/maps/@-7.04,113.90,14z titiknya -7.045, 113.930",
        "[25/11/26 07.46] Budi: rumah saya\nhttps://maps.google.com/?q=-7.045,113.930",
    ],
)
def test_the_pin_of_a_shared_link(text: str):
    found = read_coordinates(text)

    assert isinstance(found, CoordinateReading), found
    assert found.confirm is None
    assert (found.point.lat, found.point.lon) == pytest.approx(PIN, abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "https://zoom.earth/#view=-7.045,113.930,15z",
        "https://www.windy.com/-7.045/113.930",
        "https://www.google.com/maps/embed?pb=!1m18!1m12!1m3!1d3959.2!2d113.930!3d-7.045!2m3",
    ],
)
def test_a_view_is_confirmed(text: str):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("ask", Reason.VIEW_ONLY)


def test_a_route_is_read_at_its_end_and_not_at_its_start():
    assert only("https://www.google.com/maps/dir/-7.1,113.9/Puskesmas+Bluto/").code == (
        "puskesmas-bluto"
    )


def test_a_pin_and_typed_numbers_far_apart_are_refused():
    text = "https://maps.google.com/?q=-7.045,113.930 -7.100, 113.900"

    assert read_coordinates(text) == CoordinateRefusal(Reason.SEVERAL_POINTS)


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.app.goo.gl/AbCdEf123?g_st=iw",
        "https://goo.gl/maps/AbCd?q=1",
        "https://maps.apple.com/p/AbCd",
        "https://grab.onelink.me/123",
        "https://gojek.link/abc",
        "https://her.is/3abc",
    ],
)
def test_a_short_link_says_that_it_has_no_coordinates(text: str):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("refused", Reason.SHORT_LINK)


@pytest.mark.parametrize("link", ["https://maps.app.goo.gl/AbCd", "///tiga.kata.contoh"])
def test_a_name_beside_a_useless_link_is_offered(link: str):
    answer = ask(f"Puskesmas Bluto\n{link}")

    assert answer.outcome == "ask"
    assert [candidate.code for candidate in answer.candidates] == ["puskesmas-bluto"]


@pytest.mark.parametrize("text", ["https://[::1", "https://[x/maps?q=1,2"])
def test_a_broken_address_is_refused(text: str):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("refused", Reason.LINK_WITHOUT_COORDINATES)


@pytest.mark.parametrize(
    "text",
    [
        "https://plus.codes/6P4MXW4J+22",
        "https://www.google.com/maps/place/6P4MXW4J%2B22/",
        "https://maps.google.com/?q=6P4MXW4J%2B22",
        "https://plus.codes/XW4J+22,Kalianget",
    ],
)
def test_a_plus_code_in_a_link(text: str):
    [candidate] = ask(text).candidates

    assert (candidate.point.lat, candidate.point.lon) == pytest.approx(PIN, abs=1e-3)


@pytest.mark.parametrize("text", ["//tiga.kata.contoh", "w3w: tiga.kata.contoh"])
def test_three_words_are_known_by_either_sign(text: str):
    assert ask(text).reason == Reason.WHAT3WORDS
