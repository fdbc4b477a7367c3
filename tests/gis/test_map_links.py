"""Map links: the pin counts, a view must be confirmed, a short link is never opened."""

from __future__ import annotations

import pytest

from gis.coordinates import CoordinateReading, CoordinateRefusal, read_coordinates
from gis.readings import PlaceText
from gis.reasons import Reason

PIN = (-7.056, 113.936)
PINNED = [
    "https://www.google.com/maps/place/X/@-7.04,113.90,14z/data=!8m2!3d-7.056!4d113.936",
    "https://www.google.com/maps/place/X/@-7.04,113.90,14z/data=!3m1!4b1!4m6!3m5!1s0x2dd:0x1!8m2!3d-7.056!4d113.936!16s%2Fg%2F1",
    "https://maps.google.com/?q=-7.056,113.936",
    "https://maps.google.com/maps?q=-7.056%2C113.936&z=17&hl=id",
    "http://maps.google.com/maps?q=loc:-7.056+113.936",
    "https://www.google.com/maps?ll=-7.056,113.936",
    "https://www.google.com/maps/search/?api=1&query=-7.056%2C113.936",
    "https://www.google.com/maps/search/-7.056,+113.936",
    "https://www.google.com/maps/place/-7.056,113.936/@-7.04,113.90,14z",
    "https://www.google.com/maps/dir/?api=1&destination=-7.056,113.936",
    "https://www.google.com/maps/dir//-7.056,113.936/",
    "https://www.google.com/maps/place/7%C2%B003'21.6%22S+113%C2%B056'09.6%22E/",
    "https://maps.apple.com/?ll=-7.056,113.936&q=Rumah",
    "https://maps.apple.com/place?coordinate=-7.056,113.936&name=Rumah",
    "https://maps.apple.com/?q=-7.056,113.936",
    "https://www.openstreetmap.org/?mlat=-7.056&mlon=113.936#map=15/-7.1/113.9",
    "https://osm.org/?mlat=-7.056&mlon=113.936",
    "https://waze.com/ul?ll=-7.056%2C113.936&navigate=yes",
    "https://maps.google.com/maps?f=q&q=(-7.056,113.936)",
    "google.navigation:q=-7.056,113.936",
    "waze://?ll=-7.056,113.936",
    "https://www.waze.com/live-map/directions?to=ll.-7.056%2C113.936",
    "https://yandex.com/maps/?pt=113.936,-7.056&z=15",
    "https://share.here.com/l/-7.056,113.936,Rumah",
    "https://www.bing.com/maps?sp=point.-7.056_113.936_Rumah&cp=-7.1~113.9",
    "maps.google.com/?q=-7.056,113.936",
    "geo:-7.056,113.936",
    "geo:-7.056,113.936,12",
    "geo:0,0?q=-7.056,113.936(Rumah)",
    "geo:-7.1,113.9?q=-7.056,113.936",
    "posisi saya https://maps.google.com/?q=-7.056,113.936 tolong cepat",
]


@pytest.mark.parametrize("link", PINNED)
def test_the_pin_of_a_link_is_read_and_not_its_view(link: str):
    reading = read_coordinates(link)

    assert isinstance(reading, CoordinateReading), reading
    assert reading.confirm is None
    assert (reading.point.lat, reading.point.lon) == pytest.approx(PIN, abs=1e-6)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/@-7.056,113.936,14z",
        "https://www.google.com/maps/@-7.056,113.936,900m/data=!3m1!1e3",
        "https://www.openstreetmap.org/#map=15/-7.056/113.936",
        "https://www.bing.com/maps?cp=-7.056~113.936&lvl=14",
        "https://wego.here.com/?map=-7.056,113.936,14,normal",
    ],
)
def test_a_view_alone_is_asked(link: str):
    reading = read_coordinates(link)

    assert isinstance(reading, CoordinateReading), reading
    assert reading.confirm == Reason.VIEW_ONLY
    assert (reading.point.lat, reading.point.lon) == pytest.approx(PIN, abs=1e-6)
    assert reading.radius_m >= 500


@pytest.mark.parametrize(
    "link",
    [
        "https://maps.app.goo.gl/AbCdEf123",
        "https://goo.gl/maps/AbCd",
        "maps.app.goo.gl/AbCdEf123",
        "https://g.co/kgs/abc",
        "https://bit.ly/3abcd",
        "https://osm.org/go/abc--",
        "https://waze.com/ul/hqwabcd",
        "https://maps.apple/p/AbC",
    ],
)
def test_a_short_link_is_refused_unopened(link: str):
    refusal = read_coordinates(link)

    assert isinstance(refusal, CoordinateRefusal)
    assert refusal.reason == Reason.SHORT_LINK


def test_a_geo_uri_states_its_uncertainty():
    reading = read_coordinates("geo:-7.056,113.936;u=350")

    assert isinstance(reading, CoordinateReading)
    assert reading.radius_m == 350


def test_a_geo_uri_in_another_datum_is_refused():
    refusal = read_coordinates("geo:-7.056,113.936;crs=nad27")

    assert isinstance(refusal, CoordinateRefusal)


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("https://www.google.com/maps/place/Puskesmas+Arjasa/", "Puskesmas Arjasa"),
        ("https://www.google.com/maps/search/?api=1&query=desa+Lombang", "desa Lombang"),
        ("https://maps.google.com/?q=Pelabuhan%20Kalianget", "Pelabuhan Kalianget"),
    ],
)
def test_a_link_with_a_name_alone_gives_the_name(link: str, name: str):
    assert read_coordinates(link) == PlaceText(name)


@pytest.mark.parametrize(
    "link", ["https://www.openstreetmap.org/node/123", "https://example.org/berita/1"]
)
def test_any_other_link_is_refused(link: str):
    refusal = read_coordinates(link)

    assert isinstance(refusal, CoordinateRefusal)
    assert refusal.reason == Reason.LINK_WITHOUT_COORDINATES
