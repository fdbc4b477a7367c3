"""Event ids: the row that an event comes from and the event's slot within that row.

One row may tell of several objects (an incident and its alarm). Were they to share an id, a reader
cut off between them would resume after both and miss the second. With a slot for each, ids rise
strictly, and a reader resumes at the very event it had read last.
"""

from __future__ import annotations

from typing import NamedTuple

from backend.live.cursor import Row

SLOTS = 16
_ORDER = (
    "assignment",
    "unit",
    "incident",
    "closure",
    "alarm:panic",
    "alarm:incident",
    "alarm:notice",
    "alarm:tracker",
)
"""Events of one row in the order in which they are sent, alarms by the beginning of their ids. A
new one is appended: ids that readers hold outlive a release."""
_SLOT_OF = {name: slot for slot, name in enumerate(_ORDER)}


class Place(NamedTuple):
    """How far a reader has come: a row, and the slot of the latest event of that row."""

    row: int
    slot: int

    @property
    def identity(self) -> int:
        """Return the event id."""
        return self.row * SLOTS + self.slot


def slot_of(name: str) -> int:
    """Return the slot of an event by its name, an alarm's as ``alarm:`` and what it is about."""
    return _SLOT_OF[name]


def end_of(row: int) -> Place:
    """Return the place after every event of a row."""
    return Place(row, SLOTS - 1)


def place_of(identity: int) -> Place:
    """Return the place that an event id names."""
    return Place(*divmod(identity, SLOTS))


class LateRows:
    """Rows that were delivered after rows above them, with the position at which they were.

    They lie below what readers hold as their place, so that a reader cut off just then would not
    ask for them; it gets them again.
    """

    LIMIT = 500

    def __init__(self) -> None:
        self._rows: list[tuple[int, Row]] = []

    def note(self, rows: list[Row], position: int) -> None:
        """Remember rows that were delivered while readers stood at a position."""
        self._rows = [*self._rows, *((position, row) for row in rows)][-self.LIMIT :]

    def since(self, row: int) -> list[Row]:
        """Return the rows that a reader at a place may have missed."""
        return [late for position, late in self._rows if position >= row]
