"""Stations by file, devices by command, the demo, and what the system checks say."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.gis.geos import Point
from django.core.checks import CheckMessage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings
from rest_framework.test import APIClient

from backend.accounts.models import User, secret_digest
from backend.units import checks
from backend.units.demo import DEMO_UNITS
from backend.units.models import Device, Station, Status, Unit
from gis.types import UnitKind
from tests.backend.units.conftest import TOWN
from tests.road_sketch import sketch

HEADER = "code,name,kind,lon,lat,kecamatan_code,confidence,confirmed,unit_kinds,source,note\n"
ROW = "pos-uji,Pos Uji,hospital,113.8667,-7.0167,35.29.01,A,true,ambulance,uji,\n"
OTHER = "pos-dua,Pos Dua,police,113.9,-7.05,35.29.02,none,false,police,uji,\n"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def stations_file(folder: Path, *rows: str) -> str:
    path = folder / "stations.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return str(path)


# --- stations


def test_stations_are_imported_with_their_confidence(db: None, tmp_path: Path) -> None:
    report = run("import_stations", stations_file(tmp_path, ROW, OTHER))

    rows = list(Station.objects.values_list("code", "confidence", "confirmed"))
    assert rows == [("pos-dua", "none", False), ("pos-uji", "A", True)]
    assert "2 stations imported, 1 of them unconfirmed" in report


def test_shipped_stations_are_sound(db: None) -> None:
    run("import_stations")

    assert Station.objects.count() == 63


def test_import_again_replaces_what_is_no_longer_there(db: None, tmp_path: Path) -> None:
    run("import_stations", stations_file(tmp_path, ROW, OTHER))

    run("import_stations", stations_file(tmp_path, OTHER))

    assert [station.code for station in Station.objects.all()] == ["pos-dua"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (OTHER.replace("113.9", "x"), "pos-dua"),
        (OTHER.replace("113.9", "nan"), "pos-dua"),
        (OTHER.replace("113.9,-7.05", "-7.05,113.9"), "pos-dua"),
        (OTHER.replace("police,113", "castle,113"), "castle"),
        (ROW, "2 times"),
        (OTHER.replace("35.29.02", "99"), "99"),
    ],
)
def test_unsound_file_changes_nothing_and_names_the_station(
    station: Station, tmp_path: Path, row: str, word: str
) -> None:
    with pytest.raises(CommandError, match=word):
        run("import_stations", stations_file(tmp_path, ROW, row))

    assert [found.code for found in Station.objects.all()] == ["pos-uji"]


def test_station_that_is_a_units_home_cannot_vanish(amb: Unit, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="amb-01"):
        run("import_stations", stations_file(tmp_path, OTHER))

    assert [found.code for found in Station.objects.all()] == ["pos-uji"]


def test_dry_run_changes_nothing(db: None, tmp_path: Path) -> None:
    run("import_stations", stations_file(tmp_path, ROW), "--dry-run")

    assert not Station.objects.exists()


def test_missing_file_is_said_to_be_missing(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.csv"):
        run("import_stations", str(tmp_path / "nowhere.csv"))


def test_layer_shows_stations_within_a_box(room: APIClient, db: None, tmp_path: Path) -> None:
    run("import_stations", stations_file(tmp_path, ROW, OTHER))

    layer = room.get("/api/stations/?in_bbox=113.8,-7.1,113.88,-7.0").json()

    found = layer["features"][0]
    assert len(layer["features"]) == 1
    assert found["geometry"]["coordinates"] == list(TOWN)
    shown = {
        name: found["properties"][name] for name in ("code", "kind", "confidence", "confirmed")
    }
    assert shown == {
        "code": "pos-uji",
        "kind": "hospital",
        "confidence": "A",
        "confirmed": True,
    }


def test_layer_is_not_sent_twice_to_who_has_it(room: APIClient, db: None, tmp_path: Path) -> None:
    run("import_stations", stations_file(tmp_path, ROW))
    etag = room.get("/api/stations/").headers["ETag"]

    again = room.get("/api/stations/", headers={"If-None-Match": etag})

    assert again.status_code == 304


def test_layer_changes_with_the_next_import(room: APIClient, db: None, tmp_path: Path) -> None:
    run("import_stations", stations_file(tmp_path, ROW))
    room.get("/api/stations/")

    run("import_stations", stations_file(tmp_path, ROW, OTHER))

    assert len(room.get("/api/stations/").json()["features"]) == 2


def test_without_stations_the_layer_says_what_to_run(room: APIClient, db: None) -> None:
    answer = room.get("/api/stations/")

    assert answer.status_code == 503
    assert "import_stations" in answer.json()["detail"]


# --- devices


def test_secret_stands_alone_on_the_last_line(amb: Unit) -> None:
    secret = run("add_device", "amb-01").splitlines()[-1]

    device = Device.objects.get()
    assert device.secret_digest == secret_digest(secret)
    assert (device.identifier, device.identifier_only) == ("amb-01", False)


@pytest.mark.parametrize("code", ["amb-99", "", "x" * 500])
def test_device_for_an_unknown_unit_is_refused(db: None, code: str) -> None:
    with pytest.raises(CommandError, match="no unit"):
        run("add_device", code)


# --- the demo


@pytest.fixture
def demo(db: None) -> None:
    run("load_demo")


def test_demo_has_units_of_every_kind_the_room_needs(demo: None) -> None:
    codes = set(Unit.objects.values_list("code", flat=True))

    assert {"amb-01", "fire-01", "fire-04", "boat-01", "pol-01", "rescue-01"} <= codes
    assert Unit.objects.get(code="boat-01").kind == UnitKind.SEA_AMBULANCE
    assert set(Unit.objects.values_list("status", flat=True)) == {Status.AVAILABLE}


def test_all_fire_trucks_of_the_demo_stand_on_madura(demo: None) -> None:
    homes = Unit.objects.filter(kind="fire_truck").values_list("station_id", flat=True)

    assert set(homes) == {"damkar-kota-sumenep"}


@pytest.mark.parametrize("role", ["dispatcher", "supervisor", "planner", "crew", "agency"])
def test_demo_has_a_user_of_each_role(demo: None, role: str) -> None:
    user = User.objects.get(username=role)

    assert (user.role, user.check_password("siaga112")) == (role, True)


def test_crew_of_the_demo_belongs_to_its_first_ambulance(demo: None) -> None:
    assert [unit.code for unit in User.objects.get(username="crew").units.all()] == ["amb-01"]


def test_demo_devices_carry_their_units_code(demo: None) -> None:
    rows = Device.objects.values_list("identifier", "unit__code", "identifier_only")

    assert all(identifier == code and is_named for identifier, code, is_named in rows)
    assert len(rows) == len(DEMO_UNITS)


def test_loading_the_demo_again_changes_nothing(demo: None) -> None:
    Unit.objects.filter(code="amb-01").update(status=Status.OFF_DUTY)
    user = User.objects.get(username="dispatcher")
    user.set_password("sandi-lain")
    user.save()

    run("load_demo")

    assert Unit.objects.count() == len(DEMO_UNITS)
    assert Unit.objects.get(code="amb-01").status == Status.OFF_DUTY
    assert User.objects.get(username="dispatcher").check_password("sandi-lain")


def test_device_added_beside_the_demo_has_a_name_of_its_own(demo: None) -> None:
    run("add_device", "amb-01")

    names = Device.objects.filter(unit__code="amb-01").values_list("identifier", flat=True)
    assert set(names) == {"amb-01", "amb-01-2"}


# --- system checks


def ids(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


@override_settings(DEBUG=False)
def test_demo_passwords_are_an_error_outside_debug(demo: None) -> None:
    assert ids(checks.check_demo_passwords(databases=["default"])) == ["siaga.E030"]
    assert ids(checks.check_demo_passwords_before_deployment()) == ["siaga.E030"]


def test_demo_passwords_are_fine_in_debug(demo: None) -> None:
    with override_settings(DEBUG=True):
        assert checks.check_demo_passwords(databases=["default"]) == []


def test_changed_passwords_are_no_error(demo: None) -> None:
    for user in User.objects.all():
        user.set_password("sandi-lain")
        user.save()

    assert checks.check_demo_passwords(databases=["default"]) == []


def test_missing_stations_are_a_warning(db: None) -> None:
    assert ids(checks.check_stations(databases=["default"])) == ["siaga.W030"]


class _Roads:
    """A router reduced to what the check reads: one road of 1 km from ``ORIGIN`` eastwards."""

    network = sketch("a-b", spacing_m=1000, ways={"ab": {"highway": "primary"}}).network
    land = None


@pytest.fixture
def one_road(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "router", lambda: _Roads)


def test_station_beside_the_road_is_no_warning(
    one_road: None, amb: Unit, make_unit: Callable[..., Unit]
) -> None:
    Station.objects.update(point=Point(113.865, -7.003, srid=4326))

    assert checks.check_stations(databases=["default"]) == []


def test_station_far_from_every_road_is_named(one_road: None, station: Station) -> None:
    Station.objects.update(point=Point(113.9, -7.1, srid=4326))

    found = checks.check_stations(databases=["default"])

    assert ids(found) == ["siaga.W031"]
    assert "pos-uji" in found[0].msg


def test_quay_needs_no_road(one_road: None, station: Station) -> None:
    Station.objects.update(kind="port", point=Point(113.9, -7.1, srid=4326))

    assert checks.check_stations(databases=["default"]) == []
