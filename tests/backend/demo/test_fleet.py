"""Demo units drive where their order says and their phones keep their own interval."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from backend.live.demo.fleet import Fleet, Stops
from backend.live.demo.orders import CrewedUnit, Order, Task
from backend.live.demo.wire import Answer, Request
from gis.types import (
    Journey,
    Leg,
    LegMode,
    LonLat,
    NoWay,
    Reachability,
    VehicleProfile,
)

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
HOME = LonLat(113.86, -7.01)
MARKET = LonLat(113.88, -7.01)
HOSPITAL = LonLat(113.85, -7.02)
SCENE = LonLat(113.90, -7.03)
TALANGO = LonLat(113.95, -7.06)


class StraightRoads:
    """Every place is 100 s away in a straight line; ``across`` needs a ferry."""

    def __init__(self, across: LonLat | None = None, closed: LonLat | None = None) -> None:
        self.across, self.closed = across, closed

    def route(
        self, origin: LonLat, destination: LonLat, *, profile: VehicleProfile, at: datetime
    ) -> Journey | NoWay:
        if destination == self.closed:
            return NoWay(Reachability.UNREACHABLE, "no_way", "")
        mode = LegMode.SEA if destination == self.across else LegMode.ROAD
        points = ((origin.lon, origin.lat), (destination.lon, destination.lat))
        leg = Leg(mode, 100.0, 1000.0, "", points=points)
        return Journey(Reachability.ROAD, (leg,), 100.0, 80.0, 140.0, 1000.0)


def unit(order: Order) -> CrewedUnit:
    return CrewedUnit("amb-01", VehicleProfile.AMBULANCE, HOME, HOME, order)


def fleet(*stops: LonLat, **options: object) -> Fleet:
    places = Stops(stops or (MARKET,), (), (HOSPITAL,))
    return Fleet(places, interval_s=(10.0, 30.0), seed=7, **options)  # type: ignore[arg-type]


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def drive(cars: Fleet, order: Order, roads: StraightRoads, until_s: int) -> LonLat:
    """Give the order every three seconds, as the command does; return where the unit ends."""
    for seconds in range(0, until_s + 1, 3):
        cars.follow([unit(order)], roads, later(seconds))
    return cars.vehicles["amb-01"].motion(later(until_s)).point


def test_an_available_unit_leaves_its_station_on_rounds() -> None:
    cars = fleet()

    place = drive(cars, Order(Task.ROUNDS), StraightRoads(), 60)

    assert place != HOME


def test_rounds_never_board_a_ferry() -> None:
    cars = fleet(TALANGO)

    place = drive(cars, Order(Task.ROUNDS), StraightRoads(across=TALANGO), 300)

    assert place == HOME


def test_a_sent_unit_reaches_its_scene_after_turnout_and_travel() -> None:
    cars = fleet()

    place = drive(cars, Order(Task.TO_SCENE, SCENE, "1"), StraightRoads(), 30 + 75 + 100)

    assert place == SCENE


def test_a_moved_scene_turns_the_unit_round() -> None:
    cars = fleet()
    drive(cars, Order(Task.TO_SCENE, SCENE, "1"), StraightRoads(), 240)

    cars.follow([unit(Order(Task.TO_SCENE, MARKET, "2"))], StraightRoads(), later(240))

    assert cars.vehicles["amb-01"].trip.points[-1] == MARKET


def test_a_patient_is_brought_to_the_nearest_hospital() -> None:
    cars = fleet()

    place = drive(cars, Order(Task.TO_HOSPITAL, None, "1"), StraightRoads(), 150)

    assert place == HOSPITAL


def test_a_unit_stands_where_no_way_leads_on() -> None:
    cars = fleet()

    place = drive(cars, Order(Task.TO_SCENE, SCENE, "1"), StraightRoads(closed=SCENE), 300)

    assert place == HOME


def test_a_returning_unit_says_once_that_it_is_home() -> None:
    told: list[str] = []
    cars = fleet(on_home=told.append)
    drive(cars, Order(Task.TO_SCENE, SCENE, "1"), StraightRoads(), 240)

    for seconds in range(240, 600, 3):
        cars.follow([unit(Order(Task.GO_HOME, key="a"))], StraightRoads(), later(seconds))

    assert told == ["amb-01"]


def test_a_unit_that_cannot_get_home_does_not_say_it_is() -> None:
    told: list[str] = []
    cars = fleet(on_home=told.append)
    drive(cars, Order(Task.TO_SCENE, SCENE, "1"), StraightRoads(), 240)

    for seconds in range(240, 600, 3):
        cars.follow(
            [unit(Order(Task.GO_HOME, key="a"))], StraightRoads(closed=HOME), later(seconds)
        )

    assert told == []


def test_a_unit_sets_out_once_the_way_is_open_again() -> None:
    cars = fleet()
    drive(cars, Order(Task.TO_SCENE, SCENE, "1"), StraightRoads(closed=SCENE), 300)

    for seconds in range(300, 700, 3):
        cars.follow([unit(Order(Task.TO_SCENE, SCENE, "1"))], StraightRoads(), later(seconds))

    assert cars.vehicles["amb-01"].motion(later(700)).point == SCENE


def test_every_phone_keeps_an_interval_between_ten_and_thirty_seconds() -> None:
    cars = fleet()
    units = [replace(unit(Order(Task.STAND)), code=f"amb-{n:02}") for n in range(1, 20)]

    cars.follow(units, StraightRoads(), NOW)

    intervals_s = [vehicle.phone.interval_s for vehicle in cars.vehicles.values()]
    assert all(10.0 <= interval_s <= 30.0 for interval_s in intervals_s)
    assert len(set(intervals_s)) > 10


def test_a_phone_sends_again_only_after_its_interval() -> None:
    cars, requests = fleet(), []

    def send(request: Request) -> Answer:
        requests.append(request)
        return Answer(200)

    cars.follow([unit(Order(Task.STAND))], StraightRoads(), NOW)
    for second in range(121):
        cars.tick(send, later(second))

    interval_s = cars.vehicles["amb-01"].phone.interval_s
    assert 120 / (1.25 * interval_s + 1) <= len(requests) <= 120 / (0.9 * interval_s) + 2


def test_a_unit_off_duty_is_silent() -> None:
    cars, requests = fleet(), []

    cars.follow([unit(Order(Task.SILENT))], StraightRoads(), NOW)
    cars.tick(lambda request: requests.append(request) or Answer(200), later(60))

    assert requests == []


def test_the_same_seed_drives_the_same_way() -> None:
    stops = [LonLat(113.86 + n / 500, -7.0) for n in range(8)]
    first, second = (fleet(*stops), fleet(*stops))

    places = [drive(cars, Order(Task.ROUNDS), StraightRoads(), 500) for cars in (first, second)]

    assert places[0] == places[1]
