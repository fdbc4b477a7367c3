"""Runs the demo fleet and the scripted incidents against a running server until it is stopped."""

from __future__ import annotations

import contextlib
import random
import signal
import threading
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from backend.live.demo import actions, orders
from backend.live.demo.fleet import Fleet, Stops
from backend.live.demo.room import Room
from backend.live.demo.script import Script
from backend.live.demo.wire import Connection
from backend.roads.queries import router

ORDERS_EVERY = timedelta(seconds=3)
FIRST_INCIDENT_AFTER = timedelta(seconds=20)


class Command(BaseCommand):
    help = "Drive the demo units over HTTP and open a scripted incident every few minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="the running server")
        parser.add_argument(
            "--interval-s",
            nargs=2,
            type=float,
            default=(10.0, 30.0),
            metavar=("MIN", "MAX"),
            help="how often a phone sends; each has its own interval between the two",
        )
        parser.add_argument(
            "--incident-every-min", type=float, default=4.0, help="0 leaves the incidents out"
        )
        parser.add_argument("--seed", type=int, default=112)

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_outside_debug()
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        connection = Connection(options["url"])
        room = Room(connection.send, actions.open_demo_account(now=timezone.now()))
        try:
            self._run(connection, room, options, stop)
        finally:
            actions.close_demo_account(now=timezone.now())

    def _refuse_outside_debug(self) -> None:
        if not settings.DEBUG:
            msg = "The demo fleet runs only with DEBUG=1: it would mix invented with real units."
            raise CommandError(msg)
        if not settings.DEMO:
            msg = "The demo fleet is switched off (DEMO=0)."
            raise CommandError(msg)

    def _run(
        self, connection: Connection, room: Room, options: dict[str, Any], stop: threading.Event
    ) -> None:
        fleet = Fleet(
            Stops(orders.stops_on_land(), orders.ports(), orders.hospitals()),
            interval_s=tuple(options["interval_s"]),
            seed=options["seed"],
            on_home=lambda code: _tell_home(room, code),
        )
        script = _script(room, options)
        orders_due_at = timezone.now()
        while not stop.is_set():
            now = timezone.now()
            if now >= orders_due_at:
                close_old_connections()
                fleet.follow(orders.crewed_units(), router(), now)
                orders_due_at = now + ORDERS_EVERY
            fleet.tick(connection.send, now)
            if script is not None:
                script.tick(now)
            due_at = min(orders_due_at, fleet.next_due_at() or orders_due_at)
            stop.wait(max(0.05, (due_at - timezone.now()).total_seconds()))


def _tell_home(room: Room, code: str) -> None:
    with contextlib.suppress(ConnectionError):
        room.set_available(code)


def _script(room: Room, options: dict[str, Any]) -> Script | None:
    if options["incident_every_min"] <= 0:
        return None
    return Script(
        room=room,
        interval=timedelta(minutes=options["incident_every_min"]),
        random=random.Random(options["seed"]),  # noqa: S311  (a simulation, not a secret)
        next_at=timezone.now() + FIRST_INCIDENT_AFTER,
        open_assignments=orders.open_assignments,
    )
