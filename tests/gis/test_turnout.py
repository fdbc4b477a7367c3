"""Turnout by kind of unit, longer at night by the regency's own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from gis.turnout import TURNOUT_S, turnout_s
from gis.types import UnitKind

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        (UnitKind.AMBULANCE, 60),
        (UnitKind.FIRE_TRUCK, 80),
        (UnitKind.BOAT, 900),
        (UnitKind.SEA_AMBULANCE, 900),
    ],
)
def test_turnout_by_day(kind: UnitKind, seconds: float) -> None:
    assert turnout_s(kind, NOON) == seconds


@pytest.mark.parametrize("hour_utc", [15, 17, 21])
def test_it_takes_half_as_long_again_from_22_to_5_wib(hour_utc: int) -> None:
    at = datetime(2026, 11, 25, hour_utc, tzinfo=UTC)  # 22:00, 00:00 and 04:00 WIB

    assert turnout_s(UnitKind.AMBULANCE, at) == 90


@pytest.mark.parametrize("hour_utc", [14, 22])
def test_evening_and_early_morning_are_day(hour_utc: int) -> None:
    at = datetime(2026, 11, 25, hour_utc, tzinfo=UTC)  # 21:00 and 05:00 WIB

    assert turnout_s(UnitKind.AMBULANCE, at) == 60


def test_every_kind_has_a_turnout() -> None:
    assert set(TURNOUT_S) == set(UnitKind)


def test_who_is_called_just_before_dawn_is_not_under_way_after_who_is_called_at_dawn() -> None:
    dawn = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # 5:00 WIB

    early = turnout_s(UnitKind.BOAT, dawn - timedelta(minutes=2))

    # 15 minutes by day, 22.5 at night: two minutes and the turnout of the day are less
    assert early == 17 * 60
