"""A GTFS feed replaces the lanes, all or nothing, in every worker, and says what it changed."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from backend.changes.models import Epoch
from backend.roads import actions
from backend.roads.models import Closure, FerryStop, Lane
from backend.roads.queries import known_sea
from tests.backend.roads.conftest import add_lane, pair
from tests.gis.feed_sketch import FEED, write_feed, write_zip

SAPUDI = {
    "stops.txt": """
        stop_id,stop_name,stop_lat,stop_lon
        port-kalianget,Kalianget,-7.08,113.99
        port-sapudi,Gayam,-7.10,114.301""",
    "stop_times.txt": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence
        pergi,08:00:00,08:00:00,port-kalianget,1
        pergi,10:00:00,10:00:00,port-sapudi,2""",
}
DRAWN = FEED | SAPUDI
EVERYTHING = (Lane.objects, FerryStop.objects, Epoch.objects)


def run(path: Path, *options: str) -> str:
    said = StringIO()
    call_command("import_ferries", str(path), *options, stdout=said)
    return said.getvalue()


def changed(name: str, old: str, new: str) -> dict[str, str]:
    assert old in DRAWN[name]
    return DRAWN | {name: DRAWN[name].replace(old, new)}


def tomorrow_at_seven() -> str:
    """Return a moment in western Indonesia, an hour before the drawn ship sails."""
    return f"{timezone.localdate() + timedelta(days=1)}T07:00:00+07:00"


def rows() -> list[list[dict[str, object]]]:
    return [list(table.order_by("pk").values()) for table in EVERYTHING]


@pytest.mark.usefixtures("drawn")
def test_a_feed_replaces_the_old_lanes_and_says_so(tmp_path: Path) -> None:
    add_lane("lama")

    said = run(write_feed(tmp_path, DRAWN))

    assert [lane.code for lane in Lane.objects.all()] == ["kapal"]
    assert "1 ferry lanes from" in said
    assert "added: kapal" in said
    assert "removed: lama" in said


@pytest.mark.usefixtures("drawn")
def test_a_zip_is_a_feed_too(tmp_path: Path) -> None:
    run(write_zip(tmp_path / "feed.zip", DRAWN, top="feed/"))

    (lane,) = known_sea().lanes
    assert lane.outward is not None
    assert lane.outward.services[0].departs_s == 8 * 3600


@pytest.mark.usefixtures("drawn")
def test_a_lane_that_changes_is_told_with_what_changes(tmp_path: Path) -> None:
    run(write_feed(tmp_path / "a", DRAWN))

    said = run(write_feed(tmp_path / "b", changed("stop_times.txt", "08:00", "07:00")))

    assert "changed: kapal (speed_kmh, duration, timetable)" in said


@pytest.mark.usefixtures("drawn")
def test_the_same_feed_again_changes_nothing(tmp_path: Path) -> None:
    run(write_feed(tmp_path, DRAWN))

    assert "nothing differs" in run(tmp_path)


@pytest.mark.usefixtures("drawn")
def test_a_dry_run_tells_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    add_lane("lama")
    before = rows()

    said = run(write_feed(tmp_path, DRAWN), "--dry-run")

    assert "added: kapal" in said
    assert "Nothing was changed" in said
    assert rows() == before


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("stop_times.txt", "port-sapudi,2", "entah,2", "stop_times.txt: line 3: stop_id 'entah'"),
        ("stop_times.txt", "10:00:00,10", "25:99,10", "line 3: arrival_time '25:99'"),
        ("stop_times.txt", "10:00:00,10:00:00", "07:00:00,10:00:00", "arrival_time is before"),
        ("calendar.txt", "20991231", "20251231", "end_date 20251231 is before"),
        ("routes.txt", "Putih,4", "Putih,3", "no feed of ferries"),
        ("stops.txt", "114.301", "119", "outside longitude 111 to 118"),
    ],
)
@pytest.mark.usefixtures("drawn")
def test_a_wrong_feed_is_refused_by_file_line_and_field_and_changes_nothing(
    tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    add_lane("lama")
    before = rows()

    with pytest.raises(CommandError) as refused:
        run(write_feed(tmp_path, changed(name, old, new)))

    assert told in str(refused.value)
    assert "nothing was changed" in str(refused.value)
    assert rows() == before


@pytest.mark.usefixtures("drawn")
def test_what_is_no_feed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "jalan.osm").write_text("<osm></osm>")

    with pytest.raises(CommandError, match="neither a folder nor a readable zip"):
        run(tmp_path / "jalan.osm")


@pytest.mark.usefixtures("drawn")
def test_a_failure_half_way_keeps_the_old_lanes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_lane("lama")
    before = rows()

    def fail(quay: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "stop_row", fail)
    stops = "\n  jauh,Dermaga Jauh,-7.12,114.34"
    feed = changed("stops.txt", "114.301", f"114.301{stops}")
    feed["stop_times.txt"] += "\n  pergi,11:00:00,11:00:00,jauh,3"

    with pytest.raises(RuntimeError):
        run(write_feed(tmp_path, feed))

    assert rows() == before


@pytest.mark.usefixtures("roads")
def test_every_worker_sees_the_new_lanes_at_its_next_request(room, tmp_path: Path) -> None:
    room.get("/api/lanes/")

    run(write_feed(tmp_path, DRAWN))

    features = room.get("/api/lanes/").json()["features"]
    assert [feature["id"] for feature in features] == ["kapal"]


@pytest.mark.usefixtures("roads")
def test_a_route_takes_the_ship_that_the_feed_tells_of(room, tmp_path: Path) -> None:
    run(write_feed(tmp_path, DRAWN))
    ends = {"from": pair("d"), "to": pair("s"), "at": tomorrow_at_seven()}

    answer = room.get("/api/route/", ends).json()

    (sea,) = [leg for leg in answer["legs"] if leg["mode"] == "sea"]
    # the two hours from 08:00 in western Indonesia
    assert (sea["lane"], sea["duration_s"]) == ("kapal", 7_200)
    # nobody arrives before 10:00, three hours after the question
    assert answer["duration_s"] > 3 * 3600


@pytest.mark.usefixtures("roads")
def test_no_ship_goes_back_where_the_feed_tells_of_none(room, tmp_path: Path) -> None:
    run(write_feed(tmp_path, DRAWN))
    ends = {"from": pair("s"), "to": pair("d"), "at": tomorrow_at_seven()}

    answer = room.get("/api/route/", ends)

    assert answer.status_code == 404


@pytest.mark.usefixtures("drawn")
def test_a_quay_that_is_no_port_is_kept_and_told_once(tmp_path: Path) -> None:
    stops = "\n  jauh,Dermaga Jauh,-7.12,114.34"
    feed = changed("stops.txt", "114.301", f"114.301{stops}")
    feed["stop_times.txt"] += "\n  pergi,11:00:00,11:00:00,jauh,3"

    said = run(write_feed(tmp_path / "a", feed))

    assert "new quay: jauh (Dermaga Jauh), land part 3" in said
    assert known_sea().quay("jauh").name == "Dermaga Jauh"
    assert "new quay" not in run(tmp_path / "a")


@pytest.mark.usefixtures("drawn")
def test_quays_of_an_older_feed_go_with_it(tmp_path: Path) -> None:
    test_a_quay_that_is_no_port_is_kept_and_told_once(tmp_path)

    run(write_feed(tmp_path / "b", DRAWN))

    assert not FerryStop.objects.exists()


@pytest.mark.usefixtures("drawn")
def test_a_closure_of_a_lane_that_goes_is_warned_of(tmp_path: Path, user_of) -> None:
    add_lane("lama")
    by, now = user_of("supervisor"), timezone.now()
    actions.open_closure(
        kind=Closure.Kind.LANE,
        geometry=None,
        lane="lama",
        factor=None,
        from_at=now,
        until_at=None,
        reason="ombak rekaan",
        source="",
        by=by,
        now=now,
    )

    assert "names lane lama, which is not in it" in run(write_feed(tmp_path, DRAWN))


@pytest.mark.usefixtures("drawn")
def test_a_crossing_that_can_hardly_be_so_fast_is_warned_of(tmp_path: Path) -> None:
    # 34 km in a quarter of an hour
    said = run(write_feed(tmp_path, changed("stop_times.txt", "10:00:00,10", "08:15:00,10")))

    assert "Warning: stop_times.txt: line 3: arrival_time is 900 s after the stop before" in said


@pytest.mark.usefixtures("drawn")
def test_a_feed_that_has_ended_is_warned_of(tmp_path: Path) -> None:
    said = run(
        write_feed(tmp_path, changed("calendar.txt", "20260101,20991231", "20240101,20241231"))
    )

    assert "Warning: the feed ends on 2024-12-31" in said


@pytest.mark.usefixtures("drawn")
def test_a_lane_that_does_not_sail_for_long_is_warned_of(tmp_path: Path) -> None:
    said = run(
        write_feed(tmp_path, changed("calendar.txt", "20260101,20991231", "21000101,21001231"))
    )

    assert "Warning: nothing sails within 14 days on kapal" in said


@pytest.mark.django_db
def test_without_ports_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="import_places"):
        run(write_feed(tmp_path, DRAWN))
