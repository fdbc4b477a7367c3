"""Remembers which alarms readers were told, since time alone raises and ends some of them."""

from __future__ import annotations

from collections.abc import Iterable

from backend.live.alarms import Alarm


class AlarmWatch:
    """What the readers of one process hold to be true of the alarms that time changes.

    An alarm in a snapshot is known to that reader only, so two things are remembered: which alarms
    everybody was told of, and which ones somebody may believe in.
    """

    def __init__(self) -> None:
        self._told: dict[str, Alarm] = {}
        self._believed: set[str] = set()

    def believe(self, alarms: Iterable[Alarm]) -> None:
        """Note the active alarms of a first answer, which only one reader knows."""
        self._believed |= {alarm["id"] for alarm in alarms if alarm["active"]}

    def news(self, alarms: Iterable[Alarm]) -> list[Alarm]:
        """Return the alarms that somebody does not know as they are, and take all as told."""
        changed = []
        for alarm in alarms:
            identity = alarm["id"]
            if alarm["active"] and self._told.get(identity) != alarm:
                changed.append(alarm)
                self._told[identity] = alarm
                self._believed.add(identity)
            elif not alarm["active"] and identity in self._believed:
                changed.append(alarm)
                self._told.pop(identity, None)
                self._believed.discard(identity)
        return changed
