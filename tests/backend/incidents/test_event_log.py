"""The event log: chained by hashes; a changed, removed or added event is found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from backend.incidents import actions, queries
from backend.incidents.models import EventChain, IncidentEvent
from backend.incidents.placing import NO_PLACE

NOW = datetime(2026, 11, 25, 1, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def log(dispatcher):
    for description in ("satu", "dua", "tiga é 'x' \U0001f525"):
        actions.open_incident(
            category="fire",
            description=description,
            place_fields=NO_PLACE,
            by=dispatcher,
            now=NOW,
        )


@pytest.mark.usefixtures("log")
class TestChain:
    def test_untouched_log_holds(self):
        assert queries.log_defect() is None

    def test_each_event_names_the_hash_before(self):
        first, second, third = IncidentEvent.objects.order_by("sequence")

        assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)

    def test_changed_payload_is_found(self):
        event = IncidentEvent.objects.get(sequence=2)
        event.payload["description"] = "lain"
        event.save()

        assert queries.log_defect().sequence == 2

    @pytest.mark.parametrize(
        "change", [{"kind": "x"}, {"by": None}, {"at": datetime(2026, 1, 1, tzinfo=UTC)}]
    )
    def test_changed_field_is_found(self, change):
        IncidentEvent.objects.filter(sequence=2).update(**change)

        assert queries.log_defect().sequence == 2

    def test_removed_event_is_found(self):
        IncidentEvent.objects.filter(sequence=2).delete()

        assert queries.log_defect().reason == "missing"

    def test_removed_end_is_found(self):
        IncidentEvent.objects.filter(sequence=3).delete()

        assert queries.log_defect().reason == "events are missing at the end"

    def test_forged_event_with_a_hash_of_its_own_is_found(self):
        event = IncidentEvent.objects.get(sequence=2)
        event.payload["description"] = "lain"
        event.hash = queries._recomputed(event)
        event.save()

        assert queries.log_defect().sequence == 3

    def test_moved_to_another_incident_is_found(self):
        other = IncidentEvent.objects.get(sequence=1).incident
        IncidentEvent.objects.filter(sequence=3).update(incident=other)

        assert queries.log_defect().sequence == 3

    def test_command_tells_that_it_holds(self, capsys):
        call_command("verify_log")

        assert "3 events" in capsys.readouterr().out

    def test_command_names_the_first_event_that_does_not(self):
        EventChain.objects.update(hash="f" * 64)

        with pytest.raises(CommandError, match="event 4"):
            call_command("verify_log")


@pytest.mark.django_db
def test_empty_log_holds():
    assert queries.log_defect() is None
