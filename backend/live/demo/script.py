"""The scripted incidents of the demo: what invented callers say, opened and closed over HTTP."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from backend.live.demo.room import Room

logger = logging.getLogger(__name__)

MARK = "SIMULASI:"
"""Begins the description of every scripted incident, so that nobody takes it for a real one."""
OPEN_LIMIT = 6
LASTS = timedelta(minutes=25)
ASSIGNED_LASTS = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class Scene:
    """One invented call."""

    category: str
    priority: int
    words: str
    description: str


SCENES = (
    Scene("medical", 2, "desa Lombang kecamatan Batang Batang", "orang tua sesak napas"),
    Scene("traffic_accident", 2, "desa Pabian, Kota Sumenep", "dua sepeda motor bertabrakan"),
    Scene("fire", 1, "desa Gapura Barat kecamatan Gapura", "dapur rumah terbakar"),
    Scene("medical", 1, "Pulau Sapudi, Gayam", "ibu hamil pendarahan"),
    Scene("rescue", 2, "desa Slopeng kecamatan Dasuk", "perenang terseret arus"),
    Scene("medical", 3, "Puskesmas Lenteng", "rujukan pasien demam tinggi"),
    Scene("traffic_accident", 2, "desa Aeng Panas kecamatan Pragaan", "mobil masuk parit"),
    Scene("public_order", 3, "desa Kolor, Kota Sumenep", "perkelahian di lapangan"),
    Scene("disaster", 2, "desa Guluk-Guluk kecamatan Guluk-Guluk", "pohon tumbang menutup jalan"),
    Scene("medical", 2, "desa Kalianget Timur kecamatan Kalianget", "nelayan terluka jangkar"),
    Scene("fire", 2, "desa Ambunten Timur kecamatan Ambunten", "gudang jerami berasap"),
    Scene("other", 4, "desa Manding Laok kecamatan Manding", "ular masuk rumah"),
    Scene("medical", 2, "Pelabuhan Batu Guluk", "penumpang kapal pingsan"),
    Scene("crime", 2, "desa Bluto kecamatan Bluto", "sepeda motor dirampas"),
)


@dataclass
class Script:
    """Opens a scene every ``interval`` and closes what has been open long enough."""

    room: Room
    interval: timedelta
    random: random.Random
    next_at: datetime
    open_assignments: Callable[[str], list[int]]
    """Returns the ids of the assignments of an incident that have not ended."""
    scenes: list[Scene] = field(default_factory=list)

    def tick(self, now: datetime) -> None:
        """Do what is due; a server that does not answer is asked again at the next time."""
        if now < self.next_at:
            return
        self.next_at = now + self.interval * self.random.uniform(0.8, 1.2)
        try:
            if self._close_old(now) < OPEN_LIMIT:
                self._open_next()
        except ConnectionError as error:
            logger.warning("scripted incident: %s", error)

    def _open_next(self) -> None:
        if not self.scenes:
            self.scenes = self.random.sample(SCENES, len(SCENES))
        scene = self.scenes.pop()
        answer = self.room.open_incident(
            {
                "category": scene.category,
                "priority": scene.priority,
                "description": f"{MARK} {scene.description}",
                "location": {"text": scene.words},
            }
        )
        if not answer.is_good:
            logger.warning("scripted incident refused with status %s", answer.status)

    def _close_old(self, now: datetime) -> int:
        """Close scripted incidents that have lasted; return how many scripted ones stay open."""
        stay_open = 0
        for incident in self.room.open_incidents():
            if not incident.get("description", "").startswith(MARK):
                continue
            if not self._close_if_old(incident, now):
                stay_open += 1
        return stay_open

    def _close_if_old(self, incident: dict[str, Any], now: datetime) -> bool:
        number = incident["number"]
        age = now - datetime.fromisoformat(incident["created_at"])
        assignments = self.open_assignments(number)
        if age < (ASSIGNED_LASTS if assignments else LASTS):
            return False
        for assignment_id in assignments:
            self.room.end_assignment(assignment_id)
        return self.room.close_incident(number).is_good
