"""Ferry ways of an extract: lanes, quays, durations, and who may go on board."""

import pytest

from gis.ferry_ways import read_duration_s
from tests.road_sketch import sketch

DRAWING = "a-b=c-d"


def lanes(tags, nodes=None):
    ways = {"ab": "primary", "bc": {"route": "ferry", **tags}, "cd": "primary"}
    return sketch(DRAWING, ways=ways, nodes=nodes)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("01:30", 5400), ("10:00", 36000), ("00:12", 720), ("01:00:30", 3630), ("45", 2700),
        ("45 min", 2700), ("90 s", 90), ("2 h", 7200), ("1,5 h", 5400), ("PT45M", 2700),
        ("PT1H30M", 5400), ("P1DT2H", 93600), (" 00:20 ", 1200), ("30 minutes", 1800),
        ("1h30", 5400), ("1h 30m", 5400), ("1 hour 15 min", 4500), ("2 jam", 7200),
        ("2 Jam 30 menit", 9000), ("PT0.5H", 1800), ("pt1,5h", 5400), ("1 hari", 86_400),
        ("P1W", 604_800),
    ],
)  # fmt: skip
def test_a_duration_is_read_in_every_form(text, seconds):
    assert read_duration_s(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "soon",
        "00:00",
        "0",
        "-5",
        "1:2:3:4",
        "P",
        "PT",
        "a:b",
        "30-45",
        "30 45",
        "P1M",
        "1e3",
        "²:30",
        "99999999",
    ],
)
def test_an_unusable_duration_is_none(text):
    assert read_duration_s(text) is None


def test_a_ferry_is_a_lane_and_never_a_road():
    drawn = lanes({"duration": "00:45", "name": "Kalianget - Talango"})
    assert drawn.network.segment_count == 2
    (lane,) = drawn.result.lanes
    assert (lane.duration_s, lane.name) == (2700, "Kalianget - Talango")
    assert lane.length_m == pytest.approx(1000, rel=0.01)


def test_the_ends_of_a_ferry_are_quays_with_the_names_of_the_lane():
    drawn = lanes({"name": "Kalianget - Talango"})
    assert [(q.name, q.osm_node) for q in drawn.result.quays] == [
        ("Kalianget", ord("b")),
        ("Talango", ord("c")),
    ]
    assert {drawn.result.lanes[0].from_quay, drawn.result.lanes[0].to_quay} == {
        q.code for q in drawn.result.quays
    }


def test_a_quay_bears_its_own_name_if_it_has_one():
    drawn = lanes(
        {"name": "A - B"}, nodes={"b": {"name": "Dermaga Uji", "amenity": "ferry_terminal"}}
    )
    assert drawn.result.quays[0].name == "Dermaga Uji"


def test_a_ferry_without_a_duration_says_none():
    assert lanes({}).result.lanes[0].duration_s is None


@pytest.mark.parametrize(
    ("tags", "vehicles", "motorcycles", "stated"),
    [
        ({"motor_vehicle": "yes"}, True, True, True),
        ({"motor_vehicle": "no"}, False, False, True),
        ({"motor_vehicle": "no", "motorcycle": "yes"}, False, True, True),
        ({"access": "no", "foot": "yes"}, False, False, True),
        ({"access": "no", "motorcycle": "yes"}, False, True, True),
        ({"access": "no", "motor_vehicle": "yes"}, True, True, True),
        ({"access": "private"}, True, True, True),
        ({"emergency": "yes", "motor_vehicle": "no"}, True, True, True),
        ({"motorcar": "no", "motor_vehicle": "yes"}, False, True, True),
        ({"foot": "yes"}, True, True, False),
    ],
)
def test_who_may_go_on_board_is_read_from_the_tags(tags, vehicles, motorcycles, stated):
    lane = lanes(tags).result.lanes[0]
    assert (lane.vehicles, lane.motorcycles, lane.vehicles_stated) == (
        vehicles,
        motorcycles,
        stated,
    )


def test_a_closed_ferry_is_no_lane():
    assert lanes({"access": "no"}).result.lanes == ()


def test_a_one_way_ferry_says_so():
    assert not lanes({"oneway": "yes"}).result.lanes[0].both_ways
    assert lanes({}).result.lanes[0].both_ways


def test_two_ferries_that_share_a_quay_share_it():
    drawn = sketch(
        "a-b=c=d",
        ways={"ab": "primary", "bc": {"route": "ferry"}, "cd": {"route": "ferry"}},
    )
    assert len(drawn.result.lanes) == 2
    assert len(drawn.result.quays) == 3
