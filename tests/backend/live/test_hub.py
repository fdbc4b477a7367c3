"""The hub: every reader gets every row once, and slow readers hold nobody up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Sequence

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.live.audience import Audience
from backend.live.cursor import Row
from backend.live.hub import Hub
from backend.live.places import Place
from backend.live.subscription import BACKLOG, BACKLOG_BYTES, Subscription

pytestmark = pytest.mark.django_db(transaction=True)

ROOM = Audience(user=AnonymousUser(), person_id=None, role="dispatcher", language="id")


class Keys:
    """Says the keys of the rows, one a line."""

    def first(
        self, audience: Audience, since: Place | None, position: int, late: Sequence[Row] = ()
    ) -> list[bytes]:
        return []

    def deltas(
        self, rows: Sequence[Row], audiences: Iterable[Audience], *, after: int
    ) -> dict[Audience, bytes]:
        return dict.fromkeys(audiences, b"".join(row.key.encode() + b"\n" for row in rows))

    def by_time(self, audiences: Iterable[Audience], *, position: int) -> dict[Audience, bytes]:
        return {}


class Slow(Keys):
    """Takes its time with the first rows, until it is let go on."""

    def __init__(self) -> None:
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def deltas(
        self, rows: Sequence[Row], audiences: Iterable[Audience], *, after: int
    ) -> dict[Audience, bytes]:
        self.has_begun.set()
        assert self.may_end.wait(10)
        return super().deltas(rows, audiences, after=after)


class Broken(Keys):
    """Fails at the first row."""

    def deltas(
        self, rows: Sequence[Row], audiences: Iterable[Audience], *, after: int
    ) -> dict[Audience, bytes]:
        raise RuntimeError


def write(*keys: str) -> None:
    record_changes(kind=Change.Kind.UNIT, keys=keys, now=timezone.now())


async def keys_read(subscription: Subscription, count: int) -> list[str]:
    read: list[str] = []
    while len(read) < count:
        message = await asyncio.wait_for(subscription.next(), 10)
        assert message is not None
        read += [key for key in message.decode().split() if key != ":"]
    return read


def test_a_reader_gets_rows_written_after_it_came():
    async def scene() -> list[str]:
        hub = Hub(Keys())
        await hub.run(lambda: write("before"))
        reader = await hub.subscribe(ROOM)
        await hub.run(lambda: write("amb-01", "amb-02"))
        got = await keys_read(reader, 2)
        await hub.close()
        return got

    assert asyncio.run(scene()) == ["amb-01", "amb-02"]


def test_two_readers_get_the_same_rows():
    async def scene() -> tuple[list[str], list[str]]:
        hub = Hub(Keys())
        one, two = await hub.subscribe(ROOM), await hub.subscribe(ROOM)
        await hub.run(lambda: write("amb-01"))
        got = await keys_read(one, 1), await keys_read(two, 1)
        await hub.close()
        return got

    assert asyncio.run(scene()) == (["amb-01"], ["amb-01"])


def test_many_rows_arrive_in_order_and_complete():
    async def scene() -> list[str]:
        hub = Hub(Keys())
        reader = await hub.subscribe(ROOM)
        for start in range(0, 100, 10):
            await hub.run(lambda s=start: write(*(f"{s + i:03}" for i in range(10))))
        got = await keys_read(reader, 100)
        await hub.close()
        return got

    assert asyncio.run(scene()) == [f"{number:03}" for number in range(100)]


def test_a_reader_that_comes_while_the_last_one_leaves_gets_its_rows():
    async def scene() -> list[str]:
        words = Slow()
        hub = Hub(words)
        last = await hub.subscribe(ROOM)
        await hub.run(lambda: write("before"))
        await asyncio.to_thread(words.has_begun.wait, 10)
        coming = asyncio.create_task(hub.subscribe(ROOM))
        await asyncio.sleep(0)  # it waits for its turn now
        hub.leave(last)
        words.may_end.set()
        reader = await coming
        await hub.run(lambda: write("amb-01"))
        got = await keys_read(reader, 1)
        await hub.close()
        return got

    assert asyncio.run(scene()) == ["amb-01"]


def test_a_burst_of_rows_drops_no_reader_that_listens():
    async def scene() -> int:
        hub = Hub(Keys())
        reader = await hub.subscribe(ROOM)
        await hub.run(lambda: write(*(f"{i}" for i in range(3 * BACKLOG))))
        got = await keys_read(reader, 3 * BACKLOG)
        await hub.close()
        return len(got)

    assert asyncio.run(scene()) == 3 * BACKLOG


def test_a_reader_with_too_many_messages_waiting_is_cut_off():
    cut = []
    slow = Subscription(ROOM, 0, lambda: cut.append("slow"))

    taken = [slow.put(b"x") for _ in range(BACKLOG + 1)]

    assert taken == [True] * BACKLOG + [False]
    assert cut == ["slow"]


def test_a_reader_with_too_many_bytes_waiting_is_cut_off():
    slow = Subscription(ROOM, 0)
    message = bytes(BACKLOG_BYTES)

    assert [slow.put(message), slow.put(message)] == [True, False]


def test_nothing_waits_any_more_for_a_reader_that_was_cut_off():
    slow = Subscription(ROOM, 0)
    for _ in range(BACKLOG + 1):
        slow.put(b"x")

    assert asyncio.run(slow.next()) is None


def test_a_slow_reader_holds_up_nobody(monkeypatch):
    monkeypatch.setattr("backend.live.subscription.BACKLOG", 3)

    async def scene() -> list[str]:
        hub = Hub(Keys())
        await hub.subscribe(ROOM)
        awake = await hub.subscribe(ROOM)
        got = []
        for number in range(6):
            await hub.run(lambda n=number: write(f"{n}"))
            got += await keys_read(awake, 1)
        await hub.close()
        return got

    assert asyncio.run(scene()) == ["0", "1", "2", "3", "4", "5"]


def test_a_failing_feed_ends_the_streams_so_that_readers_start_again():
    async def scene() -> bytes | None:
        hub = Hub(Broken())
        reader = await hub.subscribe(ROOM)
        await hub.run(lambda: write("amb-01"))
        got = await asyncio.wait_for(reader.next(), 10)
        await hub.close()
        return got

    assert asyncio.run(scene()) is None


def test_the_hub_stops_reading_when_the_last_reader_leaves():
    async def scene() -> bool:
        hub = Hub(Keys())
        reader = await hub.subscribe(ROOM)
        hub.leave(reader)
        stopped = hub.is_idle
        await hub.close()
        return stopped

    assert asyncio.run(scene())


def test_readers_that_come_and_go_quickly_do_no_harm():
    async def scene() -> list[str]:
        hub = Hub(Keys())
        for _ in range(300):
            reader = await hub.subscribe(ROOM)
            await asyncio.sleep(0)
            hub.leave(reader)
        reader = await hub.subscribe(ROOM)
        await hub.run(lambda: write("amb-01"))
        got = await keys_read(reader, 1)
        await hub.close()
        return got

    assert asyncio.run(scene()) == ["amb-01"]
