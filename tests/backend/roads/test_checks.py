"""The system checks of roads."""

import json

import pytest

from backend.roads import queries
from backend.roads.checks import check_network
from backend.roads.models import RoadNetwork
from gis import network


def ids() -> list[str | None]:
    return [message.id for message in check_network(databases=["default"])]


@pytest.mark.usefixtures("roads")
def test_a_good_network_passes() -> None:
    assert ids() == []


@pytest.mark.usefixtures("drawn")
def test_missing_network_and_lanes_are_warnings_with_a_hint() -> None:
    messages = check_network(databases=["default"])

    assert [message.id for message in messages] == ["siaga.W020", "siaga.W021"]
    assert all("manage.py" in str(message.hint) for message in messages)


@pytest.mark.usefixtures("roads")
def test_a_damaged_network_is_an_error() -> None:
    folder = queries.network_folder(queries.active_network())
    array = folder / "segment_length_m.npy"
    content = bytearray(array.read_bytes())
    content[-1] ^= 0xFF
    array.write_bytes(content)

    assert ids() == ["siaga.E020"]


@pytest.mark.usefixtures("roads")
def test_a_network_of_an_older_format_is_used_and_told() -> None:
    row = queries.active_network()
    folder = queries.network_folder(row)
    meta = json.loads((folder / "meta.json").read_text())
    for name in ("wet_arc", "wet_ms"):
        (folder / f"{name}.npy").unlink()
        del meta["arrays"][name]
    meta["format"] = 1
    meta["checksum"] = network._content_checksum(folder, meta)
    (folder / "meta.json").write_text(json.dumps(meta))
    RoadNetwork.objects.update(checksum=meta["checksum"])

    messages = check_network(databases=["default"])

    assert [message.id for message in messages] == ["siaga.I020"]
    assert "import_road_network" in str(messages[0].hint)


@pytest.mark.usefixtures("roads")
def test_a_folder_with_another_network_is_an_error() -> None:
    RoadNetwork.objects.update(checksum="0" * 64)

    assert ids() == ["siaga.E020"]


def test_without_databases_nothing_is_asked() -> None:
    assert check_network(databases=None) == []
