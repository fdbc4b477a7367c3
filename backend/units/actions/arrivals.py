"""Makes a returning unit available once it is back at its home station."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from backend.accounts.models import User
from backend.units.actions.status import set_unit_status
from backend.units.models import Position, Status, Unit
from backend.units.queries.states import is_at_station
from gis.freshness import PositionState, position_state
from gis.types import LonLat


def settle_at_stations(
    *,
    positions: Sequence[Position],
    units: Iterable[Unit],
    now: datetime,
    by: User | None = None,
) -> None:
    """Set ``available`` for each returning unit whose marker has reached its station.

    A fix that is no longer live says nothing about now. ``by`` is who told the place by radio.
    """
    returning = {unit.pk: unit for unit in units if unit.status == Status.RETURNING}
    for position in positions:
        unit = returning.get(position.unit_id)
        age_s = (now - position.fix_time).total_seconds()
        if unit is None or position_state(age_s, None) is not PositionState.LIVE:
            continue
        place = LonLat(position.lon_e6 / 1e6, position.lat_e6 / 1e6)
        if position.trusted and is_at_station(unit, place, position.accuracy_m):
            fresh = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
            if fresh.status == Status.RETURNING:
                set_unit_status(unit=fresh, status=Status.AVAILABLE, by=by, now=now)
