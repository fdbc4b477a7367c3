"""Lets requests that come at the same time be stored together, in one transaction.

Whoever comes while nobody stores becomes the leader and stores everything that waits, then hands
over to the next. A single request waits for nothing; under load the groups grow by themselves. If
a group cannot be stored, each of its requests is tried alone, so that none spoils another.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from typing import Generic, TypeVar

from django.db import connection

logger = logging.getLogger(__name__)

GROUP_MAX = 64
"""Requests that are stored together."""
GROUP_WEIGHT_MAX = 2_000_000
"""Bytes that are stored together, except that one request may be larger."""
WAITING_WEIGHT_MAX = 64_000_000
"""Bytes that may wait; who comes then is sent away and tries again."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class OverloadedError(Exception):
    """So much waits that nothing more may be kept in memory."""


class _Ticket(Generic[Item, Result]):
    """One waiting request. ``lead`` is called when it is its turn to store the group."""

    def __init__(self, item: Item, weight: int, lead: Callable[[], None]) -> None:
        self.item = item
        self.weight = weight
        self.lead = lead
        self.done: Future[Result] = Future()


class Combiner(Generic[Item, Result]):
    """Stores items in groups; ``store`` must do all of a group or none of it."""

    def __init__(self, store: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._waiting: deque[_Ticket[Item, Result]] = deque()
        self._weight = 0
        self._is_led = False

    def run(self, item: Item, *, weight: int = 0) -> Result:
        """Store an item and return its result; inside a transaction of the caller at once.

        Raises
        ------
        OverloadedError
            If too much waits already.
        Exception
            Whatever storing this item raised.
        """
        if connection.in_atomic_block:
            return self._store([item])[0]
        turn = threading.Event()
        ticket: _Ticket[Item, Result] = _Ticket(item, weight, turn.set)
        ticket.done.add_done_callback(lambda _: turn.set())
        if self._enter(ticket):
            self._lead()
        else:
            turn.wait()
            if not ticket.done.done():
                self._lead()
        return ticket.done.result()

    def submit(self, item: Item, executor: Executor, *, weight: int = 0) -> Future[Result]:
        """Queue an item to be stored on a thread of the executor.

        Raises
        ------
        OverloadedError
            If too much waits already.
        """
        ticket: _Ticket[Item, Result] = _Ticket(
            item, weight, lambda: _unused(executor.submit(self._lead))
        )
        if self._enter(ticket):
            ticket.lead()
        return ticket.done

    def _enter(self, ticket: _Ticket[Item, Result]) -> bool:
        """Put a ticket into the queue; tell whether its owner must lead."""
        with self._guard:
            if self._waiting and self._weight + ticket.weight > WAITING_WEIGHT_MAX:
                raise OverloadedError
            self._waiting.append(ticket)
            self._weight += ticket.weight
            must_lead, self._is_led = not self._is_led, True
            return must_lead

    def _lead(self) -> None:
        """Store one group, then hand over to the first of those who came meanwhile."""
        group: list[_Ticket[Item, Result]] = []
        try:
            group = self._next_group()
            self._settle(group)
        finally:
            for ticket in group:
                if not ticket.done.done():  # only if this thread is being ended
                    ticket.done.set_exception(RuntimeError("storing was broken off"))
            with self._guard:
                following = self._waiting[0] if self._waiting else None
                self._is_led = following is not None
            if following is not None:
                following.lead()

    def _next_group(self) -> list[_Ticket[Item, Result]]:
        group: list[_Ticket[Item, Result]] = []
        weight = 0
        with self._guard:
            while self._waiting and len(group) < GROUP_MAX:
                weight += self._waiting[0].weight
                if group and weight > GROUP_WEIGHT_MAX:
                    break
                ticket = self._waiting.popleft()
                self._weight -= ticket.weight
                group.append(ticket)
        return group

    def _settle(self, group: Sequence[_Ticket[Item, Result]]) -> None:
        try:
            results = self._store([ticket.item for ticket in group])
        except Exception as error:  # noqa: BLE001  (each request is told its own)
            self._settle_alone(group, error)
        else:
            for ticket, result in zip(group, results, strict=True):
                ticket.done.set_result(result)

    def _settle_alone(self, group: Sequence[_Ticket[Item, Result]], error: Exception) -> None:
        """Try each request of a failed group alone, on a connection that works."""
        logger.warning("%s requests are stored one by one: %s", len(group), type(error).__name__)
        for ticket in group:
            try:
                connection.close_if_unusable_or_obsolete()
                ticket.done.set_result(self._store([ticket.item])[0])
            except Exception as own_error:  # noqa: BLE001
                ticket.done.set_exception(own_error)


def _unused(_: object) -> None:
    """Drop a result that nobody asks for."""
