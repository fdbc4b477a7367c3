"""The table of ferry lanes: what is read, and what is wrong with it line by line."""

from pathlib import Path

import pytest

from gis.lane_files import read_lanes

HEADER = (
    "code,name,from_port,to_port,carries_vehicles,on_demand,distance_m,duration_low_s,"
    "duration_likely_s,duration_high_s,speed_kmh,mean_wait_s,certainty,source,year"
)
GOOD = "a-b,A - B,a,b,true,false,5000,500,600,700,18.52,900,good,rekaan,2024"


def read(tmp_path: Path, *rows: str):
    path = tmp_path / "lanes.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return read_lanes(path, ports={"a", "b"})


def test_a_lane_is_read(tmp_path: Path) -> None:
    (record,), defects = read(tmp_path, GOOD)

    assert defects == []
    assert record.year == 2024
    assert record.lane.carries_vehicles
    assert record.lane.duration is not None
    assert record.lane.duration.likely_s == 600


def test_a_range_that_no_source_states_is_estimated(tmp_path: Path) -> None:
    row = GOOD.replace("500,600,700", ",600,")

    (record,), _ = read(tmp_path, row)

    # a quarter less and three fifths more than 600 s
    assert record.lane.duration is not None
    assert (record.lane.duration.low_s, record.lane.duration.high_s) == (450, 960)


def test_a_lane_without_any_stated_time_has_no_duration(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, GOOD.replace("500,600,700", ",,"))

    assert record.lane.duration is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",a,b,", ",a,z,", "no port z"),
        (",a,b,", ",a,a,", "same port"),
        ("true", "maybe", "carries_vehicles"),
        ("5000", "-5", "distance_m"),
        ("18.52", "", "speed_kmh"),
        ("900", "abc", "mean_wait_s"),
        ("500,600,700", "700,600,500", "order"),
        ("500,600,700", "500,,700", "without duration_likely_s"),
    ],
)
def test_a_broken_row_is_named_with_what_is_wrong(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    records, defects = read(tmp_path, GOOD.replace(old, new))

    assert records == ()
    assert any(said in str(defect) and "a-b" in str(defect) for defect in defects)


def test_a_code_that_occurs_twice_is_a_defect(tmp_path: Path) -> None:
    _, defects = read(tmp_path, GOOD, GOOD)

    assert any("2 times" in str(defect) for defect in defects)
