"""``thin_positions`` thins past days once, says by how much, and leaves what it must not touch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from shapely.geometry import LineString, Point

from backend.units.actions import thinning
from backend.units.models import Device, Position, ThinnedDay, Unit
from gis.projection import to_degrees, to_metres

NOW = datetime(2031, 6, 20, 12, 0, tzinfo=UTC)
OLD = datetime(2031, 5, 10, 8, 0, tzinfo=UTC)
"""41 days before; the limit is 30, the retention 90."""
TOWN_M = (154_000.0, 9_222_000.0)
EAST = [(10 * n, 100 * n, 0) for n in range(6)]
"""Seconds, metres east, metres north: half a kilometre in 50 s."""


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(thinning, "PAUSE_S", 0.0)


@pytest.fixture
def drive(amb: Unit, named_phone: Device) -> Callable[..., list[Position]]:
    """Return a function that stores a drive."""

    def store(
        track: list[tuple[float, float, float]], begin: datetime = OLD, **values: Any
    ) -> list[Position]:
        rows = []
        for seconds, east_m, north_m in track:
            lon, lat = to_degrees(TOWN_M[0] + east_m, TOWN_M[1] + north_m)
            at = begin + timedelta(seconds=seconds)
            defaults: dict[str, Any] = {
                "unit": amb,
                "device": named_phone,
                "fix_time": at,
                "stated_time": at,
                "received_at": at,
                "lon_e6": round(float(lon) * 1e6),
                "lat_e6": round(float(lat) * 1e6),
                "source": "osmand",
                "verdict": "live",
            }
            rows.append(Position(**(defaults | values)))
        return Position.objects.bulk_create(rows)

    return store


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("thin_positions", *arguments, stdout=out)
    return out.getvalue()


def seconds_left(begin: datetime = OLD) -> list[int]:
    times = Position.objects.order_by("fix_time", "id").values_list("fix_time", flat=True)
    return [int((at - begin).total_seconds()) for at in times]


def test_straight_drive_keeps_its_ends(drive: Callable[..., Any]) -> None:
    drive(EAST)

    run()

    assert seconds_left() == [0, 50]


def test_every_point_that_went_lies_within_20_m_of_what_stays(drive: Callable[..., Any]) -> None:
    bends = [(10 * n, 100 * n, 18 * (n % 3) + 40 * (n % 7 == 0)) for n in range(200)]
    drive(bends)
    before = list(Position.objects.values_list("lon_e6", "lat_e6"))

    run()

    rows = Position.objects.order_by("fix_time")
    line = LineString([_metres(*place) for place in rows.values_list("lon_e6", "lat_e6")])
    assert rows.count() < 200
    assert max(line.distance(Point(_metres(*place))) for place in before) <= 20


def _metres(lon_e6: int, lat_e6: int) -> tuple[float, float]:
    x, y = to_metres(lon_e6 / 1e6, lat_e6 / 1e6)
    return float(x), float(y)


def test_younger_days_stay_as_they_are(drive: Callable[..., Any]) -> None:
    drive(EAST, NOW - timedelta(days=29))

    run()

    assert Position.objects.count() == 6


def test_age_can_be_given(drive: Callable[..., Any]) -> None:
    drive(EAST, NOW - timedelta(days=29))

    run("--thin-after", "7")

    assert Position.objects.count() == 2


def test_day_that_the_retention_has_begun_is_left_to_it(drive: Callable[..., Any]) -> None:
    drive(EAST, NOW - timedelta(days=90) + timedelta(hours=1))

    run()

    assert Position.objects.count() == 6


def test_trying_deletes_nothing_and_says_what_would_go(drive: Callable[..., Any]) -> None:
    drive(EAST)

    report = run("--dry-run")

    assert Position.objects.count() == 6
    assert "Would be thinned (over 30 days): 1 days, 4 of 6 positions" in report
    assert ThinnedDay.objects.count() == 0


def test_report_tells_the_length_before_and_after(drive: Callable[..., Any]) -> None:
    drive([(0, 0, 0), (10, 300, 19), (20, 600, 0)])  # 2 x 300.6 m, then 600 m

    run()

    day = ThinnedDay.objects.get()
    assert day.length_before_m == pytest.approx(601.2, abs=0.3)
    assert day.length_after_m == pytest.approx(600.0, abs=0.3)
    assert (day.points_before, day.points_after) == (3, 2)


def test_second_run_thins_nothing(drive: Callable[..., Any]) -> None:
    drive(EAST)
    run()

    report = run()

    assert "Thinned (over 30 days): 0 days, 0 of 0 positions" in report


def test_points_that_come_late_to_a_thinned_day_stay(drive: Callable[..., Any]) -> None:
    drive(EAST)
    run()
    drive([(25, 250, 0)])

    run()

    assert seconds_left() == [0, 25, 50]


def test_mock_location_stays_with_the_fixes_beside_it(drive: Callable[..., Any]) -> None:
    drive([(10 * n, 100 * n, 0) for n in range(4)])
    drive([(35, 350, 0)], trusted=False)
    drive([(10 * n, 100 * n, 0) for n in range(4, 8)])

    run()

    assert seconds_left() == [0, 30, 35, 40, 70]


def test_place_told_by_radio_stays(drive: Callable[..., Any]) -> None:
    drive(EAST)
    drive([(15, 150, 0)], source="radio", device=None)

    run()

    assert seconds_left() == [0, 15, 50]


def test_another_place_in_the_same_second_stays_with_the_fixes_beside_it(
    drive: Callable[..., Any],
) -> None:
    drive([(10 * n, 100 * n, 0) for n in range(3)])
    drive([(20, 205, 0)], note="same_second")
    drive([(10 * n, 100 * n, 0) for n in range(3, 6)])

    run()

    assert seconds_left() == [0, 20, 20, 30, 50]


def test_both_ends_of_a_relocation_stay(drive: Callable[..., Any]) -> None:
    drive([(10 * n, 100 * n, 0) for n in range(3)])
    drive([(30, 300, 0)], note="repaired,relocated")
    drive([(10 * n, 100 * n, 0) for n in range(4, 6)])

    run()

    assert seconds_left() == [0, 20, 30, 50]


def test_each_tracker_keeps_a_line_of_its_own(drive: Callable[..., Any], amb: Unit) -> None:
    second = Device.objects.create(
        identifier="second", unit=amb, identifier_only=True, created_at=NOW
    )
    drive(EAST)
    drive([(10 * n + 5, 0, 0) for n in range(6)], device=second)  # left at the station

    run()

    assert seconds_left() == [0, 5, 50, 55]


def test_midnight_parts_two_days(drive: Callable[..., Any]) -> None:
    before_midnight = OLD.replace(hour=23, minute=59, second=30)
    drive([(10 * n, 100 * n, 0) for n in range(6)], before_midnight)

    run()

    assert seconds_left(before_midnight) == [0, 20, 30, 50]
    assert ThinnedDay.objects.count() == 2


def test_one_unit_can_be_named(drive: Callable[..., Any], make_unit: Callable[..., Unit]) -> None:
    drive(EAST)
    drive(EAST, unit=make_unit("amb-02"), device=None)

    run("--unit", "amb-02")

    assert Position.objects.filter(unit__code="amb-01").count() == 6
    assert Position.objects.filter(unit__code="amb-02").count() == 2


def test_unknown_unit_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="There is no unit 'amb-99'"):
        run("--unit", "amb-99")


@pytest.mark.parametrize("days", ["0", "-3", "91"])
def test_age_beyond_the_retention_is_refused(db: None, days: str) -> None:
    with pytest.raises(CommandError, match=f"1 to 90 days, which is the retention, not {days}"):
        run(f"--thin-after={days}")


def test_day_stays_whole_when_its_record_cannot_be_written(
    drive: Callable[..., Any], amb: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive(EAST)
    monkeypatch.setattr(ThinnedDay.objects, "create", _fail)

    with pytest.raises(RuntimeError):
        list(thinning.thin_positions(unit=amb, after_days=30, by=None, now=NOW))

    assert Position.objects.count() == 6


def _fail(**_: Any) -> None:
    raise RuntimeError
