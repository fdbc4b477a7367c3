"""manage.py report_travel_times: a table, and what was not compared; never a failure of taste."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.backend.roads.conftest import PLACES
from tests.gis.test_observed_times import HEADER


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("report_travel_times", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.usefixtures("roads")
def test_the_shipped_trips_lie_off_a_drawn_network_and_are_listed() -> None:
    lines = run()

    assert "0 of 0 within a third of the observed time" in lines[1]
    assert len(lines) == 3 + 15


@pytest.mark.usefixtures("roads")
def test_a_trip_is_told_with_its_ratio_even_if_it_is_far_off(tmp_path: Path) -> None:
    a, d = PLACES["a"], PLACES["d"]
    path = tmp_path / "trips.csv"
    path.write_text(
        f"{HEADER}\nA,D,{a.lon},{a.lat},{d.lon},{d.lat},60,90,,car,2026,rekaan,rekaan,\n"
    )

    lines = run(str(path))

    # 3 km at 55 km/h are 3.3 minutes, a fifth more without siren.
    assert lines[1].split() == ["A", "-", "D", "(car)", "60-90", "3.9", "0.05", "no", "3.3"]


@pytest.mark.usefixtures("drawn")
def test_without_a_network_it_says_what_to_run() -> None:
    with pytest.raises(CommandError, match="import_road_network"):
        run()


@pytest.mark.usefixtures("roads")
def test_a_broken_table_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "trips.csv"
    path.write_text("origin\nA\n")

    with pytest.raises(CommandError, match=r"trips\.csv: column missing"):
        run(str(path))
