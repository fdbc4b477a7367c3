"""A network in its folder: saved whole, mapped back equal, and refused when it is damaged."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from gis import search
from gis.errors import NetworkError
from gis.network import ARRAYS, FORMAT_VERSION, PROFILES, checksum, load, save
from gis.search_kernels import CLOSED_MS
from gis.snapping import Snapper
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch


@pytest.fixture(scope="module")
def drawn():
    return sketch(
        """
        a-b-c
        |   |
        d-e-f
        """,
        ways={
            "abc": {"highway": "primary", "name": "Jl. Trunojoyo"},
            "adef": "residential",
            "cf": {"highway": "tertiary", "oneway": "yes"},
        },
    )


@pytest.fixture
def folder(drawn, tmp_path):
    save(drawn.network, tmp_path / "network")
    return tmp_path / "network"


def test_a_network_comes_back_as_it_was_saved(drawn, folder):
    back = load(folder, verify=True)
    assert all((getattr(back, n) == getattr(drawn.network, n)).all() for n in ARRAYS)
    assert back.names == drawn.network.names
    assert back.report == drawn.network.report


def test_a_mapped_network_gives_the_same_answers(drawn, folder):
    answers = []
    for network in (drawn.network, load(folder)):
        snapper = Snapper(network)
        a, f = (snapper.snap(drawn.nodes[x], profile=V.AMBULANCE) for x in "af")
        answers.append(search.path(network, network.weights(V.AMBULANCE), a, f))
    assert answers[0] is not None
    assert answers[0] == answers[1]


def test_the_checksum_is_the_same_for_the_same_roads(drawn, tmp_path):
    first = save(drawn.network, tmp_path / "one")
    second = save(drawn.network, tmp_path / "two")
    assert first == second == checksum(tmp_path / "one")


def test_another_road_gives_another_checksum(drawn, folder, tmp_path):
    other = sketch("a-b", ways={"ab": "primary"})
    assert save(other.network, tmp_path / "other") != checksum(folder)


def test_saving_again_replaces_the_network_and_leaves_nothing_beside_it(drawn, folder):
    other = sketch("a-b", ways={"ab": "primary"})
    save(other.network, folder)
    assert load(folder).segment_count == 1
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


def test_a_missing_folder_says_what_to_run(tmp_path):
    with pytest.raises(NetworkError, match="import_road_network"):
        load(tmp_path / "nothing")


def test_a_missing_array_is_named(folder):
    (folder / "arc_to.npy").unlink()
    with pytest.raises(NetworkError, match=r"arc_to\.npy"):
        load(folder)


def test_a_truncated_array_is_refused_without_reading_everything(folder):
    path = folder / "forward_ms.npy"
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(NetworkError, match=r"forward_ms\.npy"):
        load(folder)


def test_an_array_of_another_size_is_refused(folder):
    np.save(folder / "node_lon.npy", np.zeros(2))
    with pytest.raises(NetworkError, match="another size or type"):
        load(folder)


def test_a_changed_byte_is_found_when_asked_to_verify(folder):
    path = folder / "forward_ms.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    load(folder)
    with pytest.raises(NetworkError, match="checksum"):
        load(folder, verify=True)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 0}', '{"format": 1}'])
def test_a_damaged_description_is_refused(folder, text):
    (folder / "meta.json").write_text(text)
    with pytest.raises(NetworkError):
        load(folder)


def test_a_network_with_other_profiles_is_refused(folder):
    meta = json.loads((folder / "meta.json").read_text())
    meta["profiles"] = ["bicycle"]
    (folder / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(NetworkError, match="profiles"):
        load(folder)


def test_a_network_of_the_format_before_is_still_read(drawn, folder):
    meta = json.loads((folder / "meta.json").read_text())
    for name in ("wet_arc", "wet_ms"):
        (folder / f"{name}.npy").unlink()
        del meta["arrays"][name]
    (folder / "meta.json").write_text(json.dumps(meta | {"format": 1}))

    back = load(folder)

    winter = datetime(2026, 1, 5, tzinfo=UTC)
    assert (back.weights(V.CAR, winter).forward == drawn.network.weights(V.CAR).forward).all()


def test_a_network_of_a_format_to_come_says_what_to_do(folder):
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps(meta | {"format": FORMAT_VERSION + 1}))
    with pytest.raises(NetworkError, match="import the extract again"):
        load(folder)


def test_the_arrays_cannot_be_written(drawn, folder):
    for network in (drawn.network, load(folder)):
        with pytest.raises(ValueError, match="read-only"):
            network.forward_ms[0, 0] = 1


def test_a_boat_does_not_drive_on_roads(drawn):
    with pytest.raises(NetworkError, match="boat does not drive"):
        drawn.network.weights(V.BOAT)


def test_no_edge_has_a_time_of_zero_or_without_end(drawn):
    weights = drawn.network.forward_ms
    assert weights.dtype == np.int32
    assert ((weights >= 1) & (weights <= CLOSED_MS)).all()


def test_the_backward_arrays_hold_the_same_arcs(drawn):
    network = drawn.network
    assert (network.backward_from == network.arc_from[network.backward_arc]).all()
    assert (network.backward_ms == network.forward_ms[:, network.backward_arc]).all()
    heads = np.repeat(np.arange(network.state_count), np.diff(network.backward_offset))
    assert (network.arc_to[network.backward_arc] == heads).all()


def test_every_node_without_a_turn_restriction_has_one_state(drawn):
    assert drawn.network.node_of_state.tolist() == list(range(drawn.network.node_count))


def test_a_one_way_arc_is_closed_against_its_direction_for_every_profile(drawn):
    network = drawn.network
    one_way = network.segment_way[network.arc_segment] == drawn.way_ids["cf"]
    against = one_way & network.arc_reversed
    assert (network.forward_ms[:, against] == CLOSED_MS).all()
    assert (network.forward_ms[:, one_way & ~network.arc_reversed] < CLOSED_MS).all()


def test_a_segment_keeps_its_name_and_all_its_points(drawn):
    network = drawn.network
    (named,) = np.flatnonzero(network.segment_way == drawn.way_ids["abc"])
    assert network.name(int(named)) == "Jl. Trunojoyo"
    assert len(network.line(int(named))) == 3
    assert network.segment_length_m[named] == pytest.approx(2000, rel=0.01)


def test_there_is_a_row_of_weights_for_each_profile(drawn):
    assert len(drawn.network.forward_ms) == len(PROFILES) == 4
