"""What is wrong with a GTFS feed: file, line, field and what to do, and nothing is read from it."""

from pathlib import Path

import pytest

from tests.gis.feed_sketch import FEED, defects, swapped, two_stops, with_row

FREQUENCIES = "trip_id,start_time,end_time,headway_secs"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("stop_times.txt", "tengah,2", "kosong,2", "line 3: stop_id 'kosong' is unknown: add"),
        ("trips.txt", "kapal,", "perahu,", "line 2: route_id 'perahu' is unknown: add it to"),
        ("trips.txt", "harian", "libur", "line 2: service_id 'libur' is unknown: add it to cal"),
        ("stop_times.txt", "pergi,09", "lain,09", "line 3: trip_id 'lain' is unknown: add it to"),
        ("routes.txt", "kapal,a", "kapal,b", "line 2: agency_id 'b' is unknown"),
        ("routes.txt", "Putih,4", "Putih,", "line 2: route_type is missing"),
        ("routes.txt", "Putih,4", "Putih,kapal", "line 2: route_type 'kapal' is no whole number"),
        ("stop_times.txt", "pergi,09:00:00", "pergi,25:99", "arrival_time '25:99' is an impos"),
        ("stop_times.txt", "pergi,09:00:00", "pergi,-1:00:00", "line 3: arrival_time '-1:00:00'"),
        ("stop_times.txt", "pergi,09:00:00", "pergi,09:60:00", "line 3: arrival_time '09:60:00'"),
        ("stop_times.txt", "pergi,09:00:00", "pergi,9 pagi", "line 3: arrival_time '9 pagi' is"),
        ("stop_times.txt", "pergi,09:00:00", "pergi,800:00:00", "arrival_time '800:00:00' is an"),
        ("stop_times.txt", "09:10:00", "08:50:00", "line 3: departure_time 08:50:00 is before arr"),
        ("stop_times.txt", "pergi,10:10:00", "pergi,09:05:00", "line 4: arrival_time is before"),
        ("stop_times.txt", "pergi,10:10:00", "pergi,09:11:00", "line 4: arrival_time is 60 s aft"),
        ("stop_times.txt", "08:00:00,08:00:00", ",", "line 2: arrival_time and departure_time ar"),
        ("stop_times.txt", "tengah,2", "tengah,1", "line 3: stop_sequence 1 occurs twice"),
        ("stop_times.txt", "tengah,2", "tengah,", "line 3: stop_sequence is missing"),
        ("stop_times.txt", "tengah,2", "tengah,dua", "line 3: stop_sequence 'dua' is no whole"),
        ("calendar.txt", "20991231", "20251231", "line 2: end_date 20251231 is before start_date"),
        ("calendar.txt", "20260101", "20260230", "line 2: start_date '20260230' is no day"),
        ("calendar.txt", "20260101", "2026-01-01", "line 2: start_date '2026-01-01' is no day"),
        ("calendar.txt", "harian,1", "harian,ya", "line 2: monday 'ya' is none of 0, 1"),
        ("agency.txt", "Asia/Jakarta", "Asia/Sumenep", "line 2: agency_timezone 'Asia/Sumenep' is"),
        ("agency.txt", "Asia/Jakarta", "Asia", "line 2: agency_timezone 'Asia' is unknown"),
        ("agency.txt", "Asia/Jakarta", "../Jakarta", "line 2: agency_timezone '../Jakarta' is un"),
        ("agency.txt", "Asia/Jakarta", "", "line 2: agency_timezone is missing"),
        ("trips.txt", "pergi,0,1", "pergi,0,yes", "line 2: cars_allowed 'yes' is none of 0 (not"),
        ("trips.txt", "pergi,0,1", "pergi,2,1", "line 2: direction_id '2' is none of 0, 1"),
        ("stops.txt", "-7.0,114.2", "-7.0,", "line 4: stop_lon is missing"),
        ("stops.txt", "-7.0,114.2", "selatan,114.2", "line 4: stop_lat 'selatan' is not a number"),
        ("stops.txt", "-7.0,114.2", "nan,114.2", "line 4: stop_lat 'nan' is not a number"),
    ],
)
def test_a_wrong_value_is_named_with_its_file_line_and_field(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    lines = defects(tmp_path, swapped(name, old, new))

    assert any(line.startswith(name) and said in line for line in lines), lines


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("stops.txt", "utara,Lagi,-7.0,114.0", "line 5: stop_id 'utara' occurs twice"),
        ("routes.txt", "kapal,a,Lagi,4", "line 3: route_id 'kapal' occurs twice"),
        ("trips.txt", "kapal,harian,pergi,0,1", "line 3: trip_id 'pergi' occurs twice"),
        ("trips.txt", "kapal,harian,kosong,0,1", "trip_id kosong: has 0 stops in stop_times.txt"),
        ("calendar.txt", "harian,1,1,1,1,1,1,1,20260101,20260102", "line 3: service_id 'harian'"),
        ("agency.txt", "b,Lain,https://example.org,Asia/Makassar", "differs from 'Asia/Jakarta'"),
        ("stops.txt", "x,Koma, di nama,-7.0,114.0", "line 5: 5 fields under a header of 4"),
        ("stops.txt", 'x,"Tak tertutup,-7.0,114.0', "line 5: not a CSV table"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, name: str, row: str, said: str) -> None:
    lines = defects(tmp_path, with_row(name, row))

    assert any(line.startswith(name) and said in line for line in lines), lines


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ["pergi,06:00:00,12:00:00,0"],
            "line 2: headway_secs '0' is no whole number of at least 60",
        ),
        (["pergi,06:00:00,12:00:00,-60"], "line 2: headway_secs '-60' is no whole number"),
        (["pergi,06:00:00,12:00:00,"], "line 2: headway_secs is missing"),
        (["pergi,12:00:00,06:00:00,600"], "line 2: end_time is not after start_time"),
        (["pergi,12:00:00,12:75:00,600"], "line 2: end_time '12:75:00' is an impossible time"),
        (["lain,06:00:00,12:00:00,600"], "line 2: trip_id 'lain' is unknown"),
        (
            ["pergi,10:00:00,12:00:00,600", "pergi,06:00:00,10:00:01,600"],
            "line 2: trip_id 'pergi' sails by two headways at once: see line 3",
        ),
    ],
)
def test_a_wrong_headway_is_named(tmp_path: Path, rows: list[str], said: str) -> None:
    feed = FEED | {"frequencies.txt": "\n".join([FREQUENCIES, *rows])}

    lines = defects(tmp_path, feed)

    assert any(line.startswith("frequencies.txt") and said in line for line in lines), lines


def test_headways_that_follow_each_other_are_no_defect(tmp_path: Path) -> None:
    rows = [FREQUENCIES, "pergi,06:00:00,10:00:00,600", "pergi,10:00:00,12:00:00,900"]

    assert defects(tmp_path, FEED | {"frequencies.txt": "\n".join(rows)}) == []


@pytest.mark.parametrize(
    ("week", "exceptions"),
    [
        ("harian,0,0,0,0,0,0,0,20260101,20991231", []),
        ("harian,1,0,0,0,0,0,0,20260106,20260111", []),  # a Monday, from Tuesday to Sunday
        ("harian,1,1,1,1,1,1,1,20260101,20260102", ["20260101,2", "20260102,2"]),
    ],
)
def test_a_service_without_any_day_is_a_defect(
    tmp_path: Path, week: str, exceptions: list[str]
) -> None:
    feed = swapped("calendar.txt", "harian,1,1,1,1,1,1,1,20260101,20991231", week)
    rows = ["service_id,date,exception_type", *(f"harian,{each}" for each in exceptions)]

    (line,) = defects(tmp_path, feed | {"calendar_dates.txt": "\n".join(rows)})

    assert "trips.txt: line 2: service_id 'harian' has no day at all" in line


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["harian,20260101,3"], "line 2: exception_type '3' is neither 1 (added) nor 2"),
        (["harian,20260101,2", "harian,20260101,1"], "line 3: date 20260101 occurs twice"),
        (["harian,kemarin,1"], "line 2: date 'kemarin' is no day"),
    ],
)
def test_a_wrong_exception_is_named(tmp_path: Path, rows: list[str], said: str) -> None:
    table = "\n".join(["service_id,date,exception_type", *rows])

    lines = defects(tmp_path, FEED | {"calendar_dates.txt": table})

    assert any(said in line for line in lines), lines


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["perahu,,,"], "line 2: route_id 'perahu' is unknown"),
        (["kapal,utara,jauh,"], "line 2: to_stop_id 'jauh' is unknown"),
        (["kapal,utara,utara,"], "line 2: from_stop_id and to_stop_id are the same stop"),
        (["kapal,,,9", "kapal,,,9"], "line 3: this route and pair of stops occur twice"),
        (["kapal,,,banyak"], "line 2: crossing_low_s 'banyak' is no whole number"),
        (["kapal,utara,tengah,3700"], "crossing_low_s 3700 to crossing_high_s 5760 does not hold"),
    ],
)
def test_a_wrong_row_of_the_extension_is_named(tmp_path: Path, rows: list[str], said: str) -> None:
    table = "\n".join(["route_id,from_stop_id,to_stop_id,crossing_low_s", *rows])

    lines = defects(tmp_path, FEED | {"siaga_lanes.txt": table})

    assert any(line.startswith("siaga_lanes.txt") and said in line for line in lines), lines


def test_an_unknown_booking_rule_is_a_defect(tmp_path: Path) -> None:
    calls = two_stops()["stop_times.txt"].strip().splitlines()
    table = "\n".join([f"{calls[0]},pickup_booking_rule_id", f"{calls[1]},pesan", calls[2]])

    (line,) = defects(tmp_path, FEED | {"stop_times.txt": table})

    assert "stop_times.txt: line 2: pickup_booking_rule_id 'pesan' is unknown" in line


@pytest.mark.parametrize("name", ["agency", "stops", "routes", "trips", "stop_times", "calendar"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    feed = {other: text for other, text in FEED.items() if other != f"{name}.txt"}

    (line,) = defects(tmp_path, feed)

    assert line.startswith(f"{name}.txt: the file is missing")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("stops.txt", "stop_lat"),
        ("stop_times.txt", "stop_sequence"),
        ("trips.txt", "service_id"),
        ("calendar.txt", "sunday"),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, name: str, column: str) -> None:
    (line,) = defects(tmp_path, swapped(name, column, "lain"))

    assert line == f"{name}: line 1: column {column} is missing"


def test_a_crossing_that_takes_no_time_is_a_defect(tmp_path: Path) -> None:
    calls = two_stops()["stop_times.txt"].replace("09:00:00,09:10:00", "08:00:00,08:00:00")

    (line,) = defects(tmp_path, FEED | {"stop_times.txt": calls})

    assert "stop_times.txt: line 3: arrival_time is 0 s after the stop before (line 2)" in line


def test_a_feed_whose_ships_nobody_may_board_is_a_defect(tmp_path: Path) -> None:
    header, *calls = two_stops()["stop_times.txt"].strip().splitlines()
    table = "\n".join([f"{header},pickup_type", *(f"{call},1" for call in calls)])

    (line,) = defects(tmp_path, FEED | {"stop_times.txt": table})

    assert line == (
        "stop_times.txt: nobody may board and land anywhere: see pickup_type and drop_off_type"
    )


@pytest.mark.parametrize("kind", ["3", "0", "700", "1100", "1300"])
def test_a_feed_without_ferries_is_refused(tmp_path: Path, kind: str) -> None:
    lines = defects(tmp_path, swapped("routes.txt", "Putih,4", f"Putih,{kind}"))

    assert any("no feed of ferries" in line for line in lines)


def test_several_defects_are_told_at_once(tmp_path: Path) -> None:
    feed = swapped("stop_times.txt", "tengah,2", "kosong,2")
    feed["calendar.txt"] = FEED["calendar.txt"].replace("20991231", "20251231")
    feed["trips.txt"] = FEED["trips.txt"].replace("pergi,0,1", "pergi,0,9")

    lines = defects(tmp_path, feed)

    assert {line.split(":")[0] for line in lines} >= {"stop_times.txt", "calendar.txt", "trips.txt"}


def test_a_feed_that_is_wrong_throughout_stops_being_read(tmp_path: Path) -> None:
    rows = [f"x{n},Dermaga,selatan,timur" for n in range(2_000)]

    lines = defects(tmp_path, with_row("stops.txt", *rows))

    assert len(lines) < 1_000
    assert any("not read any further" in line for line in lines)
