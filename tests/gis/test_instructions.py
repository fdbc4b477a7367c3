"""What a driver is told, turn by turn."""

import pytest

from gis.instructions import instructions, turn_code
from gis.turnout import WIB
from tests.gis.archipelago import archipelago
from tests.road_sketch import sketch


@pytest.mark.parametrize(
    ("angle_deg", "code"),
    [
        (0, "straight"),
        (30, "slight_right"),
        (-30, "slight_left"),
        (90, "right"),
        (-90, "left"),
        (140, "sharp_right"),
        (-140, "sharp_left"),
        (180, "back"),
    ],
)
def test_a_turn_is_named_by_its_angle(angle_deg: float, code: str) -> None:
    assert turn_code(350, (350 + angle_deg) % 360) == code


def corner():
    """Return a world in which one drives east on Jalan Satu and then south on Jalan Dua."""
    drawing = "a-b\n  |\n  c"
    world = archipelago(drawing, islands={1: "abc"}, roads=["ab", "bc"])
    ways = {
        "ab": {"highway": "primary", "name": "Jalan Satu"},
        "bc": {"highway": "primary", "name": "Jalan Dua"},
    }
    drawn = sketch(drawing, ways=ways, land=world.router.land)
    router = type(world.router)(drawn.network, world.router.sea, world.router.land)
    return type(world)(router, drawn)


def test_street_names_turns_and_distances_are_told() -> None:
    told = instructions(corner().journey("a", "c"))

    assert [step.text for step in told] == [
        "Berangkat ke arah timur melalui Jalan Satu",
        "Belok kanan ke Jalan Dua",
        "Tiba di lokasi",
    ]
    assert [round(step.distance_m, -2) for step in told] == [1000, 1000, 0]


def test_they_are_told_in_english_too() -> None:
    told = instructions(corner().journey("a", "c"), "en")

    assert [step.text for step in told] == [
        "Head east on Jalan Satu",
        "Turn right onto Jalan Dua",
        "Arrive at the place",
    ]


def test_a_ferry_is_told_by_its_lane() -> None:
    world = archipelago(
        "a-b    c-d", islands={1: "ab", 2: "cd"}, roads=["ab", "cd"], lanes={"bc": {}}
    )

    journey = world.journey("a", "d")
    texts = [step.text for step in instructions(journey)]

    (ship,) = [leg for leg in journey.legs if leg.leaves_at is not None]
    at_quays = ship.leaves_at, ship.arrives_at
    leaves, arrives = (f"{at.astimezone(WIB):%H.%M} WIB" for at in at_quays)
    assert texts[1:4] == [
        f"Menunggu dan naik: Lintas bc. Kapal berangkat sekitar {leaves}",
        f"Menyeberang: Lintas bc. Tiba di dermaga sekitar {arrives}",
        "Turun di Dermaga c",
    ]


def test_instructions_take_as_long_as_the_journey() -> None:
    journey = corner().journey("a", "c")

    assert sum(step.duration_s for step in instructions(journey)) == pytest.approx(
        journey.duration_s
    )


def test_the_names_of_the_ways_stand_in_the_road_leg() -> None:
    (leg,) = corner().journey("a", "c").legs

    assert leg.road_names == ("Jalan Satu", "Jalan Dua")
