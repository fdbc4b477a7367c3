"""Journey: data of one's own is imported by command, checked first, and takes effect at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.running_platform import ROOT, Client, Platform

ROADS = "data/sumenep_roads/main_roads.osm"


@pytest.fixture
def boundaries(tmp_path: Path) -> Path:
    """Return a copy of the shipped boundaries."""
    return Path(shutil.copytree(ROOT / "data" / "sumenep_boundaries", tmp_path / "boundaries"))


def test_broken_boundaries_change_nothing_and_say_what_is_wrong(
    platform: Platform, dispatcher: Client, boundaries: Path
) -> None:
    before = dispatcher.get("/api/kecamatan/").body
    file = boundaries / "kecamatan.geojson"
    content = json.loads(file.read_text())
    gone = content["features"].pop()
    file.write_text(json.dumps(content))

    done = platform.manage("import_boundaries", str(boundaries))

    assert done.returncode == 1
    assert "kecamatan" in done.stdout + done.stderr
    assert gone["properties"]["code"] in done.stdout + done.stderr
    assert dispatcher.get("/api/kecamatan/").body == before


def test_a_corrected_name_is_served_without_a_restart(
    platform: Platform, dispatcher: Client, boundaries: Path
) -> None:
    file = boundaries / "kecamatan.geojson"
    content = json.loads(file.read_text())
    code = content["features"][0]["properties"]["code"]
    content["features"][0]["properties"]["name"] = "Kecamatan Uji"
    file.write_text(json.dumps(content))
    dispatcher.get("/api/kecamatan/")

    done = platform.manage("import_boundaries", str(boundaries))
    served = dispatcher.get("/api/kecamatan/").json
    restored = platform.manage("import_boundaries")

    names = {item["properties"]["code"]: item["properties"]["name"] for item in served["features"]}
    assert done.returncode == 0, done.stderr
    assert names[code] == "Kecamatan Uji"
    assert restored.returncode == 0


def test_an_imported_network_waits_until_it_is_activated(
    platform: Platform, dispatcher: Client, tmp_path: Path
) -> None:
    path = "/api/nearest/?lon=113.8667&lat=-7.0167"
    before = dispatcher.get(path).json["network"]
    smaller = tmp_path / "smaller.osm"
    text = (ROOT / ROADS).read_text()
    first, last = text.index("<way "), text.index("</way>") + len("</way>")
    smaller.write_text(text[:first] + text[last:])

    waiting = platform.manage("import_road_network", str(smaller))
    between = dispatcher.get(path).json["network"]
    active = platform.manage("import_road_network", str(smaller), "--activate")
    after = dispatcher.get(path).json["network"]

    assert waiting.returncode == 0, waiting.stderr
    assert between == before
    assert active.returncode == 0, active.stderr
    assert after["checksum"] != before["checksum"]
    platform.manage("import_road_network", ROADS, "--activate")


def test_a_foreign_file_is_refused_as_a_network(platform: Platform, tmp_path: Path) -> None:
    foreign = tmp_path / "letter.osm"
    foreign.write_text("Dengan hormat,")

    done = platform.manage("import_road_network", str(foreign))

    assert done.returncode == 1
    assert "letter.osm" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_landmark_of_the_supervisor_geocodes_without_a_restart(
    supervisor: Client, dispatcher: Client
) -> None:
    query = "/api/geocode/?q=Tugu%20Keris%20Uji"
    before = dispatcher.get(query).json["outcome"]

    made = supervisor.post(
        "/api/landmarks/", {"name": "Tugu Keris Uji", "lon": 113.8601, "lat": -7.0101}
    )

    after = dispatcher.get(query).json
    assert made.status == 201
    assert before != "resolved"
    assert after["outcome"] == "resolved"
    assert after["candidates"][0]["lon"] == pytest.approx(113.8601)
