"""What rings a crew, and what quiets it."""

from __future__ import annotations

import pytest

from tests.backend.dispatch.crew_notices import heard, notices, ringing


@pytest.fixture
def sent(number, assign):
    """Send amb-01 and return the assignment's id."""
    return assign(number, "amb-01").json()["id"]


class TestRinging:
    """What a crew must hear."""

    def test_new_assignment_rings(self, room, sent):
        assert ringing(room, sent) == ["new"]

    def test_queued_one_rings_when_it_is_sent(self, room, sent, step, assign, incident_at):
        queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]
        before = ringing(room, queued)
        step(sent, "cancelled")
        step(queued, "dispatched")

        assert (before, ringing(room, queued)) == ([], ["new"])

    @pytest.mark.parametrize(
        ("fields", "names"),
        [
            ({"priority": 1}, ["priority"]),
            ({"category": "fire"}, ["category"]),
            ({"description": "dua korban"}, ["description"]),
            ({"words": "dekat masjid"}, ["words"]),
            ({"location": {"lon": 113.9, "lat": -7.05}}, ["place"]),
            ({"location": None}, ["place"]),
            (
                {"priority": 1, "location": {"lon": 113.9, "lat": -7.05}},
                ["place", "priority"],
            ),
        ],
    )
    def test_change_that_matters_rings_and_says_what(self, room, sent, change, fields, names):
        change(**fields)

        notice = notices(room, sent)[-1]
        assert (notice["kind"], notice["changed"]) == ("changed", names)

    def test_change_is_told_in_words(self, room, sent, change):
        change(priority=1, location={"lon": 113.9, "lat": -7.05})

        assert notices(room, sent)[-1]["text"] == "Berubah: lokasi, prioritas"

    @pytest.mark.parametrize("fields", [{"needs_confirmation": True}, {"priority": 2}])
    def test_change_that_does_not_matter_or_changes_nothing_is_silent(
        self, room, sent, change, fields
    ):
        change(**fields)

        assert ringing(room, sent) == ["new"]

    def test_change_rings_every_crew_on_the_incident(
        self, world, room, number, sent, assign, change
    ):
        world.unit("amb-02", "c")
        second = assign(number, "amb-02").json()["id"]
        change(priority=1)

        assert ringing(room, sent) == ringing(room, second) == ["new", "changed"]

    def test_change_of_another_incident_is_silent(self, room, sent, incident_at):
        other = incident_at("f")
        room.patch(f"/api/incidents/{other}/", {"priority": 1}, format="json")

        assert ringing(room, sent) == ["new"]

    def test_queued_one_hears_of_no_change(self, room, sent, assign, incident_at):
        other = incident_at("f")
        queued = assign(other, "amb-01", queue=True).json()["id"]
        room.patch(f"/api/incidents/{other}/", {"priority": 1}, format="json")

        assert notices(room, queued) == []

    def test_second_change_rings_anew_and_tells_both(self, room, sent, change):
        change(location={"lon": 113.9, "lat": -7.05})
        first = notices(room, sent)[-1]["id"]
        change(priority=1)

        found = [one for one in notices(room, sent) if one["kind"] == "changed"]
        assert [one["changed"] for one in found] == [["place", "priority"]]
        assert found[0]["id"] != first

    def test_what_was_heard_is_not_told_again(self, room, crew, sent, change):
        change(location={"lon": 113.9, "lat": -7.05})
        heard(crew, notices(room, sent)[-1]["id"])
        change(priority=1)

        assert notices(room, sent)[-1]["changed"] == ["priority"]

    @pytest.mark.parametrize("ending", ["cancelled", "diverted"])
    def test_calling_off_rings_and_quiets_the_rest(self, room, sent, step, change, ending):
        change(priority=1)
        step(sent, ending)

        assert [one["kind"] for one in notices(room, sent)] == ["cancelled"]

    def test_diverted_is_told_as_such(self, room, sent, step):
        step(sent, "diverted")

        assert notices(room, sent)[-1]["text"] == "Penugasan dialihkan"

    def test_calling_off_a_queued_one_is_silent(self, room, sent, step, assign, incident_at):
        queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]
        step(queued, "cancelled")

        assert notices(room, queued) == []

    def test_crew_that_calls_off_itself_is_not_rung(self, room, crew, sent, step):
        step(sent, "cancelled", client=crew)

        assert ringing(room, sent) == []

    def test_clearing_quiets_what_rings(self, room, sent, step, change):
        step(sent, "on_scene")
        change(priority=1)
        step(sent, "cleared")

        assert ringing(room, sent) == []
