"""A decision comes out the same from what was kept, whatever has changed since."""

from __future__ import annotations

import json
import shutil
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import ProtectedError

from backend.changes.actions import bump_epoch
from backend.dispatch import code_version as versions
from backend.dispatch import response_plan
from backend.dispatch.models import Decision, RedispatchPolicy, RoutingSnapshot
from backend.places.models import LandPart, Port
from backend.roads.models import Lane, RoadNetwork
from backend.units.models import LatestPosition, Unit
from gis import turnout
from gis.types import UnitKind
from tests.backend.drawn_places import ON_SAPUDI


def replayed(decision: int, *, format: str = "text") -> tuple[int, str]:
    """Return the exit code and what was printed."""
    out = StringIO()
    try:
        call_command("replay_decision", str(decision), format=format, stdout=out, stderr=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def differences(decision: int) -> list[dict[str, Any]]:
    return json.loads(replayed(decision, format="json")[1])["differences"]


@pytest.fixture
def decided(world, incident_at, recommend) -> int:
    """Ask for a mainland place with two ambulances, a boat, a truck and a crew off duty."""
    world.unit("amb-01", "b")
    world.unit("amb-02", "f")
    world.unit("amb-03", "c", status="off_duty")
    world.unit("boat-01", (113.99, -7.08), kind="sea_ambulance")
    world.unit("fire-01", "b", kind="fire_truck")
    return recommend(incident_at("a")).json()["decision_id"]


@pytest.fixture
def decided_at_sea(world, incident_at, recommend) -> int:
    """Ask for the island, which only the boat reaches."""
    world.unit("amb-01", "b")
    world.unit("boat-01", (113.99, -7.08), kind="sea_ambulance")
    return recommend(incident_at(ON_SAPUDI)).json()["decision_id"]


def test_it_comes_out_the_same(decided):
    assert replayed(decided)[0] == 0


def test_with_lines_and_boats_it_comes_out_the_same(decided_at_sea):
    assert differences(decided_at_sea) == []


def test_units_may_have_gone_elsewhere_since(decided):
    Unit.objects.update(status="off_duty")
    LatestPosition.objects.update(lon_e6=113_900_000)

    assert replayed(decided)[0] == 0


def test_lanes_may_have_been_replaced_since(decided_at_sea):
    Lane.objects.all().delete()
    Port.objects.all().delete()
    bump_epoch("lanes")
    bump_epoch("places")

    assert replayed(decided_at_sea)[0] == 0


def test_boundaries_may_have_been_imported_anew_since(decided_at_sea):
    LandPart.objects.all().delete()
    bump_epoch("boundaries")

    assert replayed(decided_at_sea)[0] == 0


def test_another_network_may_be_active_since(decided):
    RoadNetwork.objects.update(is_active=False)
    bump_epoch("network")

    assert replayed(decided)[0] == 0


def test_policies_may_have_changed_since(world, incident_at, recommend, assign):
    world.unit("amb-01", "b")
    assign(incident_at("a", priority=4), "amb-01")
    decision = recommend(incident_at("a", priority=1)).json()["decision_id"]
    RedispatchPolicy.objects.update(rule="never")

    assert replayed(decision)[0] == 0


@pytest.fixture
def decided_with_a_ferry(world, incident_at, recommend):
    """Ask for the mainland with an ambulance on the island, whose lane carries vehicles."""
    Lane.objects.update(carries_vehicles=True)
    bump_epoch("lanes")
    world.unit("amb-01", "sapudi")
    answer = recommend(incident_at("a")).json()
    assert answer["recommended"][0]["reachability"] == "road+ferry"
    return answer["decision_id"]


def test_a_lane_may_have_been_confirmed_since(decided_with_a_ferry, room, api_as):
    answer = api_as("supervisor").post("/api/lanes/kalianget-sapudi/confirm/", {}, format="json")

    assert answer.status_code < 300
    assert differences(decided_with_a_ferry) == []


def test_a_confirmation_of_then_is_kept(decided_with_a_ferry, recommend, api_as, clock):
    api_as("supervisor").post("/api/lanes/kalianget-sapudi/confirm/", {}, format="json")
    number = Decision.objects.get().incident.number
    confirmed = recommend(number).json()["decision_id"]
    clock.forward(3600)

    assert RoutingSnapshot.objects.filter(kind="sea").count() == 2
    assert differences(confirmed) == differences(decided_with_a_ferry) == []


def test_small_boats_may_sail_again_since(world, incident_at, recommend, room):
    world.unit("boat-01", (113.99, -7.08), kind="sea_ambulance")
    body = {
        "kind": "boats",
        "factor": None,
        "from": "2026-11-25T02:00:00Z",
        "reason": "gelombang",
        "source": "uji",
    }
    closure = room.post("/api/closures/", body, format="json").json()["id"]
    decision = recommend(incident_at(ON_SAPUDI)).json()["decision_id"]
    room.delete(f"/api/closures/{closure}/")

    assert differences(decision) == []


def test_joint_choices_and_offers_come_out_the_same(world, incident_at, recommend, assign):
    world.unit("amb-01", "b")
    world.unit("amb-02", "f")
    world.unit("fire-01", "c", kind="fire_truck")
    assign(incident_at("c", priority=4), "amb-01")
    answer = recommend(incident_at("a", priority=1), need="ambulance:2,fire_truck").json()

    assert [len(answer["redispatch"]), len(answer["joint"]["units"])] == [1, 2]
    assert differences(answer["decision_id"]) == []


def close_road(room, world) -> int:
    line = [list(world.units["amb-01"].station.point.coords), [113.85, -7.05]]
    body = {
        "kind": "road",
        "geometry": {"type": "LineString", "coordinates": line},
        "factor": 3,
        "from": "2026-11-25T02:00:00Z",
        "reason": "banjir",
        "source": "uji",
    }
    answer = room.post("/api/closures/", body, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def test_a_closure_may_have_been_lifted_since(world, incident_at, recommend, room):
    world.unit("amb-01", "b")
    number = incident_at("a")
    freely = recommend(number).json()["recommended"][0]["duration_s"]
    closure = close_road(room, world)
    slowed = recommend(number).json()
    room.delete(f"/api/closures/{closure}/")

    assert slowed["recommended"][0]["duration_s"] > freely
    assert replayed(slowed["decision_id"])[0] == 0


def test_the_language_of_the_reader_is_kept(world, incident_at, room):
    world.unit("amb-01", "b", status="off_duty")
    url = f"/api/incidents/{incident_at('a')}/recommendation/"
    decision = room.get(url, headers={"accept-language": "en"}).json()["decision_id"]

    assert replayed(decision)[0] == 0


def test_other_code_is_told_unit_by_unit_and_field_by_field(decided, monkeypatch):
    monkeypatch.setattr(versions, "SOURCES", ())
    versions.code_version.cache_clear()
    monkeypatch.setattr(turnout, "TURNOUT_S", dict.fromkeys(UnitKind, 90.0))

    code, text = replayed(decided)

    versions.code_version.cache_clear()
    assert code == 1
    assert "kode lain" in text
    assert "recommended[amb-01].duration_s" in text


def test_what_was_shown_otherwise_is_a_difference(decided):
    decision = Decision.objects.get(pk=decided)
    decision.answer["recommended"][0]["duration_s"] += 0.1
    decision.answer["recommended"].reverse()
    decision.save()

    found = {one["where"] for one in differences(decided)}

    assert found == {"recommended.order", "recommended[amb-01].duration_s"}


def test_a_unit_that_changes_its_group_is_one_difference_in_each(decided):
    decision = Decision.objects.get(pk=decided)
    gone = decision.answer["recommended"].pop()
    refusal = {"unit": gone["unit"], "reason_code": "busy", "detail": "Sedang bertugas"}
    decision.answer["not_recommended"].insert(0, refusal)
    decision.save()

    found = {one["where"]: one for one in differences(decided)}

    unit = gone["unit"]
    assert set(found) == {f"recommended[{unit}]", f"not_recommended[{unit}]"}
    assert found[f"recommended[{unit}]"]["replayed"].startswith(gone["reason_code"])
    assert found[f"not_recommended[{unit}]"]["shown"] == "busy"


def test_json_tells_code_differences_and_the_answer(decided):
    document = json.loads(replayed(decided, format="json")[1])

    assert (document["is_identical"], document["code_version"]["is_same"]) == (True, True)
    assert document["answer"]["recommended"][0]["unit"] == "amb-01"


def test_unknown_decision_cannot_be_replayed(db):
    assert replayed(404) == (2, "Keputusan 404 tidak ada.\n")


def test_damaged_network_cannot_be_replayed(decided):
    row = RoadNetwork.objects.get()
    arrays = sorted((settings.NETWORK_DIR / row.folder).glob("*.np*"))
    arrays[0].write_bytes(b"rusak")

    code, text = replayed(decided)

    shutil.rmtree(settings.NETWORK_DIR / row.folder)
    assert code == 2
    assert row.folder in text


def test_missing_network_folder_cannot_be_replayed(decided):
    row = RoadNetwork.objects.get()
    shutil.rmtree(settings.NETWORK_DIR / row.folder)

    assert replayed(decided, format="json")[0] == 2


def test_decision_from_before_snapshots_says_so(decided):
    Decision.objects.update(sea=None)

    code, text = replayed(decided)

    assert (code, "sebelum" in text) == (2, True)


def test_two_decisions_keep_what_they_share_once(decided, recommend):
    recommend(Decision.objects.get(pk=decided).incident.number)

    assert Decision.objects.count() == 2
    assert sorted(RoutingSnapshot.objects.values_list("kind", flat=True)) == [
        "closures",
        "land",
        "sea",
    ]


def test_what_a_decision_cites_is_protected(decided):
    with pytest.raises(ProtectedError):
        RoutingSnapshot.objects.all().delete()


def test_cited_network_is_protected(decided):
    with pytest.raises(ProtectedError):
        RoadNetwork.objects.all().delete()


def test_changed_source_is_another_code_version(tmp_path, monkeypatch):
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    source = tmp_path / "gis" / "costing.py"
    source.parent.mkdir()
    found = []
    for text in ("KMH = 40", "KMH = 41", "KMH = 40"):
        source.write_text(text)
        versions.code_version.cache_clear()
        found.append(versions.code_version())
    versions.code_version.cache_clear()

    assert found[0] == found[2] != found[1]


def test_every_category_that_needs_several_asks_for_their_kinds():
    for category, slots in response_plan.PLAN_OF_CATEGORY.items():
        assert set(response_plan.kinds_of(slots)) <= set(response_plan.kinds_for(category))
