"""Calls for help: never refused, never doubled, ringing until the room has them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.changes.models import Change
from backend.units.models import HelpCall, LatestPosition
from tests.backend.units.conftest import KALIANGET, NOW, TOWN
from tests.backend.units.help_presses import PRESS, close, press


@pytest.fixture
def crew(amb, clock, api_as, user_of):
    """Return a client of amb-01's crew."""
    client = api_as("crew")
    amb.crew.add(user_of("crew"))
    return client


def marker_at(unit, place, age_s):
    LatestPosition.objects.create(
        unit=unit,
        fix_time=NOW - timedelta(seconds=age_s),
        received_at=NOW,
        lon_e6=round(place[0] * 1e6),
        lat_e6=round(place[1] * 1e6),
        accuracy_m=20,
        source="osmand",
    )


class TestPressing:
    """The button on the crew's page."""

    def test_opens_a_call_with_its_place_and_age(self, crew):
        answer = press(crew)

        record = answer.json()
        assert answer.status_code == 201
        assert (record["unit"], record["by"], record["source"]) == ("amb-01", "crew", "crew")
        assert record["pressed_at"] == "2026-11-25T00:59:30Z"
        assert (record["lon"], record["lat"], record["accuracy_m"]) == (*KALIANGET, 12)
        assert (record["fix_age_s"], record["fix_age_at_press_s"]) == (60, 30)
        assert (record["ringing"], record["open"], record["phone"]) == (
            True,
            True,
            "0800-0112-0001",
        )

    def test_press_that_waited_for_signal_keeps_its_time(self, crew):
        record = press(crew, pressed_at="2026-11-23T22:00:00Z").json()

        assert (record["pressed_at"], record["notes"]) == ("2026-11-23T22:00:00Z", [])

    def test_press_of_a_clock_that_was_never_set_counts_as_now(self, crew):
        record = press(crew, pressed_at="1970-01-01T00:00:07Z").json()

        assert record["pressed_at"] == record["received_at"]

    def test_same_press_again_is_the_same_call(self, crew):
        first = press(crew).json()["id"]

        again = press(crew)

        assert (again.status_code, again.json()["id"]) == (201, first)
        assert HelpCall.objects.get().times_pressed == 1

    def test_same_press_after_the_end_opens_nothing(self, crew, room):
        first = press(crew).json()["id"]
        close(room, first)

        again = press(crew).json()

        assert (again["id"], again["open"]) == (first, False)
        assert HelpCall.objects.count() == 1

    def test_another_press_joins_the_open_call_and_moves_it(self, crew, clock):
        first = press(crew).json()["id"]
        clock.forward(60)

        record = press(
            crew,
            event_id="tekan-2",
            pressed_at="2026-11-25T01:01:00Z",
            lon=TOWN[0],
            lat=TOWN[1],
            fix_time="2026-11-25T01:00:50Z",
        ).json()

        assert (record["id"], record["times_pressed"]) == (first, 2)
        assert (record["lon"], record["lat"]) == TOWN
        assert record["pressed_at"] == "2026-11-25T00:59:30Z"
        assert record["latest_pressed_at"] == "2026-11-25T01:01:00Z"

    def test_older_place_does_not_replace_a_newer(self, crew):
        press(crew)

        record = press(
            crew, event_id="tekan-2", lon=TOWN[0], lat=TOWN[1], fix_time="2026-11-25T00:50:00Z"
        ).json()

        assert (record["lon"], record["lat"]) == KALIANGET

    def test_second_name_of_a_joined_press_is_known_too(self, crew, room):
        first = press(crew).json()["id"]
        press(crew, event_id="tekan-2")
        close(room, first)

        press(crew, event_id="tekan-2")

        assert HelpCall.objects.count() == 1

    def test_new_press_after_the_end_is_a_new_call(self, crew, room):
        close(room, press(crew).json()["id"])

        press(crew, event_id="tekan-2")

        assert HelpCall.objects.filter(closed_at=None).count() == 1
        assert HelpCall.objects.count() == 2

    def test_without_a_place_the_marker_counts_with_its_age(self, crew, amb):
        marker_at(amb, TOWN, age_s=900)

        record = crew.post("/api/units/amb-01/panic/", {}, format="json").json()

        assert (record["lon"], record["lat"], record["fix_age_s"]) == (*TOWN, 900)

    def test_newer_marker_is_better_than_an_older_place(self, crew, amb):
        marker_at(amb, TOWN, age_s=5)

        assert press(crew).json()["fix_age_s"] == 5

    def test_without_any_place_it_rings_all_the_same(self, crew):
        record = crew.post("/api/units/amb-01/panic/", {}, format="json").json()

        assert (record["lon"], record["fix_age_s"], record["ringing"]) == (None, None, True)

    def test_key_of_the_request_names_a_press_without_a_name(self, crew):
        for _ in range(2):
            crew.post("/api/units/amb-01/panic/", {}, format="json", HTTP_IDEMPOTENCY_KEY="kunci-1")

        assert HelpCall.objects.get().times_pressed == 1

    def test_is_announced_as_an_alarm(self, crew):
        press(crew)

        assert Change.objects.filter(kind="alarm", key="amb-01").count() == 1

    @pytest.mark.parametrize(
        ("fields", "note"),
        [
            ({"lon": "timur"}, ["place_unusable"]),
            ({"lon": None}, ["place_unusable"]),
            ({"lon": 0, "lat": 0}, ["place_unusable"]),
            ({"lon": KALIANGET[1], "lat": KALIANGET[0]}, ["place_unusable"]),
            ({"lon": 1e308, "lat": 5}, ["place_unusable"]),
            ({"lon": [1], "lat": {}}, ["place_unusable"]),
            ({"accuracy_m": -3}, ["accuracy_unusable"]),
            ({"accuracy_m": "jauh"}, ["accuracy_unusable"]),
            ({"pressed_at": "tadi"}, ["time_unusable"]),
            ({"pressed_at": "2030-01-01T00:00:00Z"}, ["time_unusable"]),
            ({"pressed_at": "1970-01-01T00:00:00Z"}, ["time_unusable"]),
            ({"pressed_at": "0001-01-01T00:00:00Z"}, ["time_unusable"]),
            ({"fix_time": 17}, ["time_unusable"]),
            ({"event_id": "x" * 4000}, []),
            ({"event_id": "a\u0000b"}, []),
            ({"event_id": {"a": 1}}, []),
        ],
    )
    def test_odd_content_is_dropped_and_noted(self, crew, fields, note):
        answer = press(crew, **fields)

        assert answer.status_code == 201
        assert answer.json()["notes"] == note
        assert HelpCall.objects.get().pressed_at <= NOW

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"", "application/json"),
            (b"{", "application/json"),
            (b"\xff\xfe", "application/json"),
            (b"[1, 2]", "application/json"),
            (b"tolong", "text/plain"),
            (b"<a/>", "application/xml"),
            (b"--x", "multipart/form-data; boundary=x"),
            (b"lon=113.9&lat=-7.05", "application/x-www-form-urlencoded"),
            (b"{}", ""),
        ],
    )
    def test_body_in_any_shape_rings(self, crew, body, kind):
        answer = crew.generic("POST", "/api/units/amb-01/panic/", body, content_type=kind)

        assert answer.status_code == 201

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        st.one_of(
            st.binary(max_size=200),
            st.recursive(
                st.none() | st.booleans() | st.floats() | st.text(max_size=20),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from([*PRESS, "lain"]), inner, max_size=6)
                ),
                max_leaves=12,
            ).map(lambda value: json.dumps(value).encode()),
        )
    )
    def test_whatever_is_sent_rings(self, crew, body):
        answer = crew.generic(
            "POST", "/api/units/amb-01/panic/", body, content_type="application/json"
        )

        assert answer.status_code == 201

    def test_unknown_unit_is_404(self, crew):
        assert press(crew, code="amb-77").status_code == 404

    def test_crew_of_another_unit_is_refused(self, crew, fire):
        assert press(crew, code="fire-02").status_code == 403
        assert HelpCall.objects.count() == 0

    def test_room_may_press_for_a_crew_that_called_by_radio(self, amb, clock, room):
        assert press(room).status_code == 201

    @pytest.mark.parametrize("role", ["planner", "agency"])
    def test_others_do_not_press(self, amb, clock, api_as, role):
        assert press(api_as(role)).status_code == 403
