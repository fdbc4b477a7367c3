"""Which land a road belongs to: by its middle, over water by the road it hangs together with."""

from shapely.geometry import box

from gis.land import Land, LandPart
from gis.types import LonLat
from tests.road_sketch import letters, sketch

LAND_DRAWING = "a-b-c===d-e-f"


def land_of(*boxes):
    return Land(
        [
            LandPart(number, f"Pulau {number}", None, True, (), area)
            for number, area in enumerate(boxes, start=1)
        ]
    )


def spread(first, last, margin=0.003):
    return box(first.lon - margin, first.lat - margin, last.lon + margin, last.lat + margin)


def test_each_road_belongs_to_the_land_that_covers_it():
    places = letters(LAND_DRAWING)
    land = land_of(spread(places["a"], places["c"]), spread(places["d"], places["f"]))
    drawn = sketch(LAND_DRAWING, ways={"abc": "primary", "def": "primary"}, land=land)
    assert drawn.network.segment_land.tolist() == [1, 2]
    assert [c["land"] for c in drawn.result.report["components"]] == [["Pulau 1"], ["Pulau 2"]]


def test_a_road_drawn_just_off_the_coast_belongs_to_the_nearest_land():
    places = letters("a-b")
    north = spread(LonLat(places["a"].lon, places["a"].lat + 0.004), LonLat(
        places["b"].lon, places["b"].lat + 0.004))  # fmt: skip
    far = box(115, -7, 115.1, -6.9)
    drawn = sketch("a-b", ways={"ab": "primary"}, land=land_of(far, north))
    assert drawn.network.segment_land.tolist() == [2]


def test_a_bridge_piece_over_water_follows_the_road_it_belongs_to():
    places = letters("a-b-c")
    land = land_of(spread(places["a"], places["b"], 0.0001), box(115, -7, 115.1, -6.9))
    drawn = sketch("a-b-c", ways={"ab": "primary", "bc": "primary"}, land=land)
    assert drawn.network.segment_land.tolist() == [1, 1]


def test_a_road_that_spans_two_land_parts_is_reported():
    places = letters("a-b-c-d")
    land = land_of(
        spread(places["a"], places["b"], 0.0001), spread(places["c"], places["d"], 0.0001)
    )
    drawn = sketch("a-b-c-d", ways={"ab": "primary", "bc": "primary", "cd": "primary"}, land=land)
    assert set(drawn.network.segment_land.tolist()) == {1, 2}
    assert drawn.result.report["spanning"] == [{"component": 0, "land": ["Pulau 1", "Pulau 2"]}]
