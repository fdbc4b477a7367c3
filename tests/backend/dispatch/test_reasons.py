"""Why this unit and why not each other one, with the number that decides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from backend.changes.actions import bump_epoch
from backend.dispatch.reasons import span_text
from backend.roads.models import Lane
from backend.units.models import Unit

CLOSED_LANE = {
    "kind": "lane",
    "lane": "kalianget-sapudi",
    "factor": None,
    "from": "2026-11-25T00:00:00Z",
    "reason": "gelombang tinggi",
    "source": "KSOP",
}


def reasons(answer) -> list[str]:
    return [one["reason"] for one in answer.json()["recommended"]]


def details(answer) -> dict[str, str]:
    return {one["unit"]: one["detail"] for one in answer.json()["not_recommended"]}


def test_each_is_compared_with_the_next(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("amb-02", "d")
    world.unit("amb-03", "f")

    first, second, third = reasons(recommend(incident_at("a")))

    assert first.startswith("Paling cepat, lewat jalan, ")
    assert first.endswith(" lebih cepat dari amb-02")
    assert second.startswith("Lewat jalan, +")
    assert second.endswith(" sebelum amb-03")
    assert third.startswith("Lewat jalan, +")


def test_the_last_of_the_list_is_compared_with_the_first_beyond_it(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("amb-02", "d")

    (only,) = reasons(recommend(incident_at("a"), limit=1))

    assert only.endswith("lebih cepat dari amb-02")


def test_the_only_one_is_said_to_be_that(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("amb-02", "d", status="off_duty")

    assert reasons(recommend(incident_at("a"))) == [
        "Paling cepat, lewat jalan, satu-satunya yang siap dan dapat tiba"
    ]


def test_a_tie_names_whom_it_passed(world, incident_at, recommend):
    world.unit("amb-02", "b")
    world.unit("amb-01", (113.8595, -7.05))  # some metres farther along the road

    first, _second = reasons(recommend(incident_at("a")))

    assert first.startswith("Tiba hampir bersamaan; urutan menurut kode unit, ")
    assert first.endswith(" lebih lambat dari amb-02")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(45, "45 detik"), (60, "1 menit"), (450, "8 menit"), (7140, "119 menit"), (9000, "2.5 jam")],
)
def test_spans_are_read_at_a_glance(seconds, text):
    with translation.override("id"):
        assert span_text(seconds) == text


def test_slower_says_by_how_much(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("amb-02", "f")  # four kilometres behind, at 55 km/h: 262 s

    detail = details(recommend(incident_at("a", priority=1), limit=1))["amb-02"]

    assert detail.startswith("+4 menit: tiba dalam ")


def test_off_duty_and_out_of_service_say_since_when_and_why(world, incident_at, recommend):
    world.unit("amb-01", "b", status="off_duty")
    world.unit("amb-02", "b", status="out_of_service")
    Unit.objects.filter(code="amb-02").update(status_reason="ganti ban")

    found = details(recommend(incident_at("a")))

    assert found == {  # both since one hour before ten
        "amb-01": "Lepas tugas sejak 09:00",
        "amb-02": "Tidak siap sejak 09:00 (ganti ban)",
    }


def test_a_day_that_is_not_today_is_named(world, incident_at, recommend):
    world.unit("amb-01", "b", status="off_duty")
    Unit.objects.update(status_since=datetime(2026, 11, 23, 18, 30, tzinfo=UTC))

    assert details(recommend(incident_at("a")))["amb-01"] == "Lepas tugas sejak 24/11 01:30"


def test_wrong_kind_says_which_it_is(world, incident_at, recommend):
    world.unit("fire-01", "b", kind="fire_truck")

    assert details(recommend(incident_at("a")))["fire-01"].endswith(": Mobil pemadam")


def test_missing_capability_is_named(world, incident_at, recommend):
    world.unit("amb-01", "b")

    answer = recommend(incident_at("a"), need="ambulance@oxygen").json()

    assert answer["joint"]["unfilled"][0]["kinds"] == ["ambulance"]


@pytest.fixture
def ferried(world):
    """Let the lane carry vehicles, so that only its closure holds the ambulance back."""
    Lane.objects.update(carries_vehicles=True)
    bump_epoch("lanes")
    world.unit("amb-01", "sapudi")


@pytest.mark.parametrize(
    ("until", "text"),
    [("2026-11-27T09:30:00Z", "sampai 27/11 16:30"), (None, "sampai ada kabar")],
)
def test_a_closed_lane_says_until_when(ferried, incident_at, recommend, room, until, text):
    room.post("/api/closures/", CLOSED_LANE | {"until": until}, format="json")

    found = recommend(incident_at("a")).json()["not_recommended"]

    assert [(one["reason_code"], one["detail"].endswith(text)) for one in found] == [
        ("unreachable_lane_closed", True)
    ]
