"""Which months of positions have a partition of their own; PostgreSQL only.

Bounds are the first instant of a month in UTC, and a partition is named after its month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

TABLE = "units_position"
DEFAULT = f"{TABLE}_default"
_NAME = re.compile(rf"{TABLE}_y(\d{{4}})m(\d\d)")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of UTC."""

    year: int
    number: int

    @property
    def first(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first instant of the month after it."""
        return self.later(1).first

    @property
    def table(self) -> str:
        """The name of its partition."""
        return f"{TABLE}_y{self.year:04}m{self.number:02}"

    def later(self, months: int) -> Month:
        """Return the month that comes so many months after it, or before it where negative."""
        year, index = divmod(12 * self.year + self.number - 1 + months, 12)
        return Month(year, index + 1)


def month_of(moment: datetime) -> Month:
    """Return the month of a moment."""
    utc = moment.astimezone(UTC)
    return Month(utc.year, utc.month)


def is_partitioned() -> bool:
    """Tell whether this database keeps the positions by month."""
    return connection.vendor == "postgresql" and bool(_children())


def months_with_partition() -> list[Month]:
    """Return the months that have a partition, oldest first; none on SpatiaLite."""
    if connection.vendor != "postgresql":
        return []
    names = (_NAME.fullmatch(name) for name in _children())
    return sorted(Month(int(found[1]), int(found[2])) for found in names if found)


def _children() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid "
            "WHERE inhparent = to_regclass(%s)",
            [TABLE],
        )
        return [row[0] for row in cursor.fetchall()]
