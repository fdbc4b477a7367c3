"""Items that come while others are stored are stored together, and none spoils another."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.units.actions.combining import WAITING_WEIGHT_MAX, Combiner, OverloadedError


class Store:
    """Remembers its groups; waits at a gate, and fails for groups that hold a bad item."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.began = threading.Semaphore(0)
        self.gate = threading.Event()

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.groups.append(list(items))
        self.began.release()
        assert self.gate.wait(10)
        if any(item < 0 for item in items):
            msg = "bad item"
            raise ValueError(msg)
        return [2 * item for item in items]


@pytest.fixture
def writer() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def store() -> Store:
    return Store()


def test_who_comes_alone_is_stored_at_once(store: Store) -> None:
    store.gate.set()

    assert Combiner(store).run(1) == 2
    assert store.groups == [[1]]


def test_who_comes_while_one_is_stored_waits_for_the_next_group(
    store: Store, writer: ThreadPoolExecutor
) -> None:
    combiner = Combiner(store)

    first = combiner.submit(1, writer)
    assert store.began.acquire(timeout=10)
    others = [combiner.submit(number, writer) for number in (2, 3, 4)]
    store.gate.set()

    assert [future.result(10) for future in (first, *others)] == [2, 4, 6, 8]
    assert store.groups == [[1], [2, 3, 4]]


def test_bad_item_is_refused_alone(store: Store, writer: ThreadPoolExecutor) -> None:
    combiner = Combiner(store)

    combiner.submit(1, writer)
    assert store.began.acquire(timeout=10)
    good, bad, other = (combiner.submit(number, writer) for number in (2, -3, 4))
    store.gate.set()

    assert (good.result(10), other.result(10)) == (4, 8)
    with pytest.raises(ValueError, match="bad item"):
        bad.result(10)


def test_threads_and_queued_items_share_the_groups(
    store: Store, writer: ThreadPoolExecutor
) -> None:
    combiner = Combiner(store)
    with ThreadPoolExecutor(4) as people:
        first = combiner.submit(1, writer)
        assert store.began.acquire(timeout=10)
        waiting = [people.submit(combiner.run, number) for number in (2, 3, 4)]
        store.gate.set()

        assert first.result(10) == 2
        assert sorted(future.result(10) for future in waiting) == [4, 6, 8]


def test_what_does_not_fit_into_memory_is_sent_away(
    store: Store, writer: ThreadPoolExecutor
) -> None:
    combiner = Combiner(store)
    first = combiner.submit(1, writer)
    assert store.began.acquire(timeout=10)
    waiting = combiner.submit(2, writer, weight=WAITING_WEIGHT_MAX)

    with pytest.raises(OverloadedError):
        combiner.submit(3, writer, weight=1)
    store.gate.set()

    assert (first.result(10), waiting.result(10)) == (2, 4)


def test_groups_are_bounded(store: Store, writer: ThreadPoolExecutor) -> None:
    combiner = Combiner(store)
    first = combiner.submit(0, writer)
    assert store.began.acquire(timeout=10)
    rest = [combiner.submit(number, writer) for number in range(1, 151)]
    store.gate.set()

    assert [future.result(10) for future in (first, *rest)] == [2 * n for n in range(151)]
    assert [len(group) for group in store.groups] == [1, 64, 64, 22]
