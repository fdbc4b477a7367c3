"""Playing tracks back: lines with gaps, the slider, trips and stops, files, a shared address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import gpxpy
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit, Visitor
from tests.running_platform import Client

LAND, SEA = "amb-13", "boat-03"
START = datetime.now(UTC).replace(hour=2, minute=0, second=0, microsecond=0) - timedelta(days=1)
"""Nine in the morning of yesterday, WIB."""
LON, LAT = 113.93, -6.98
M_PER_DEGREE = 110_500.0
LINE = "#map path.track-line"


def fixes(unit: str, from_s: int, to_s: int, from_m: float, mps: float) -> list[dict[str, object]]:
    return [
        {
            "unit": unit,
            "fix_time": (START + timedelta(seconds=at_s)).isoformat(),
            "lon": LON + (from_m + mps * (at_s - from_s)) / M_PER_DEGREE,
            "lat": LAT if unit == LAND else LAT + 0.02,
            "accuracy_m": 5,
        }
        for at_s in range(from_s, to_s + 1, 10)
    ]


@pytest.fixture(scope="module", autouse=True)
def driven(room: Client) -> None:
    """The ambulance rests ten minutes, drives 1,200 m in 100 s, is silent for ten minutes and
    drives 1,200 m more; the boat goes steadily all the time."""
    sent = [
        *fixes(LAND, 0, 600, 0, 0),
        *fixes(LAND, 610, 700, 120, 12),
        *fixes(LAND, 1300, 1400, 5000, 12),
        *fixes(SEA, 0, 1400, 0, 5),
    ]
    for first in range(0, len(sent), 100):
        answer = room.post("/api/positions/", sent[first : first + 100])
        verdicts = {one["verdict"] for one in answer.json["verdicts"]}
        assert verdicts <= {"live", "history", "duplicate"}


def wib(seconds: int) -> str:
    return f"{START + timedelta(hours=7, seconds=seconds):%H:%M:%S} WIB"


def address(units: str = f"{LAND},{SEA}", at_s: int | None = None) -> str:
    until = START + timedelta(minutes=30)
    at = "" if at_s is None else f"&at={START + timedelta(seconds=at_s):%Y-%m-%dT%H:%M:%SZ}"
    span = f"since={START:%Y-%m-%dT%H:%M:%SZ}&until={until:%Y-%m-%dT%H:%M:%SZ}"
    return f"/playback/?units={units}&{span}{at}"


def open_tracks(visitor: Visitor, path: str, **options: tuple[int, int]) -> Visit:
    visit = visitor("planner", path, **options)
    visit.page.wait_for_selector(LINE, state="attached")
    visit.page.wait_for_selector("#sections tr")
    return visit


def clock(page: Page) -> str:
    return page.locator("[data-part=clock]").inner_text()


def state(page: Page, unit: str) -> str:
    return page.locator(f"#tracks [data-unit={unit}] .state").inner_text()


def test_a_shared_address_shows_tracks_with_the_gap_left_open(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address())
    visit.page.wait_for_timeout(1500)
    visit.screenshot("playback-1366")

    assert visit.page.locator(LINE).count() == 3
    assert visit.page.locator("path.track-end").count() == 6
    assert (visit.foreign, visit.errors) == ([], [])
    visit.page.context.close()


def test_trips_stops_and_gaps_stand_beside_the_map(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address(LAND))

    rows = visit.page.locator("#sections tr").all_inner_texts()

    assert ["09:00–09:10 berhenti" in rows[0], "10 mnt" in rows[0]] == [True, True]
    assert ["09:10–09:23 perjalanan" in rows[1], "2,4 km" in rows[1]] == [True, True]
    assert ["tak terlihat 10 mnt" in rows[1], "puncak 43 km/jam" in rows[1]] == [True, True]
    assert "09:11–09:21 celah" in rows[2]
    visit.page.context.close()


def test_a_unit_in_a_gap_is_shown_as_unknown_at_its_last_place(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address(at_s=1000))

    visit.page.wait_for_selector(f".track-mark[data-unit={LAND}][data-state=unknown]")

    assert state(visit.page, LAND) == "tidak diketahui sejak 09:11 WIB"
    assert state(visit.page, SEA) == "18 km/jam"
    visit.page.context.close()


def test_a_unit_moves_between_two_fixes_of_a_piece(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address(LAND, at_s=640))
    place = f"document.querySelector('.track-mark[data-unit={LAND}]').getBoundingClientRect().x"
    visit.page.wait_for_selector(f".track-mark[data-unit={LAND}][data-state=moving]")
    before = visit.page.evaluate(place)

    visit.page.locator("[data-part=slider]").press("ArrowRight")

    assert clock(visit.page) == wib(650)
    assert visit.page.evaluate(place) > before
    visit.page.context.close()


@pytest.mark.parametrize(
    ("key", "second"),
    [
        ("ArrowRight", 610),
        ("ArrowLeft", 590),
        ("Shift+ArrowRight", 660),
        ("PageUp", 900),
        ("PageDown", 300),
        ("Home", 0),
        ("End", 1800),
    ],
)
def test_the_slider_obeys_the_keyboard(visitor: Visitor, key: str, second: int) -> None:
    visit = open_tracks(visitor, address(at_s=600))

    visit.page.locator("[data-part=slider]").press(key)

    assert clock(visit.page) == wib(second)
    visit.page.context.close()


def test_the_space_bar_plays_and_pauses(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address(at_s=0))
    page = visit.page
    page.select_option("[data-part=speed]", "300")
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press(" ")
    page.wait_for_function(
        "start => document.querySelector('[data-part=clock]').textContent > start", arg=wib(120)
    )
    page.keyboard.press(" ")
    paused = clock(page)
    page.wait_for_timeout(300)

    assert clock(page) == paused
    assert page.locator("[data-part=play]").get_attribute("aria-pressed") == "false"
    page.context.close()


def test_playing_ends_at_the_end(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address(at_s=1700))
    visit.page.select_option("[data-part=speed]", "300")

    visit.page.click("[data-part=play]")

    expect(visit.page.locator("[data-part=clock]")).to_have_text(wib(1800))
    expect(visit.page.locator("[data-part=play]")).to_have_attribute("aria-pressed", "false")
    visit.page.context.close()


def test_a_trip_in_the_table_sets_the_slider_and_comes_into_sight(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address(at_s=0))

    visit.page.locator("#sections tr[data-kind=trip] button").last.press("Enter")

    assert clock(visit.page) == wib(600)
    expect(visit.page.locator(f".track-mark[data-unit={LAND}]")).to_be_in_viewport()
    visit.page.context.close()


def test_the_address_follows_the_slider_so_that_it_can_be_shared(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address(at_s=0))

    visit.page.locator("[data-part=slider]").press("PageUp")
    visit.page.wait_for_url(f"**at={START + timedelta(seconds=300):%Y-%m-%dT%H:%M:%SZ}")

    visit.page.reload()
    visit.page.wait_for_selector(LINE, state="attached")
    assert clock(visit.page) == wib(300)
    visit.page.context.close()


def test_units_and_a_day_are_chosen_in_the_form(visitor: Visitor) -> None:
    visit = visitor("dispatcher", "/playback/")
    page = visit.page
    page.check(f"[name=units][value={LAND}]")
    page.check("[name=span][value=day]")
    page.fill("[name=day]", f"{START + timedelta(hours=7):%Y-%m-%d}")

    page.click("#ask button[type=submit]")
    page.wait_for_selector(LINE, state="attached")

    assert page.locator(LINE).count() == 2
    assert f"units={LAND}&" in page.url
    page.context.close()


def test_the_console_leads_to_the_last_two_hours_of_a_unit(visitor: Visitor) -> None:
    visit = visitor("dispatcher")
    visit.wait_until_live()
    visit.page.click(f".unit-row >> text={LAND}")

    visit.page.click("a[data-act=playback]")

    expect(visit.page.locator("#tracks [data-unit]")).to_have_attribute("data-unit", LAND)
    visit.page.context.close()


def test_nothing_in_the_span_is_said_plainly(visitor: Visitor) -> None:
    span = "since=2026-01-01T00:00:00Z&until=2026-01-01T01:00:00Z"
    visit = visitor("planner", f"/playback/?units={LAND}&{span}")

    expect(visit.page.locator("#said")).to_contain_text("Tidak ada posisi dalam rentang ini")

    assert state(visit.page, LAND) == "tidak diketahui"
    visit.page.context.close()


def test_a_place_told_by_radio_is_shown_without_a_line(visitor: Visitor, room: Client) -> None:
    unit = "amb-12"
    told = {"lon": LON, "lat": LAT, "radius_m": 800, "time": f"{START:%Y-%m-%dT%H:%M:%SZ}"}
    assert room.post(f"/api/units/{unit}/position/", told).status == 200
    visit = visitor("planner", address(unit))

    expect(visit.page.locator("#said")).to_contain_text("hanya posisi lewat radio")

    assert visit.page.locator("#map path.track-told").count() == 1
    assert visit.page.locator(LINE).count() == 0
    assert "1 titik di luar garis" in visit.page.locator(f"#tracks [data-unit={unit}]").inner_text()
    visit.page.context.close()


def test_an_unknown_unit_in_the_address_is_named(visitor: Visitor) -> None:
    visit = visitor("planner", address("amb-99"))

    expect(visit.page.locator("#said")).to_contain_text("Unit amb-99 tidak ada.")
    visit.page.context.close()


def test_a_server_out_of_reach_is_said_and_asking_again_works(visitor: Visitor) -> None:
    visit = visitor(
        "planner",
        address(),
        prepare=lambda page: page.route("**/api/tracks/*", lambda r: r.abort()),
    )
    expect(visit.page.locator("#said")).to_contain_text("Server tidak terjangkau")
    visit.page.unroute("**/api/tracks/*")

    visit.page.click("#ask button[type=submit]")

    visit.page.wait_for_selector(LINE, state="attached")
    visit.page.context.close()


def test_a_track_is_taken_away_as_gpx(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address(LAND))

    with visit.page.expect_download() as started:
        visit.page.click(f"#tracks [data-unit={LAND}] a >> text=GPX")
    found = gpxpy.parse(started.value.path().read_text())

    assert started.value.suggested_filename.startswith(f"{LAND}_")
    assert [len(segment.points) for segment in found.tracks[0].segments] == [71, 11]
    visit.page.context.close()


def test_a_phone_shows_the_map_first_and_scrolls_only_down(visitor: Visitor) -> None:
    visit = open_tracks(visitor, address(at_s=650), size=PHONE)
    visit.page.wait_for_timeout(1500)
    visit.screenshot("playback-390")

    width = visit.page.evaluate("document.documentElement.scrollWidth")
    box = visit.page.locator("#map").bounding_box()

    assert width <= PHONE[0]
    assert box is not None
    assert box["y"] < 200
    visit.page.context.close()
