"""Who comes first, and exactly one reason for everybody else."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.crossings import HORIZON_S, LaneClosure
from gis.response import REASONS, rank_units
from gis.types import NoWay, Ranking, Reachability, UnitKind, VehicleProfile
from tests.gis.archipelago import AT, archipelago

ROAD = "a-b-c-d-e"
ONE = {"islands": {1: "abcde"}, "roads": ["abcde"]}
TWO = {"islands": {1: "ab", 2: "cd"}, "roads": ["ab", "cd"]}
STRAIT = "a-b    c-d"


def ranked(world, where, units, **options) -> Ranking:
    return rank_units(units, world.place(where), router=world.router, at=AT, **options)


def codes(options) -> list[str]:
    return [option.unit.code for option in options]


def reason_codes(ranking: Ranking) -> dict[str, str]:
    return {refusal.unit.code: refusal.reason_code for refusal in ranking.refused}


def test_the_nearest_by_road_comes_first() -> None:
    world = archipelago(ROAD, **ONE)
    units = [world.unit("amb-01", "e"), world.unit("amb-02", "b"), world.unit("amb-03", "a")]

    ranking = ranked(world, "c", units, limit=2)

    assert codes(ranking.recommended)[0] == "amb-02"
    assert ranking.recommended[0].reason == "fastest_by_road"


def test_who_would_arrive_beyond_the_limit_is_slower() -> None:
    world = archipelago(ROAD, **ONE)
    units = [world.unit("amb-01", "e"), world.unit("amb-02", "b")]

    ranking = ranked(world, "a", units, limit=1)

    assert reason_codes(ranking) == {"amb-01": "slower"}


def test_a_fire_truck_across_a_strait_is_not_the_nearest() -> None:
    world = archipelago("a-b c-----------d", islands={1: "ab", 2: "cd"}, roads=["ab", "cd"])
    truck = {"kind": UnitKind.FIRE_TRUCK, "profile": VehicleProfile.FIRE_TRUCK}
    units = [world.unit("fire-01", "b", **truck), world.unit("fire-02", "d", **truck)]

    ranking = ranked(world, "c", units)

    assert codes(ranking.recommended) == ["fire-02"]
    assert reason_codes(ranking) == {"fire-01": "unreachable_no_way"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "en_route"}, "busy"),
        ({"status": "delayed"}, "busy"),
        ({"status": "off_duty"}, "off_duty"),
        ({"status": "out_of_service"}, "out_of_service"),
        ({"kind": UnitKind.POLICE}, "wrong_kind"),
        ({"capabilities": frozenset()}, "missing_capability"),
        ({"point": None, "position_state": "none"}, "stale_position"),
    ],
)
def test_each_unit_left_out_has_its_reason(fields, reason: str) -> None:
    world = archipelago(ROAD, **ONE)
    told = {"point": world["b"], "capabilities": frozenset({"oxygen"})} | fields
    unit = world.unit("amb-01", told.pop("point"), **told)

    ranking = ranked(world, "a", [unit], kinds=[UnitKind.AMBULANCE], capabilities=["oxygen"])

    assert reason_codes(ranking) == {"amb-01": reason}


@pytest.mark.parametrize("status", ["available", "returning"])
def test_available_and_returning_units_are_offered(status: str) -> None:
    world = archipelago(ROAD, **ONE)

    ranking = ranked(world, "a", [world.unit("amb-01", "b", status=status)])

    assert codes(ranking.recommended) == ["amb-01"]


@pytest.mark.parametrize("state", ["live", "ageing", "assumed"])
def test_units_whose_place_is_known_are_recommended_by_themselves(state: str) -> None:
    world = archipelago(ROAD, **ONE)

    ranking = ranked(world, "a", [world.unit("amb-01", "b", position_state=state)])

    assert codes(ranking.recommended) == ["amb-01"]


@pytest.mark.parametrize("state", ["stale", "lost"])
def test_an_available_unit_with_an_old_position_is_to_be_called_first(state: str) -> None:
    world = archipelago(ROAD, **ONE)
    unit = world.unit("amb-01", "b", position_state=state, phone="0328-000-0001")

    ranking = ranked(world, "a", [unit])

    assert ranking.recommended == ()
    (option,) = ranking.call_first
    assert (option.unit.phone, option.reason) == ("0328-000-0001", f"call_first_{state}")
    assert option.journey.duration_s > 0


def test_a_station_nobody_confirmed_is_said_where_a_unit_is_taken_to_stand_there() -> None:
    world = archipelago(ROAD, **ONE)
    unit = world.unit("amb-01", "b", position_state="assumed", station_confirmed=False)

    (option,) = ranked(world, "a", [unit]).recommended

    assert "station_unconfirmed" in [note.code for note in option.journey.notes]


def test_a_parked_unit_needs_its_turnout_and_one_on_the_road_does_not() -> None:
    world = archipelago(ROAD, **ONE)
    units = [world.unit("amb-01", "b", at_station=True), world.unit("amb-02", "b")]

    ranking = ranked(world, "a", units)

    parked, moving = sorted(ranking.recommended, key=lambda option: option.unit.code)
    assert parked.journey.duration_s - moving.journey.duration_s == pytest.approx(60)


def test_a_unit_on_the_island_comes_before_one_that_must_cross() -> None:
    world = archipelago(STRAIT, **TWO, lanes={"bc": {}})
    units = [world.unit("amb-01", "b"), world.unit("amb-02", "d")]

    ranking = ranked(world, "c", units)

    assert codes(ranking.recommended) == ["amb-02", "amb-01"]
    assert ranking.recommended[1].reason == "next_by_ferry"
    assert ranking.recommended[1].journey.reachability == Reachability.ROAD_FERRY


def test_within_a_minute_the_smaller_loss_of_coverage_decides() -> None:
    world = archipelago(ROAD, **ONE)
    units = [world.unit("amb-01", "b"), world.unit("amb-02", world.drawn.between("b", "c", 0.5))]

    ranking = ranked(world, "a", units, coverage_loss={"amb-01": 500.0, "amb-02": 20.0})

    assert codes(ranking.recommended) == ["amb-02", "amb-01"]
    assert ranking.recommended[0].reason == "tied_smaller_coverage_loss"


def test_then_the_longer_rest_decides() -> None:
    world = archipelago(ROAD, **ONE)
    near = world.drawn.between("b", "c", 0.5)
    units = [world.unit("amb-01", "b", resting_s=60), world.unit("amb-02", near, resting_s=3600)]

    ranking = ranked(world, "a", units)

    assert codes(ranking.recommended) == ["amb-02", "amb-01"]
    assert ranking.recommended[0].reason == "tied_longer_rest"


def test_then_the_code_decides() -> None:
    world = archipelago(ROAD, **ONE)
    near = world.drawn.between("b", "c", 0.5)
    units = [world.unit("amb-02", "b"), world.unit("amb-01", near)]

    ranking = ranked(world, "a", units)

    assert codes(ranking.recommended) == ["amb-01", "amb-02"]


def test_no_rest_outranks_more_than_a_minute() -> None:
    world = archipelago(ROAD, **ONE)
    units = [world.unit("amb-01", "b"), world.unit("amb-02", "c", resting_s=99_999)]

    ranking = ranked(world, "a", units)  # b to c is a kilometre, 65 s

    assert codes(ranking.recommended) == ["amb-01", "amb-02"]


def test_a_lane_without_vehicles_is_named_as_the_reason() -> None:
    world = archipelago(STRAIT, **TWO, lanes={"bc": {"carries_vehicles": False}})

    ranking = ranked(world, "d", [world.unit("amb-01", "a")])

    assert reason_codes(ranking) == {"amb-01": "unreachable_no_vehicle_ferry"}
    assert ranking.shortfall_code == "unreachable"


def test_a_closed_lane_is_named_as_the_reason() -> None:
    world = archipelago(STRAIT, **TWO, lanes={"bc": {}}, lane_closures=[LaneClosure(1, "bc", None)])

    ranking = ranked(world, "d", [world.unit("amb-01", "a")])

    assert reason_codes(ranking) == {"amb-01": "unreachable_lane_closed"}
    assert ranking.shortfall_code == "lane_closed"


def test_a_late_sailing_is_named_as_the_reason() -> None:
    world = archipelago(STRAIT, **TWO, lanes={"bc": {"mean_wait_s": 2 * HORIZON_S}})

    ranking = ranked(world, "d", [world.unit("amb-01", "a")])

    assert reason_codes(ranking) == {"amb-01": "next_sailing_too_late"}
    assert ranking.shortfall_code == "sailing_too_late"


@pytest.mark.parametrize(
    ("fields", "shortfall"),
    [
        ({"kind": UnitKind.POLICE}, "no_unit_of_kind"),
        ({"status": "off_duty"}, "no_unit_of_kind"),
        ({"status": "on_scene"}, "all_committed"),
        ({"position_state": "lost"}, "all_stale"),
    ],
)
def test_a_shortfall_has_its_code(fields, shortfall: str) -> None:
    world = archipelago(ROAD, **ONE)

    ranking = ranked(world, "a", [world.unit("x-01", "b", **fields)], kinds=[UnitKind.AMBULANCE])

    assert ranking.shortfall_code == shortfall


def test_without_any_unit_there_is_none_of_the_kind() -> None:
    world = archipelago(ROAD, **ONE)

    assert ranked(world, "a", []).shortfall_code == "no_unit_of_kind"


def test_with_somebody_coming_there_is_no_shortfall() -> None:
    world = archipelago(ROAD, **ONE)

    ranking = ranked(world, "a", [world.unit("amb-01", "b"), world.unit("amb-02", "b", status="x")])

    assert ranking.shortfall_code is None


def test_reasons_are_said_in_both_languages() -> None:
    world = archipelago(STRAIT, **TWO)

    (refusal,) = ranked(world, "d", [world.unit("amb-01", "a")]).refused

    assert "Pulau 1" in refusal.detail
    assert "connection" in refusal.detail.say("en")


WORLD = archipelago(
    "a-b-e    c-d", islands={1: "abe", 2: "cd"}, roads=["abe", "cd"], lanes={"ec": {}}
)
some_unit = st.fixed_dictionaries(
    {
        "where": st.sampled_from("abecd"),
        "status": st.sampled_from(["available", "returning", "on_scene", "off_duty"]),
        "kind": st.sampled_from(list(UnitKind)),
        "position_state": st.sampled_from(["live", "ageing", "assumed", "stale", "lost", "none"]),
        "resting_s": st.floats(0, 1e5),
    }
)


@settings(deadline=None, max_examples=40)
@given(st.lists(some_unit, max_size=8), st.sampled_from("abecd"), st.integers(1, 4))
def test_every_unit_stands_in_exactly_one_group(drawn, where: str, limit: int) -> None:
    units = [
        WORLD.unit(f"u-{n:02}", fields.pop("where"), **fields)
        for n, fields in enumerate([dict(fields) for fields in drawn])
    ]

    ranking = ranked(WORLD, where, units, kinds=[UnitKind.AMBULANCE, UnitKind.BOAT], limit=limit)

    groups = [*codes(ranking.recommended), *codes(ranking.call_first), *reason_codes(ranking)]
    assert sorted(groups) == [unit.code for unit in units]
    assert (ranking.shortfall_code is None) == bool(ranking.recommended)
    assert all(option.reason in REASONS for option in ranking.recommended)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from("abecd"), min_size=1, max_size=6), st.sampled_from("abecd"))
def test_no_later_unit_arrives_more_than_a_minute_before_an_earlier_one(
    places: list[str], where: str
) -> None:
    units = [WORLD.unit(f"u-{n:02}", place) for n, place in enumerate(places)]

    times = [o.journey.duration_s for o in ranked(WORLD, where, units).recommended]

    assert all(later >= earlier - 60 for earlier, later in pairwise(times))


def test_journeys_and_ranking_tell_the_same_times() -> None:
    units = [WORLD.unit("u-01", "a"), WORLD.unit("u-02", "d")]

    journeys = WORLD.router.journeys_to(WORLD.place("c"), units, at=AT)

    told = {o.unit.code: o.journey.duration_s for o in ranked(WORLD, "c", units).recommended}
    assert not any(isinstance(journey, NoWay) for journey in journeys)
    assert [told["u-01"], told["u-02"]] == [j.duration_s for j in journeys]


def test_who_gets_only_to_the_shore_comes_after_the_boats() -> None:
    world = archipelago("a-b    c", islands={1: "ab"}, roads=["ab"])
    swimmer = world.drawn.beside("b", east_m=900)
    far_boat = world.drawn.beside("b", east_m=20_000)
    boat = {"kind": UnitKind.BOAT, "profile": VehicleProfile.BOAT}
    units = [world.unit("amb-01", "b"), world.unit("boat-01", far_boat, **boat)]

    ranking = ranked(world, swimmer, units)

    assert codes(ranking.recommended) == ["boat-01", "amb-01"]
    assert ranking.recommended[1].reason == "to_shore"
