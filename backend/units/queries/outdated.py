"""What has passed the time for which it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from backend.changes.queries import outdated_changes
from backend.units.models import Position, QuarantinedItem, ReceivedRequest
from backend.units.queries import tracks
from backend.units.queries.judgements import retention
from backend.units.queries.partitions import Month, months_with_partition


@dataclass(frozen=True, slots=True)
class Outdated:
    """How many rows have passed the time for which they are kept, or have been deleted."""

    months: dict[Month, int]
    """Months whose partition lies wholly before the retention, with their positions."""
    positions: int
    """Positions of other months."""
    settled_items: int
    """Quarantined items that a supervisor has released or discarded."""
    unsettled_items: int
    requests: int
    changes: int
    """Rows of the live feed."""

    @property
    def all_positions(self) -> int:
        """Positions of whole months and of others."""
        return sum(self.months.values()) + self.positions

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing at all."""
        rest = (self.positions, self.settled_items, self.unsettled_items)
        return not (self.months or any(rest) or self.requests or self.changes)


def count_outdated(now: datetime) -> Outdated:
    """Count what would be deleted now."""
    months = outdated_months(now)
    return Outdated(
        months={month: count_of(month) for month in months},
        positions=outdated_positions(now, besides=months).count(),
        settled_items=outdated_items(now, settled=True).count(),
        unsettled_items=outdated_items(now, settled=False).count(),
        requests=outdated_requests(now).count(),
        changes=outdated_changes(now).count(),
    )


def outdated_months(now: datetime) -> list[Month]:
    """Return the months with a partition that holds nothing but outdated positions.

    No fix time is later than its stated time, so the end of a month bounds both.
    """
    earliest = now - retention()
    return [month for month in months_with_partition() if month.end <= earliest]


def count_of(month: Month) -> int:
    """Return how many positions a month has."""
    rows = Position.objects.filter(stated_time__gte=month.first, stated_time__lt=month.end)
    return rows.count()


def outdated_positions(now: datetime, *, besides: list[Month]) -> QuerySet[Position]:
    """Return the positions older than the retention that are in none of these months."""
    whole = Q()
    for month in besides:
        whole |= Q(stated_time__gte=month.first, stated_time__lt=month.end)
    rows = Position.objects.filter(fix_time__lt=now - retention())
    rows = tracks.within(rows, until=now - retention())
    return rows.exclude(whole) if besides else rows


def outdated_items(now: datetime, *, settled: bool) -> QuerySet[QuarantinedItem]:
    """Return the quarantined items that were last received before the retention."""
    rows = QuarantinedItem.objects.filter(received_at__lt=now - retention())
    return rows.exclude(settlement="") if settled else rows.filter(settlement="")


def outdated_requests(now: datetime) -> QuerySet[ReceivedRequest]:
    """Return the raw requests older than ``RAW_RETENTION_HOURS``."""
    earliest = now - timedelta(hours=settings.RAW_RETENTION_HOURS)
    return ReceivedRequest.objects.filter(received_at__lt=earliest)
