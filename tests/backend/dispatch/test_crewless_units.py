"""Units whose crew has no account: the room sees that nobody has heard, and tells it by voice."""

from __future__ import annotations

import pytest

from backend.live import present
from tests.backend.dispatch.crew_notices import heard, notices, ringing


@pytest.fixture
def sent(number, assign):
    """Send amb-01, which has no crew account, and return the assignment's id."""
    return assign(number, "amb-01").json()["id"]


def test_new_assignment_rings_unheard(room, sent):
    listed = room.get("/api/notices/", {"open": "1"}).json()["results"]

    assert [(one["unit"], one["kind"], one["phone"]) for one in listed] == [
        ("amb-01", "new", "0800-0112-0001")
    ]


def test_change_and_calling_off_ring_unheard(room, sent, change, step):
    change(description="pindah ke belakang pasar")
    assert ringing(room, sent) == ["new", "changed"]

    step(sent, "cancelled")
    assert ringing(room, sent) == ["cancelled"]


def test_console_is_alarmed_after_a_minute_with_the_number_to_call(room, sent, clock):
    clock.forward(90)

    alarms = present.alarms_of_time(clock.now)

    found = [one for one in alarms if one["kind"] == "notice_unheard" and one["active"]]
    assert [(one["unit"], one["phone"]) for one in found] == [("amb-01", "0800-0112-0001")]


def test_room_tells_it_by_voice(room, sent):
    answer = heard(room, notices(room, sent)[0]["id"], by_voice=True)

    assert (answer.status_code, ringing(room, sent)) == (200, [])
