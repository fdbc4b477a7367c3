"""Scripted incidents come one after the other, are marked, and do not fill the board."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from backend.live.demo.room import Room
from backend.live.demo.script import MARK, OPEN_LIMIT, SCENES, Script
from backend.live.demo.wire import Answer, Request

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


class Board:
    """Answers as the API does, from a list of incidents."""

    def __init__(self) -> None:
        self.incidents: list[dict] = []
        self.requests: list[Request] = []
        self.now = NOW

    def send(self, request: Request) -> Answer:
        self.requests.append(request)
        if request.method == "GET":
            features = [{"properties": item} for item in self.incidents]
            return Answer(200, json.dumps({"features": features}).encode())
        if request.method == "PATCH":
            number = request.path.split("/")[3]
            self.incidents = [item for item in self.incidents if item["number"] != number]
        elif request.path == "/api/incidents/":
            self.add(json.loads(request.body)["description"], self.now)
        return Answer(200)

    def add(self, description: str, created_at: datetime) -> None:
        number = f"SMP-{len(self.requests)}-{len(self.incidents)}"
        self.incidents.append(
            {
                "number": number,
                "description": description,
                "created_at": created_at.isoformat().replace("+00:00", "Z"),
            }
        )


def script(board: Board, assignments: list[int] | None = None) -> Script:
    return Script(
        room=Room(board.send, "token"),
        interval=timedelta(minutes=4),
        random=random.Random(3),
        next_at=NOW,
        open_assignments=lambda number: assignments or [],
    )


def test_a_scripted_incident_is_marked_and_sent_with_the_token() -> None:
    board = Board()

    script(board).tick(NOW)

    assert board.incidents[0]["description"].startswith(MARK)
    assert board.requests[-1].headers["Authorization"] == "Token token"


def test_the_next_one_waits_for_its_time() -> None:
    board = Board()
    running = script(board)

    for seconds in (0, 60, 120):
        running.tick(NOW + timedelta(seconds=seconds))

    assert len(board.incidents) == 1


def test_incidents_of_people_are_never_closed() -> None:
    board = Board()
    board.add("pasien jatuh", NOW - timedelta(hours=5))

    script(board).tick(NOW)

    assert "pasien jatuh" in [item["description"] for item in board.incidents]


def test_an_old_scripted_incident_without_units_is_closed() -> None:
    board = Board()
    board.add(f"{MARK} lama", NOW - timedelta(minutes=26))

    script(board).tick(NOW)

    assert f"{MARK} lama" not in [item["description"] for item in board.incidents]


def test_a_scripted_incident_that_somebody_works_on_stays() -> None:
    board = Board()
    board.add(f"{MARK} dikerjakan", NOW - timedelta(minutes=40))

    script(board, assignments=[5]).tick(NOW)

    assert f"{MARK} dikerjakan" in [item["description"] for item in board.incidents]


def test_a_forgotten_assignment_is_ended_before_its_incident_is_closed() -> None:
    board = Board()
    board.add(f"{MARK} dilupakan", NOW - timedelta(minutes=91))

    script(board, assignments=[5]).tick(NOW)

    paths = [(request.method, request.path) for request in board.requests]
    assert ("POST", "/api/assignments/5/status/") in paths
    assert f"{MARK} dilupakan" not in [item["description"] for item in board.incidents]


def test_the_board_never_holds_more_than_the_limit() -> None:
    board = Board()
    running = script(board)

    for minutes in range(0, 24, 1):
        board.now = NOW + timedelta(minutes=minutes)
        running.tick(board.now)

    assert len(board.incidents) <= OPEN_LIMIT


def test_a_server_that_is_away_does_not_end_the_script() -> None:
    def away(request: Request) -> Answer:
        raise ConnectionError

    running = script(Board())
    running.room = Room(away, "token")

    running.tick(NOW)

    assert running.next_at > NOW


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.words)
def test_a_scene_has_a_category_and_priority_of_the_contract(scene) -> None:
    from backend.incidents.models import Category

    assert scene.category in Category.values
    assert 1 <= scene.priority <= 4
