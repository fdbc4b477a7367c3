"""A point in the water off a shore: who drives ends at the shore and is told so, boats go on."""

from gis.types import LonLat, VehicleProfile
from tests.gis.archipelago import AT, archipelago

WORLD = archipelago("a-b", islands={1: "ab"}, roads=["ab"], quays="b")


def test_a_route_to_a_point_in_the_water_ends_at_the_shore_and_says_so() -> None:
    # the island ends 300 m north of the road: the point lies 500 m further
    point = LonLat(WORLD["b"].lon, WORLD["b"].lat + 800 / 111_195)

    found = WORLD.router.route(WORLD["a"], point, profile=VehicleProfile.AMBULANCE, at=AT)

    (note,) = [note for note in found.notes if note.code == "ends_at_shore"]
    assert abs(note.params["distance"] - 500) < 10
    last = LonLat(*found.legs[-1].points[-1])
    assert WORLD.router.place_at(last).land_part == 1


def test_a_point_that_a_finger_missed_the_shore_by_counts_as_ashore() -> None:
    point = LonLat(WORLD["b"].lon, WORLD["b"].lat + 330 / 111_195)

    found = WORLD.router.route(WORLD["a"], point, profile=VehicleProfile.AMBULANCE, at=AT)

    assert "ends_at_shore" not in [note.code for note in found.notes]
