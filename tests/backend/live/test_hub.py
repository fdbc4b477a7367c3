"""The hub: every reader gets every row once, and slow readers hold nobody up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.live.audience import Audience
from backend.live.cursor import Row
from backend.live.hub import BACKLOG, Hub, Subscription

pytestmark = pytest.mark.django_db(transaction=True)

ROOM = Audience(user=AnonymousUser(), person_id=None, role="dispatcher", language="id")


def keys_as_messages(rows: Sequence[Row], audience: Audience, position: int) -> list[bytes]:
    return [row.key.encode() for row in rows]


def write(*keys: str) -> None:
    record_changes(kind=Change.Kind.UNIT, keys=keys, now=timezone.now())


async def messages_of(subscription: Subscription, count: int) -> list[bytes | None]:
    return [await subscription.next(timeout_s=10) for _ in range(count)]


def test_a_reader_gets_rows_written_after_it_came():
    async def scene() -> list[bytes | None]:
        hub = Hub(keys_as_messages)
        await hub.run(lambda: write("before"))
        reader = await hub.subscribe(ROOM)
        await hub.run(lambda: write("amb-01", "amb-02"))
        got = await messages_of(reader, 2)
        await hub.close()
        return got

    assert asyncio.run(scene()) == [b"amb-01", b"amb-02"]


def test_two_readers_get_the_same_rows():
    async def scene() -> tuple[list[bytes | None], list[bytes | None]]:
        hub = Hub(keys_as_messages)
        one, two = await hub.subscribe(ROOM), await hub.subscribe(ROOM)
        await hub.run(lambda: write("amb-01"))
        got = await messages_of(one, 1), await messages_of(two, 1)
        await hub.close()
        return got

    assert asyncio.run(scene()) == ([b"amb-01"], [b"amb-01"])


def test_many_rows_arrive_in_order_and_complete():
    async def scene() -> list[bytes | None]:
        hub = Hub(keys_as_messages)
        reader = await hub.subscribe(ROOM)
        for start in range(0, 100, 10):
            await hub.run(lambda s=start: write(*(f"{s + i:03}" for i in range(10))))
        got = await messages_of(reader, 100)
        await hub.close()
        return got

    assert asyncio.run(scene()) == [f"{number:03}".encode() for number in range(100)]


def test_a_slow_reader_is_dropped_and_the_other_goes_on():
    async def scene() -> tuple[bytes | None, bytes | None]:
        hub = Hub(keys_as_messages)
        slow = await hub.subscribe(ROOM)
        await hub.run(lambda: write(*(f"{i}" for i in range(BACKLOG + 1))))
        end_of_slow = await slow.next(timeout_s=10)
        awake = await hub.subscribe(ROOM)
        await hub.run(lambda: write("after"))
        first_of_awake = await awake.next(timeout_s=10)
        await hub.close()
        return end_of_slow, first_of_awake

    assert asyncio.run(scene()) == (None, b"after")


def test_a_failing_renderer_ends_the_streams_so_that_readers_start_again():
    def broken(rows: Sequence[Row], audience: Audience, position: int) -> list[bytes]:
        raise RuntimeError

    async def scene() -> bytes | None:
        hub = Hub(broken)
        reader = await hub.subscribe(ROOM)
        await hub.run(lambda: write("amb-01"))
        got = await reader.next(timeout_s=10)
        await hub.close()
        return got

    assert asyncio.run(scene()) is None


def test_the_hub_stops_reading_when_the_last_reader_leaves():
    async def scene() -> bool:
        hub = Hub(keys_as_messages)
        reader = await hub.subscribe(ROOM)
        hub.leave(reader)
        stopped = hub.is_idle
        await hub.close()
        return stopped

    assert asyncio.run(scene())


def test_readers_that_come_and_go_quickly_do_no_harm():
    async def scene() -> list[bytes | None]:
        hub = Hub(keys_as_messages)
        for _ in range(300):
            reader = await hub.subscribe(ROOM)
            await asyncio.sleep(0)
            hub.leave(reader)
        reader = await hub.subscribe(ROOM)
        await hub.run(lambda: write("amb-01"))
        got = await messages_of(reader, 1)
        await hub.close()
        return got

    assert asyncio.run(scene()) == [b"amb-01"]
