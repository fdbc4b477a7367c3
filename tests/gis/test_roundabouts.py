"""Roundabouts: found among one-way roads, exits counted, points inside them snapped."""

import math

import pytest

from gis.crossings import SeaNetwork
from gis.instructions import instructions, turn_code
from gis.path_drawing import Piece, draw_path
from gis.road_stretches import stretches_of
from gis.roundabouts import on_roundabout
from gis.routing import Router
from gis.snapping import Snapper
from gis.types import LonLat, VehicleProfile
from tests.gis.archipelago import AT
from tests.road_sketch import sketch

# Traffic keeps left and goes around w-n-e-s clockwise: from the west the first way out is north.
DRAWING = """
    N
    |
    n
   / \\
W-w   e-E
   \\ /
    s
    |
    S
"""
ARMS = {
    "Ww": {"highway": "primary", "name": "Jalan Barat"},
    "Nn": {"highway": "primary", "name": "Jalan Utara"},
    "eE": {"highway": "primary", "name": "Jalan Timur"},
    "sS": {"highway": "primary", "name": "Jalan Selatan"},
}


def drawn(ring, spacing_m=30.0):
    return sketch(DRAWING, ways=ARMS | ring, spacing_m=spacing_m)


ONE_WAY = {"wnesw": {"highway": "primary", "junction": "roundabout"}}
IN_PARTS = {
    "wne": {"highway": "primary", "junction": "roundabout"},
    "esw": {"highway": "primary", "junction": "roundabout"},
}


def texts(world, start, end, language="id"):
    router = Router(world.network, SeaNetwork(), None)
    found = router.route(
        world.nodes[start], world.nodes[end], profile=VehicleProfile.AMBULANCE, at=AT
    )
    return [step.text for step in instructions(found, language)]


@pytest.mark.parametrize("ring", [ONE_WAY, IN_PARTS])
@pytest.mark.parametrize(("end", "number", "road"), [
    ("N", 1, "Jalan Utara"), ("E", 2, "Jalan Timur"), ("S", 3, "Jalan Selatan"),
])  # fmt: skip
def test_the_way_out_is_counted_from_the_way_in(ring, end, number, road):
    told = texts(drawn(ring), "W", end)

    assert told == [
        "Berangkat ke arah timur melalui Jalan Barat",
        f"Di bundaran, keluar ke-{number} menuju {road}",
        "Tiba di lokasi",
    ]


def test_exits_are_told_in_english():
    assert texts(drawn(ONE_WAY), "N", "S", "en")[1] == (
        "At the roundabout, take exit 2 onto Jalan Selatan"
    )


def test_a_one_way_street_around_a_block_is_no_roundabout():
    # four sides of 1.4 times 300 m, drawn in two parts
    ring = {word: {"highway": "residential", "oneway": "yes"} for word in IN_PARTS}

    assert not on_roundabout(drawn(ring, spacing_m=300.0).network).any()


def test_roads_that_are_driven_both_ways_make_no_roundabout():
    assert not on_roundabout(drawn({"wnesw": "residential"}).network).any()


def test_a_point_inside_a_roundabout_snaps_to_its_ring_and_can_be_left():
    world = drawn(ONE_WAY)
    west, east = world.nodes["w"], world.nodes["e"]
    middle = LonLat((west.lon + east.lon) / 2, (west.lat + east.lat) / 2)

    snap = Snapper(world.network).snap(middle, profile=VehicleProfile.AMBULANCE)
    router = Router(world.network, SeaNetwork(), None)
    ways = [
        router.route(a, b, profile=VehicleProfile.AMBULANCE, at=AT)
        for a, b in ((middle, world.nodes["S"]), (world.nodes["S"], middle))
    ]

    assert on_roundabout(world.network)[snap.segment]
    # a column of text is 15 m: the middle of a square with a diagonal of 60 m is 21 m off its sides
    assert snap.distance_m < 60 / math.sqrt(2)
    assert all(way.duration_s < 120 for way in ways)


def test_going_back_on_the_same_road_is_a_turn_of_its_own():
    world = sketch("a-b", ways={"ab": {"highway": "primary", "name": "Jalan Buntu"}})
    there, back = Piece(0, False, 0.5, 1.0), Piece(0, True, 1.0, 0.0)

    first, second = stretches_of(
        world.network, draw_path(world.network, 60.0, [there, back], (0.0, 0.0))
    )

    assert [round(s.distance_m, -2) for s in (first, second)] == [500, 1000]
    assert turn_code(first.bearing_out_deg, second.bearing_in_deg) == "back"


@pytest.mark.parametrize(("north_m", "side"), [(60, "kiri"), (-60, "kanan")])
def test_the_side_of_the_road_is_told_where_the_place_lies_off_it(north_m, side):
    world = sketch("a-b-c", ways={"abc": {"highway": "primary", "name": "Jalan Satu"}})
    router = Router(world.network, SeaNetwork(), None)
    place = world.beside("b", east_m=300, north_m=north_m)

    found = router.route(world.nodes["a"], place, profile=VehicleProfile.AMBULANCE, at=AT)

    assert instructions(found)[-1].text == f"Tiba: lokasi di sebelah {side}"
