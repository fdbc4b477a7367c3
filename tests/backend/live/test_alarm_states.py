"""Alarms: what raises them, what they tell, and that a resumed reader knows them as they are."""

from __future__ import annotations

import pytest

from backend.accounts.models import Role
from backend.changes.models import Change
from backend.live.places import Place
from tests.backend.live.conftest import Room, later

pytestmark = pytest.mark.django_db


def test_a_call_for_help_tells_who_where_and_how_old_the_place_is(scene: Room):
    unit = scene.unit("amb-01")
    call = scene.help_call(
        unit, lon_e6=113_860_000, lat_e6=-7_010_000, fix_time=later(scene, 0), accuracy_m=12
    )
    room = scene.audience(Role.DISPATCHER)

    (event,) = scene.news(room, Change.Kind.ALARM, "amb-01")

    alarm = event["data"]
    assert (alarm["kind"], alarm["priority"], alarm["unit"]) == ("panic", 0, "amb-01")
    assert (alarm["lon"], alarm["lat"], alarm["fix_age_s"]) == (113.86, -7.01, 0)
    assert (alarm["help_call"], alarm["ringing"], alarm["active"]) == (call.pk, True, True)


def test_a_closed_call_for_help_is_no_alarm_any_more(scene: Room):
    unit = scene.unit("amb-01")
    scene.help_call(unit, closed_at=scene.now, closed_by=scene.by)

    (event,) = scene.news(scene.audience(Role.DISPATCHER), Change.Kind.ALARM, "amb-01")

    assert event["data"]["active"] is False


def test_a_notice_is_an_alarm_after_a_minute(scene: Room):
    assignment = scene.assignment(scene.incident("A-1"), scene.unit("amb-01"))
    notice = scene.notice(assignment, age_s=0)
    room = scene.audience(Role.DISPATCHER)
    before = scene.by_time(room)

    later(scene, 61)
    (event,) = scene.by_time(room)

    assert before == []
    alarm = event["data"]
    assert (alarm["kind"], alarm["notices"], alarm["phone"]) == (
        "notice_unheard",
        [notice.pk],
        "0811000",
    )


def test_a_heard_notice_ends_its_alarm(scene: Room):
    assignment = scene.assignment(scene.incident("A-1"), scene.unit("amb-01"))
    notice = scene.notice(assignment, age_s=90)
    room = scene.audience(Role.DISPATCHER)
    scene.by_time(room)
    notice.acknowledged_at, notice.acknowledged_by = scene.now, scene.by
    notice.save()

    events = scene.news(room, Change.Kind.ASSIGNMENT, assignment.pk)

    (ended,) = [one["data"] for one in events if one["data"].get("kind") == "notice_unheard"]
    assert ended["active"] is False


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({}, None),
        ({"battery_pct": 15}, "battery_low"),
        ({"battery_pct": 21}, None),
    ],
)
def test_a_tracker_that_speaks_alarms_only_with_a_low_battery(scene: Room, values, kind):
    scene.tracker(scene.unit("amb-01"), fix_age_s=5, **values)

    alarms = scene.snapshot(scene.audience(Role.DISPATCHER))["alarms"]

    assert [alarm["kind"] for alarm in alarms] == ([kind] if kind else [])


def test_a_phone_that_encrypts_without_a_known_key_is_named_as_the_cause(scene: Room):
    scene.tracker(scene.unit("amb-01"), fix_age_s=7200, unread_since=scene.now)

    (alarm,) = scene.snapshot(scene.audience(Role.DISPATCHER))["alarms"]

    assert alarm["kind"] == "tracker_encrypting"


def test_a_unit_off_duty_may_be_silent(scene: Room):
    scene.tracker(scene.unit("amb-01", "off_duty"), fix_age_s=7200)

    assert scene.snapshot(scene.audience(Role.DISPATCHER))["alarms"] == []


def test_silence_is_told_once_and_ends_with_the_next_fix(scene: Room):
    unit = scene.unit("amb-01")
    scene.tracker(unit, fix_age_s=5)
    room = scene.audience(Role.DISPATCHER)
    scene.by_time(room)
    later(scene, 7200)
    rose, repeated = scene.by_time(room), scene.by_time(room)
    unit.latest_position.fix_time = scene.now
    unit.latest_position.save()

    events = scene.news(room, Change.Kind.UNIT, "amb-01")

    assert [event["data"]["active"] for event in rose] == [True]
    assert repeated == []
    assert [event["event"] for event in events] == ["unit", "alarm"]
    assert events[1]["data"]["active"] is False


def test_an_alarm_that_only_one_readers_snapshot_named_ends_for_it(scene: Room):
    unit = scene.unit("amb-01")
    scene.tracker(unit, fix_age_s=7200)
    room = scene.audience(Role.DISPATCHER)
    scene.snapshot(room)
    unit.latest_position.fix_time = scene.now
    unit.latest_position.save()

    events = scene.news(room, Change.Kind.UNIT, "amb-01")

    assert [one["data"]["active"] for one in events if one["event"] == "alarm"] == [False]


def test_a_resumed_reader_learns_of_silence_that_no_row_tells(scene: Room):
    scene.tracker(scene.unit("amb-01"), fix_age_s=5)
    scene.changed(Change.Kind.UNIT, "amb-01")
    since = scene.end()
    later(scene, 7200)

    (event,) = scene.resumed(scene.audience(Role.DISPATCHER), since)

    assert (event["data"]["kind"], event["data"]["active"]) == ("tracker_silent", True)


def test_a_resumed_reader_learns_that_silence_has_ended(scene: Room):
    unit = scene.unit("amb-01")
    scene.tracker(unit, fix_age_s=7200)
    scene.changed(Change.Kind.UNIT, "amb-01")
    since = scene.end()
    unit.latest_position.fix_time = scene.now
    unit.latest_position.save()
    scene.changed(Change.Kind.UNIT, "amb-01")

    events = scene.resumed(scene.audience(Role.DISPATCHER), since)

    assert [one["data"]["active"] for one in events if one["event"] == "alarm"] == [False]


@pytest.mark.parametrize("cut_after", [0, 1, 2])
def test_a_reader_cut_off_within_a_row_gets_exactly_the_rest_of_it(scene: Room, cut_after: int):
    assignment = scene.assignment(scene.incident("A-1"), scene.unit("amb-01"))
    room = scene.audience(Role.DISPATCHER)
    scene.changed(Change.Kind.UNIT, "amb-09")
    whole = scene.news(room, Change.Kind.ASSIGNMENT, assignment.pk)

    rest = scene.resumed(room, whole[cut_after]["id"])

    assert [one["id"] for one in whole] == sorted({one["id"] for one in whole})
    assert [one["event"] for one in rest] == [one["event"] for one in whole[cut_after + 1 :]]


def test_an_event_id_names_its_row_and_slot():
    assert Place(7, 3).identity == 115
    assert Place(7, 15) < Place(8, 0)
