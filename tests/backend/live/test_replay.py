"""A recorded track is sent again at its pace, with moved times, and every fix is accounted for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.live.demo.wire import Answer, Request
from backend.live.replay import BATCH_MAX, Counts, Replay, ReplayError, schedule
from gis.track_reading import RecordedFix

T = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


@dataclass
class JumpingClock:
    """A clock on which waiting takes no time."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Server:
    """Answers what it is told to, then always with the verdict ``live``."""

    clock: JumpingClock
    answers: list[Answer | Exception] = field(default_factory=list)
    got: list[tuple[float, list[dict[str, Any]]]] = field(default_factory=list)

    def send(self, request: Request) -> Answer:
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        items = json.loads(request.body)
        self.got.append(((self.clock.now() - NOW).total_seconds(), items))
        return verdicts(*["live"] * len(items))


def verdicts(*names: str) -> Answer:
    entries = [{"event_id": "", "verdict": name, "reason": None} for name in names]
    return Answer(200, json.dumps({"verdicts": entries}).encode())


def track(*seconds: float) -> list[RecordedFix]:
    return [
        RecordedFix(T + timedelta(seconds=at), 113.86 + at / 1e5, -7.0, speed_mps=4.0)
        for at in seconds
    ]


def replayed(
    tracks: dict[str, Sequence[RecordedFix]],
    *answers: Answer | Exception,
    speed: float = 60,
    end: datetime | None = None,
) -> tuple[Counts, Server]:
    clock = JumpingClock()
    server = Server(clock, list(answers))
    replay = Replay(send=server.send, clock=clock, headers={}, name="r")
    return replay.run(schedule(tracks, speed=speed, begin=NOW, end=end)), server


def test_fixes_are_sent_at_the_pace_asked_for() -> None:
    _, server = replayed({"amb-01": track(0, 60, 600)}, speed=60)

    assert [at_s for at_s, _ in server.got] == [0, 1, 10]


def test_last_fix_is_of_the_moment_it_is_sent() -> None:
    _, server = replayed({"amb-01": track(0, 600)}, speed=60)

    assert server.got[-1][1][0]["fix_time"] == (NOW + timedelta(seconds=10)).isoformat()


def test_time_of_the_last_fix_can_be_given() -> None:
    _, server = replayed({"amb-01": track(0, 600)}, end=T)

    times = [items[0]["fix_time"] for _, items in server.got]
    assert times == [(T - timedelta(seconds=600)).isoformat(), T.isoformat()]


@pytest.mark.parametrize("speed", [1, 7, 60, 3600])
def test_no_fix_is_ahead_of_the_clock(speed: float) -> None:
    _, server = replayed({"amb-01": track(0, 13, 400, 3000)}, speed=speed)

    for at_s, items in server.got:
        newest = datetime.fromisoformat(items[-1]["fix_time"])
        assert newest <= NOW + timedelta(seconds=at_s, milliseconds=1)


def test_what_is_due_together_goes_in_one_batch() -> None:
    _, server = replayed({"amb-01": track(0, 5), "amb-02": track(0, 5)}, speed=60)

    assert [[item["unit"] for item in items] for _, items in server.got] == [
        ["amb-01", "amb-02"],
        ["amb-01", "amb-02"],
    ]


def test_batch_is_no_larger_than_the_server_takes() -> None:
    counts, server = replayed({"amb-01": track(*[0] * 250)})

    assert [len(items) for _, items in server.got] == [BATCH_MAX, BATCH_MAX, 50]
    assert counts.sent == 250


def test_values_go_along_and_unknown_ones_are_left_out() -> None:
    _, server = replayed({"amb-01": track(0)})

    item = server.got[0][1][0]
    assert (item["speed_mps"], item["event_id"]) == (4.0, "r-0")
    assert "battery_pct" not in item


def test_lost_connection_is_tried_again_with_the_same_event() -> None:
    counts, server = replayed({"amb-01": track(0)}, ConnectionError("reset"), Answer(503, b"later"))

    assert [item["event_id"] for _, items in server.got for item in items] == ["r-0"]
    assert (counts.sent, counts.agree) == (1, True)


def test_silence_of_two_minutes_ends_the_replay() -> None:
    with pytest.raises(ReplayError, match="no good answer for 12"):
        replayed({"amb-01": track(0)}, *[ConnectionError("refused")] * 100)


def test_refusal_ends_the_replay_at_once() -> None:
    with pytest.raises(ReplayError, match="403 no such token"):
        replayed({"amb-01": track(0)}, Answer(403, b"no such token"))


def test_answer_without_verdicts_ends_the_replay() -> None:
    with pytest.raises(ReplayError, match="without verdicts"):
        replayed({"amb-01": track(0)}, Answer(200, b"<html>"))


@pytest.mark.parametrize(
    ("names", "agree"),
    [
        (["live", "history"], True),
        (["live", "duplicate"], True),
        (["live", "quarantine"], False),
        (["live"], False),
    ],
)
def test_counts_agree_when_every_fix_is_on_the_track(names: list[str], agree: bool) -> None:
    counts, _ = replayed({"amb-01": track(0, 0)}, verdicts(*names))

    assert counts.agree is agree
