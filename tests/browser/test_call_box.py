"""The call box: words stay, a pin that a person set stays, one key ends what is no emergency."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit, Visitor
from tests.running_platform import Client


@pytest.fixture
def visit(visitor: Visitor) -> Iterator[Visit]:
    """Open the console with a new call in hand."""
    visit = visitor()
    visit.wait_until_live()
    visit.page.wait_for_selector("#map-region.has-map")
    visit.page.keyboard.press("n")
    yield visit
    visit.page.context.close()


def type_words(page: Page, words: str) -> None:
    page.fill("input[name=words]", words)


def saved_incident(page: Page, room: Client) -> dict[str, object]:
    page.locator("input[name=words]").press("Enter")
    page.wait_for_selector("#incident h2 small")
    number = page.locator("#incident h2 small").inner_text()
    feature: dict[str, object] = room.get(f"/api/incidents/{number}/").json
    return feature


@pytest.mark.parametrize("typed", ["-7.056, 113.936", "-7,056; 113,936"])
def test_typed_coordinates_are_kept_to_the_digit(visit: Visit, room: Client, typed: str) -> None:
    type_words(visit.page, typed)
    visit.page.wait_for_selector(".place .known >> text=-7.05600, 113.93600")

    incident = saved_incident(visit.page, room)

    assert incident["geometry"] == {"type": "Point", "coordinates": [113.936, -7.056]}


def test_typed_coordinates_on_land_tell_their_kecamatan(visit: Visit, room: Client) -> None:
    type_words(visit.page, "-7.045, 113.925")
    visit.page.wait_for_selector(".place .known >> text=-7.04500, 113.92500")

    incident = saved_incident(visit.page, room)

    assert incident["properties"]["kecamatan"]["name"] == "Kalianget"  # type: ignore[index]


def test_a_dragged_pin_stays_when_the_words_change(visit: Visit) -> None:
    page = visit.page
    type_words(page, "-7.056, 113.936")
    page.wait_for_selector(".pin-symbol")
    box = page.locator(".pin-symbol").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=5)
    page.mouse.up()
    dragged = page.locator(".place .known").inner_text()

    type_words(page, "dekat dermaga")
    page.wait_for_timeout(1500)

    assert "Pin digeser ke" in dragged
    assert page.locator(".place .known").inner_text() == dragged


def test_typed_coordinates_stay_when_the_words_change(visit: Visit) -> None:
    page = visit.page
    type_words(page, "-7.056, 113.936")
    page.wait_for_selector(".place .known")

    type_words(page, "desa Lombang kecamatan Batang Batang")
    page.wait_for_selector(".place .kept")

    assert "-7.05600, 113.93600" in page.locator(".place .known").inner_text()


def test_a_chosen_candidate_moves_the_pin(visit: Visit) -> None:
    page = visit.page
    type_words(page, "desa Lombang")
    page.wait_for_selector(".candidates button")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("2")

    assert page.locator(".candidates .is-chosen kbd").inner_text() == "2"
    assert page.locator(".pin-symbol").count() == 1


def test_a_place_that_is_asked_for_is_never_guessed(visit: Visit, room: Client) -> None:
    type_words(visit.page, "desa Lombang")
    visit.page.wait_for_selector(".candidates button")

    incident = saved_incident(visit.page, room)

    assert incident["geometry"] is None
    assert incident["properties"]["words"] == "desa Lombang"  # type: ignore[index]


def test_an_unknown_place_asks_for_it_before_ranking(visit: Visit) -> None:
    type_words(visit.page, "dekat pohon besar")
    visit.page.locator("input[name=words]").press("Enter")

    warning = visit.page.locator("#recommendation .warning")
    warning.wait_for()

    assert "belum diketahui" in warning.inner_text()


@pytest.mark.parametrize(
    ("key", "outcome"), [("F2", "prank"), ("F4", "ghost"), ("F7", "information"), ("F8", "test")]
)
def test_one_key_closes_a_contact_that_is_no_emergency(
    visit: Visit, room: Client, key: str, outcome: str
) -> None:
    before = room.get("/api/incidents/").json["count"]
    type_words(visit.page, f"uji {key}")

    visit.page.keyboard.press(key)
    visit.page.wait_for_selector(".notice")

    call = room.get("/api/calls/").json["results"][0]
    assert (call["words"], call["outcome"], call["incident"]) == (f"uji {key}", outcome, None)
    assert room.get("/api/incidents/").json["count"] == before


def test_what_was_typed_outlives_a_reload(visit: Visit) -> None:
    type_words(visit.page, "rumah terbakar di Kalianget")
    visit.page.wait_for_timeout(300)

    visit.page.reload()

    assert visit.page.input_value("input[name=words]") == "rumah terbakar di Kalianget"


def test_what_was_typed_outlives_a_failed_save(visit: Visit) -> None:
    page = visit.page
    type_words(page, "orang tenggelam")
    page.route("**/api/incidents/", lambda route: route.abort())

    page.locator("input[name=words]").press("Enter")

    page.wait_for_selector(".call .error >> text=/Isian tetap ada/")
    assert page.input_value("input[name=words]") == "orang tenggelam"


def test_letters_are_silent_while_a_field_has_the_focus(visit: Visit) -> None:
    page = visit.page
    theme = page.get_attribute("html", "data-theme")

    page.locator("input[name=words]").press_sequentially("tjkmnz")

    assert page.input_value("input[name=words]") == "tjkmnz"
    assert page.get_attribute("html", "data-theme") == theme


def test_a_letter_chooses_the_category_and_proposes_its_priority(visit: Visit) -> None:
    visit.page.locator("[role=radiogroup] button").first.focus()

    visit.page.keyboard.press("k")

    chosen = visit.page.locator("[role=radio][aria-checked=true]").all_inner_texts()
    assert [re.sub(r"\s+", " ", text) for text in chosen] == ["K Kebakaran", "1 P1"]


def focused_words(page: Page) -> str:
    return re.sub(r"\s+", " ", page.evaluate("document.activeElement.textContent"))


@pytest.mark.parametrize("words", ["desa Lombang kecamatan Batang Batang", "desa Lombang"])
def test_tab_goes_from_the_words_straight_to_the_categories(visit: Visit, words: str) -> None:
    type_words(visit.page, words)
    visit.page.wait_for_selector(".place .known, .candidates button")

    visit.page.locator("input[name=words]").press("Tab")

    assert visit.page.evaluate("document.activeElement.matches('[role=radio]')")


def test_the_links_of_the_place_come_later_for_tab(visit: Visit) -> None:
    visit.page.locator("input[name=words]").press("Tab")

    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Tab")

    assert focused_words(visit.page) == "Tunjuk di peta"


@pytest.mark.parametrize("letter", ["m", "u", "j", "k", "n", "t"])
def test_a_letter_is_a_category_anywhere_in_the_panel(visit: Visit, letter: str) -> None:
    page = visit.page
    theme = page.get_attribute("html", "data-theme")
    page.locator(".place-actions button").first.focus()

    page.keyboard.press(letter)

    chosen = page.locator("[role=radio][aria-checked=true] kbd").first.inner_text()
    assert chosen == letter.upper()
    assert page.get_attribute("html", "data-theme") == theme
    assert page.evaluate("document.activeElement.closest('form.call') !== null")


def test_a_digit_is_the_priority_outside_text_fields(visit: Visit) -> None:
    visit.page.locator("input[name=words]").press("Tab")

    visit.page.keyboard.press("m")
    visit.page.keyboard.press("3")

    chosen = visit.page.locator("[role=radio][aria-checked=true] kbd").all_inner_texts()
    assert chosen == ["M", "3"]


@pytest.mark.parametrize("field", ["words", "phone", "name", "notes"])
def test_enter_saves_from_each_text_field(visit: Visit, field: str) -> None:
    type_words(visit.page, "dekat pohon besar")

    visit.page.locator(f"input[name={field}]").press("Enter")
    visit.page.wait_for_selector("form.call", state="detached")

    assert "dekat pohon besar" in visit.page.locator("#incident .words").inner_text()


def test_a_digit_after_words_that_ask_chooses_the_candidate(visit: Visit) -> None:
    page = visit.page
    type_words(page, "desa Lombang")
    page.wait_for_selector(".candidates button")

    page.keyboard.press("2")

    assert page.locator(".candidates .is-chosen kbd").inner_text() == "2"
    assert page.input_value("input[name=words]") == "desa Lombang"


@pytest.mark.parametrize("words", ["-7.056, 113.9", "desa Lombang ", "desa Lombang RT", "km"])
def test_a_digit_of_a_number_or_an_address_stays_a_digit(visit: Visit, words: str) -> None:
    page = visit.page
    type_words(page, words)
    page.wait_for_timeout(700)

    page.keyboard.press("1")

    assert page.input_value("input[name=words]") == f"{words}1"


def test_a_hasty_enter_saves_the_words_and_not_the_pin_of_earlier_ones(
    visit: Visit, room: Client
) -> None:
    type_words(visit.page, "-7.056, 113.93")
    visit.page.wait_for_selector(".place .known >> text=113.93000")
    visit.page.keyboard.type("6")

    incident = saved_incident(visit.page, room)

    assert incident["geometry"] == {"type": "Point", "coordinates": [113.936, -7.056]}


def test_without_the_map_the_call_goes_on_and_the_page_says_so(
    visitor: Visitor, room: Client
) -> None:
    visit = visitor(prepare=lambda page: page.route("**/leaflet*.js", lambda route: route.abort()))
    visit.wait_until_live()
    visit.page.keyboard.press("n")
    type_words(visit.page, "desa Lombang kecamatan Batang Batang")

    incident = saved_incident(visit.page, room)

    visit.page.wait_for_selector(".options:focus")
    assert incident["properties"]["desa"]["name"] == "Lombang"  # type: ignore[index]
    assert visit.page.locator(".map-views").is_hidden()
    visit.page.context.close()
