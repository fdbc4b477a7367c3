"""When ships sail: service days, sailings by timetable or headway, boats that come when asked.

Times of day are counted in seconds from the local midnight at which a service day begins, as in
GTFS, and may exceed 24 hours for a ship that sails past midnight. Every answer keeps the order of
arrival: whoever is ready later never leaves on a ship that arrives earlier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType

WEEKDAYS = 7


class Pace(StrEnum):
    """Which end of every range a clock takes: all goes well, as expected, all goes badly."""

    LOW = "low"
    LIKELY = "likely"
    HIGH = "high"


SHARE_WAITED: Mapping[Pace, float] = MappingProxyType(
    {Pace.LOW: 0.0, Pace.LIKELY: 0.5, Pace.HIGH: 1.0}
)
"""How much of a headway is waited for where nobody knows when in it a ship leaves."""


@dataclass(frozen=True, slots=True)
class ServiceDays:
    """The days on which something sails (GTFS ``calendar`` and ``calendar_dates``).

    ``weekdays`` counts Monday as 0; ``first`` and ``last`` are included, None leaves an end open.
    """

    weekdays: frozenset[int] = frozenset(range(WEEKDAYS))
    first: date | None = None
    last: date | None = None
    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()

    def runs_on(self, day: date) -> bool:
        """Tell whether the service runs on a day; exceptions outweigh the week."""
        if day in self.added:
            return True
        if day in self.removed:
            return False
        begun = self.first is None or self.first <= day
        return begun and (self.last is None or day <= self.last) and day.weekday() in self.weekdays


EVERY_DAY = ServiceDays()


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One sailing by timetable, on each of its days."""

    days: ServiceDays
    departs_s: int
    duration_s: int
    trip: str = ""


@dataclass(frozen=True, slots=True)
class Frequent:
    """Sailings at a headway between two times of day (GTFS ``frequencies``).

    ``exact`` ones leave at the first time plus whole headways, before ``until_s``. Others leave
    some time within a headway of being asked for: at once, after half of it, after all of it.
    """

    days: ServiceDays
    from_s: int
    until_s: int
    headway_s: int
    duration_s: int
    exact: bool = False
    trip: str = ""


@dataclass(frozen=True, slots=True)
class OnDemand:
    """A boat that sails when asked, between two times of day, once its crew is ready.

    It is asked when the unit is dispatched and gets ready while the unit is on its way; only the
    high pace supposes that nobody asked before the unit stood on the quay.
    """

    days: ServiceDays
    from_s: int
    until_s: int
    ready_low_s: int
    ready_likely_s: int
    ready_high_s: int
    duration_s: int
    trip: str = ""

    def ready_s(self, pace: Pace) -> int:
        """Return how long the boat needs from being asked to being ready to board."""
        by_pace = (self.ready_low_s, self.ready_likely_s, self.ready_high_s)
        return by_pace[tuple(Pace).index(pace)]


Service = Scheduled | Frequent | OnDemand


@dataclass(frozen=True, slots=True)
class Halt:
    """A time in which ships may not leave (``factor`` None) or cross more slowly (at least 1).

    It holds from ``from_at`` up to, not including, ``until_at``; None leaves an end open.
    """

    factor: float | None
    from_at: datetime | None = None
    until_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether it holds at a moment."""
        begun = self.from_at is None or self.from_at <= at
        return begun and (self.until_at is None or at < self.until_at)


@dataclass(frozen=True, slots=True)
class Sailing:
    """A ship that leaves at a moment and is under way for ``duration_s``, halts included."""

    leaves_at: datetime
    duration_s: float
    service: Service

    @property
    def arrives_at(self) -> datetime:
        """When it is at the other quay."""
        return self.leaves_at + timedelta(seconds=self.duration_s)


@dataclass(frozen=True)
class Timetable:
    """Everything that sails from one quay to another, in the time zone of its times of day."""

    services: tuple[Service, ...]
    zone: tzinfo

    def next_sailing(
        self,
        at_quay: datetime,
        *,
        boarding_s: float,
        asked_at: datetime,
        latest: datetime,
        pace: Pace = Pace.LIKELY,
        stretch: float = 1.0,
        halts: Sequence[Halt] = (),
    ) -> Sailing | None:
        """Return the sailing that arrives first of those that somebody at a quay can still take.

        Parameters
        ----------
        at_quay
            When the unit stands on the quay.
        boarding_s
            How long before leaving it must be there.
        asked_at
            When boats on demand were asked for.
        latest
            The last moment at which a ship may leave; None is returned without one. It must not
            depend on ``at_quay``, or being there sooner could be worse.
        stretch
            What multiplies every crossing: the pace's end of the lane's range.
        halts
            Ships that would leave while a halt holds do not, or cross more slowly.
        """
        ends = [h.until_at for h in halts if h.until_at is not None]
        found = [
            sailing
            for service in self.services
            for ready_at in _ready_moments(service, at_quay, boarding_s, asked_at, pace, ends)
            for sailing in self._sailings(service, ready_at, latest, stretch, halts)
        ]
        if len(found) < 2:
            return found[0] if found else None
        return min(found, key=lambda s: (s.arrives_at, s.leaves_at))

    def _sailings(
        self,
        service: Service,
        ready_at: datetime,
        latest: datetime,
        stretch: float,
        halts: Sequence[Halt],
    ) -> Iterator[Sailing]:
        """Yield a service's first sailing of each day, up to one that nothing slows.

        Those of later days leave later and take no less.
        """
        for leaves_at in self._leaving(service, ready_at, latest):
            factor = slowing(leaves_at, halts)
            if factor is not None:
                yield Sailing(leaves_at, service.duration_s * stretch * factor, service)
                if factor == 1.0:
                    return

    def _leaving(
        self, service: Service, ready_at: datetime, latest: datetime
    ) -> Iterator[datetime]:
        """Yield when a service first leaves on each of its days, up to the latest moment."""
        end_s = service.departs_s if isinstance(service, Scheduled) else service.until_s
        day = (ready_at - timedelta(seconds=end_s)).astimezone(self.zone).date()
        last = latest.astimezone(self.zone).date()
        while day <= last:
            if service.days.runs_on(day):
                midnight = datetime.combine(day, time(0), self.zone)
                leaves_s = _leaves_s(service, (ready_at - midnight).total_seconds())
                if leaves_s is not None:
                    leaves_at = midnight + timedelta(seconds=leaves_s)
                    if leaves_at <= latest:
                        yield leaves_at
            day += timedelta(days=1)


def departures_on(timetable: Timetable, day: date) -> list[datetime]:
    """Return when ships with stated times leave on a day, in order; for people to read."""
    midnight = datetime.combine(day, time(0), timetable.zone)
    times_s: list[int] = []
    for service in timetable.services:
        if not service.days.runs_on(day):
            continue
        if isinstance(service, Scheduled):
            times_s.append(service.departs_s)
        elif isinstance(service, Frequent) and service.exact:
            times_s += range(service.from_s, service.until_s, service.headway_s)
    return [midnight + timedelta(seconds=seconds) for seconds in sorted(times_s)]


def slowing(leaves_at: datetime, halts: Sequence[Halt]) -> float | None:
    """Return by what a crossing that begins at a moment is multiplied, None if it may not."""
    factor = 1.0
    for halt in halts:
        if halt.holds(leaves_at):
            if halt.factor is None:
                return None
            factor = max(factor, halt.factor)
    return factor


def _ready_moments(
    service: Service,
    at_quay: datetime,
    boarding_s: float,
    asked_at: datetime,
    pace: Pace,
    halts_end: Sequence[datetime],
) -> list[datetime]:
    """Return when a ship may be ready to leave: as soon as can be, and as each halt ends.

    A shuttle that a halt has kept at the quay leaves as the halt ends. Were its headway waited
    for from then on, whoever came a little later would leave before it.
    """
    aboard_from = at_quay
    if isinstance(service, OnDemand):
        asked = at_quay if pace == Pace.HIGH else asked_at
        aboard_from = max(at_quay, asked + timedelta(seconds=service.ready_s(pace)))
    elif isinstance(service, Frequent) and not service.exact:
        aboard_from += timedelta(seconds=SHARE_WAITED[pace] * service.headway_s)
    ready_at = aboard_from + timedelta(seconds=boarding_s)
    return [ready_at, *(end for end in halts_end if end > ready_at)]


def _leaves_s(service: Service, ready_s: float) -> float | None:
    """Return when a service first leaves on a day for somebody who is ready, None if not."""
    if isinstance(service, Scheduled):
        return service.departs_s if service.departs_s >= ready_s else None
    if isinstance(service, Frequent) and service.exact:
        late_s = max(0.0, ready_s - service.from_s)
        leaves_s = service.from_s + -(-late_s // service.headway_s) * service.headway_s
        return leaves_s if leaves_s < service.until_s else None
    leaves_s = max(float(service.from_s), ready_s)
    return leaves_s if leaves_s <= service.until_s else None
