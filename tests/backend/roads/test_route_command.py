"""manage.py route: text and JSON, exit codes, places by name, extracts without import."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from backend.roads.models import Lane, RoadNetwork
from gis.types import LonLat
from tests.backend.drawn_places import AT_SEA
from tests.backend.roads.conftest import morning, pair, write_extract
from tests.road_sketch import osm_xml


def run(*arguments: str) -> str:
    out = StringIO()
    at = () if "--at" in arguments else ("--at", morning())
    call_command("route", *arguments, *at, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("roads")
def test_a_route_is_printed_leg_by_leg() -> None:
    text = run(pair("a"), pair("d"))

    assert text.splitlines()[0].startswith("3.3 min")  # 3 km at 55 km/h
    assert "Jalan Rekaan" in text


@pytest.mark.usefixtures("roads")
def test_json_is_that_of_the_api_with_the_names_of_the_ways() -> None:
    document = json.loads(run(pair("a"), pair("d"), "--format", "json"))

    assert document["legs"][0]["road_names"] == ["Jalan Rekaan"]
    assert document["geometry"]["type"] == "LineString"
    assert document["instructions"]


@pytest.mark.usefixtures("roads")
def test_no_way_exits_with_three_and_says_why() -> None:
    out = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("route", pair("a"), f"{AT_SEA[0]},{AT_SEA[1]}", stdout=out)

    assert stopped.value.code == 3
    assert out.getvalue().startswith("no_way: ")


@pytest.mark.usefixtures("roads")
def test_no_way_as_json_has_the_code() -> None:
    Lane.objects.all().delete()
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("route", pair("a"), f"{AT_SEA[0]},{AT_SEA[1]}", format="json", stdout=out)

    assert json.loads(out.getvalue())["code"] == "no_way"


@pytest.mark.usefixtures("roads")
def test_a_place_that_cannot_be_resolved_exits_with_two() -> None:
    out = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("route", "tempat antah berantah", pair("d"), stdout=out)

    assert stopped.value.code == 2
    assert json.loads(out.getvalue())["outcome"] == "refused"


@pytest.mark.usefixtures("roads")
def test_an_end_may_be_a_place_by_name() -> None:
    document = json.loads(run("RS Rekaan Kalianget", pair("d"), "--format", "json"))

    assert document["geometry"]["coordinates"][0] == pytest.approx([113.95, -7.05])


@pytest.mark.usefixtures("roads")
def test_a_pair_in_the_order_of_a_map_link_is_understood() -> None:
    turned = ",".join(reversed(pair("a").split(",")))

    assert run(turned, pair("d")).splitlines()[0].startswith("3.3 min")


@pytest.mark.usefixtures("roads")
def test_a_fire_truck_is_slower() -> None:
    document = json.loads(run(pair("a"), pair("d"), "--vehicle", "fire_truck", "--format", "json"))

    # 0.85 of 55 km/h
    assert document["duration_s"] == pytest.approx(3 * 3600 / 46.75, rel=0.01)


@pytest.mark.django_db
def test_an_extract_is_tried_without_importing_it(tmp_path: Path) -> None:
    path = write_extract(tmp_path / "coba.osm", ferry=True)

    document = json.loads(run(pair("a"), pair("t"), "--network", str(path), "--format", "json"))

    sea = next(leg for leg in document["legs"] if leg["mode"] == "sea")
    assert (sea["name"], sea["duration_s"]) == ("Kapal Rekaan", 7200)
    assert not RoadNetwork.objects.exists()


@pytest.mark.usefixtures("roads")
def test_a_trial_knows_nothing_of_the_stored_lanes(extract: Path) -> None:
    out = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("route", pair("a"), pair("t"), network=extract, stdout=out)

    assert stopped.value.code == 3


@pytest.mark.usefixtures("roads")
def test_an_extract_that_nobody_may_drive_on_is_no_way(extract: Path) -> None:
    extract.write_text(
        re.sub('k="highway" v="[a-z]+"', 'k="highway" v="footway"', extract.read_text())
    )
    out = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("route", pair("a"), pair("d"), network=extract, stdout=out)

    assert stopped.value.code == 3
    assert out.getvalue().startswith("no_road: ")


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<html></html>", "is not an OSM extract: it is a web page"),
        ('<osm version="0.6"><way', "truncated"),
        ('<osm version="0.6"></osm>', "holds no road"),
        (osm_xml({"a": LonLat(13.4, 52.5), "b": LonLat(13.5, 52.5)}, {"ab": "primary"}, {})[0],
         "misses the regency"),
    ],
)  # fmt: skip
def test_an_extract_that_is_none_is_an_error_that_names_it(
    tmp_path: Path, content: str, told: str
) -> None:
    (tmp_path / "coba.osm").write_text(content)

    with pytest.raises(CommandError, match=rf"coba\.osm.*{told}"):
        run(pair("a"), pair("d"), "--network", str(tmp_path / "coba.osm"))


@pytest.mark.django_db
def test_an_extract_from_elsewhere_is_tried_between_places_there(tmp_path: Path) -> None:
    places = {letter: LonLat(13.4 + n * 0.01, 52.5) for n, letter in enumerate("ab")}
    path = tmp_path / "jauh.osm"
    path.write_text(osm_xml(places, {"ab": "primary"}, {})[0])

    text = run("13.4,52.5", "13.41,52.5", "--network", str(path))

    assert "road" in text.splitlines()[0]


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("option", [("--at", "besok"), ("--network", "tiada.osm")])
def test_a_bad_option_is_an_error(option: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        run(pair("a"), pair("d"), *option)


@pytest.mark.usefixtures("drawn")
def test_without_a_network_the_command_says_what_to_run() -> None:
    with pytest.raises(CommandError, match="import_road_network"):
        run(pair("a"), pair("d"))
