"""Journey: the server is killed outright in mid-batch, again and again, and nothing is lost.

Phones send batches without pause and send each again until it is acknowledged, as real ones do.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy import children
from tests.running_platform import ROOT, Client, free_port, own_database

PHONES = 6
BATCH = 40
KILLS = 4
READY_LIMIT_S = 60.0
SECRET = "rahasia-uji"

FILL = f"""
from datetime import UTC, datetime
from django.contrib.gis.geos import Point
from backend.accounts.models import secret_digest
from backend.units.models import Device, Station, Unit
now = datetime.now(UTC)
station = Station.objects.create(code="pos-uji", name="Pos Uji", kind="hospital",
    kecamatan_code="35.29.01", confidence="A", confirmed=True, point=Point(113.8667, -7.0167))
for number in range({PHONES}):
    code = f"uji-{{number}}"
    unit = Unit.objects.create(code=code, name=code, kind="ambulance", station=station,
        status_since=now)
    Device.objects.create(identifier=code, unit=unit, created_at=now,
        secret_digest=secret_digest("{SECRET}" + code))
"""


@dataclass
class Server:
    """A server that can be killed and started again on the same state and port."""

    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    child: children.Child | None = None
    is_up: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "backend.asgi:application"]
        command += ["--port", str(self.port), "--log-level", "critical"]
        self.child = children.start("server", command, self.environment, folder=ROOT)
        deadline = time.monotonic() + READY_LIMIT_S
        while True:
            try:
                if self.client().get("/healthz").status == 200:
                    break
            except (OSError, HTTPException):
                assert time.monotonic() < deadline
                assert self.child.process.poll() is None
                time.sleep(0.05)
        self.is_up.set()

    def kill(self) -> None:
        assert self.child is not None
        self.is_up.clear()
        self.child.process.kill()
        self.child.process.wait()

    def client(self) -> Client:
        return Client(f"http://127.0.0.1:{self.port}")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read the database once nobody of the killed server writes to it any more."""
        url = self.environment.get("DATABASE_URL", "")
        if not url.startswith("postgis"):
            connection = sqlite3.connect(Path(self.environment["VAR_DIR"]) / "siaga112.sqlite3")
            try:
                return connection.execute(sql).fetchall()
            finally:
                connection.close()
        others = "datname = current_database() AND backend_type = 'client backend'"
        others += " AND pid <> pg_backend_pid()"
        with psycopg.connect(url.replace("postgis", "postgresql", 1), autocommit=True) as reader:
            while (
                not self.is_up.is_set()
                and reader.execute(f"SELECT 1 FROM pg_stat_activity WHERE {others}").fetchone()
            ):
                time.sleep(0.02)
            return reader.execute(sql).fetchall()


@dataclass
class Phone:
    """Sends batches in order, each until it is acknowledged."""

    number: int
    server: Server
    stop: threading.Event
    sent: int = 0
    acknowledged: int = 0
    tries: int = 0

    def run(self) -> None:
        while not self.stop.is_set():
            self.sent += 1
            while not self._is_acknowledged(self.sent):
                self.server.is_up.wait(READY_LIMIT_S)
            self.acknowledged += 1

    def _is_acknowledged(self, batch: int) -> bool:
        self.tries += 1
        began = int(self.server.environment["BEGAN"])
        items = [
            {
                "fix_time": began + BATCH * batch + number,
                "lon": 113.86 + batch / 1e5 + number / 1e6,
                "lat": -7.0167,
                "altitude_m": batch,
            }
            for number in range(BATCH)
        ]
        try:
            answer = self.server.client().post(
                "/api/positions/", items, Authorization=f"Bearer {SECRET}uji-{self.number}"
            )
        except (OSError, HTTPException):
            return False
        assert answer.status == 200, answer.body
        return True


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with own_database() as database:
        environment = {**os.environ, **database, "VAR_DIR": str(tmp_path), "DEBUG": "1"}
        environment |= {
            "SQLITE_SYNCHRONOUS": "FULL",
            "LOG_LEVEL": "CRITICAL",
            "BEGAN": str(int(time.time()) - 800_000),
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        (tmp_path / "static").mkdir()
        for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", FILL]):
            command = [sys.executable, "manage.py", *arguments]
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
        killable = Server(environment)
        try:
            killable.start()
            yield killable
        finally:
            if killable.child is not None:
                children.stop([killable.child])


def stored_batches(server: Server) -> Counter[tuple[str, int]]:
    """Return how many fixes of each batch are stored, by unit and batch."""
    rows = server.rows(
        "SELECT u.code, p.altitude_m, count(*) FROM units_position p "
        "JOIN units_unit u ON u.id = p.unit_id GROUP BY u.code, p.altitude_m"
    )
    return Counter({(code, int(batch)): count for code, batch, count in rows})


def test_kill_in_mid_batch_leaves_all_of_it_or_none_and_the_retry_completes_it(
    server: Server,
) -> None:
    dice, stop = random.Random(112), threading.Event()
    phones = [Phone(number, server, stop) for number in range(PHONES)]
    threads = [threading.Thread(target=phone.run) for phone in phones]
    for thread in threads:
        thread.start()

    for _ in range(KILLS):
        before = sum(phone.acknowledged for phone in phones)
        while sum(phone.acknowledged for phone in phones) < before + 2:
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.1))  # the moment of the kill is the point of the test
        acknowledged = [phone.acknowledged for phone in phones]
        server.kill()
        batches = stored_batches(server)
        assert set(batches.values()) <= {BATCH}
        for phone, count in zip(phones, acknowledged, strict=True):
            assert all(batches[f"uji-{phone.number}", batch + 1] for batch in range(count))
        server.start()
    stop.set()
    for thread in threads:
        thread.join(READY_LIMIT_S)

    assert all(phone.acknowledged == phone.sent for phone in phones)
    assert stored_batches(server) == Counter(
        {
            (f"uji-{phone.number}", batch + 1): BATCH
            for phone in phones
            for batch in range(phone.sent)
        }
    )
    assert sum(phone.tries for phone in phones) > sum(phone.sent for phone in phones)
    kept = server.rows("SELECT sum(live + history) FROM units_receivedrequest")
    assert kept == [(BATCH * sum(phone.sent for phone in phones),)]
