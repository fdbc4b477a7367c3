"""Cursor-on-Target: only friendly units move, and no XML can harm the reader."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from backend.units.models import Device, HelpCall, Position, ReceivedRequest, Unit
from backend.units.protocols import cot
from backend.units.protocols.reading import Post
from tests.backend.units.conftest import SECRET, TOWN, T, Wire, marker, reasons, stored
from tests.backend.units.golden import COT

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FILE = '<!DOCTYPE event [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


def post(wire: Wire, body: str | bytes) -> Any:
    path = f"/ingest/cot/{SECRET}"
    return wire.client.generic("POST", path, body, content_type="application/xml")


def read(xml: str | bytes) -> Any:
    body = xml.encode() if isinstance(xml, str) else xml
    return cot.read(Post({}, body, {}, T)).readings


def moved(minutes: int, lon: float) -> str:
    return COT.replace("T01:00:00", f"T00:{minutes:02}:00").replace("113.8667", str(lon))


@pytest.mark.parametrize(
    "body",
    [
        COT,
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{COT}\n',
        f"{COT}\n\n\x20",
        f"{COT}\x00",
        f"\ufeff{COT}",
        f"{COT}trailing <junk",
        f"junk & {COT}",
        COT.replace("<event", '<event xmlns="urn:tak"'),
        COT.replace("'", '"'),
        COT.replace("<detail>", "<!-- a --><detail><__group name='Cyan'/><![CDATA[<x>]]>"),
    ],
)
def test_one_event_is_one_fix_whatever_stands_around_it(
    wire: Wire, phone: Device, body: str
) -> None:
    answer = post(wire, body)

    assert (answer.status_code, answer.content) == (200, b"")
    assert (stored(), reasons()) == ([(T, *TOWN)], [])


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_body_is_read_in_its_declared_encoding(wire: Wire, phone: Device, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{COT}'.replace("AMB-01", "Pélopor")

    post(wire, declared.encode(encoding))

    assert stored() == [(T, *TOWN)]


def test_several_events_come_in_one_body(wire: Wire, phone: Device, amb: Unit) -> None:
    bodies = [moved(58, 113.866), moved(59, 113.8663), COT]

    post(wire, "\n".join(f'<?xml version="1.0"?>{one}' for one in bodies))

    assert (len(stored()), marker(amb)) == (3, TOWN)


def test_a_broken_event_spoils_no_other(wire: Wire, phone: Device) -> None:
    broken = COT.replace("<detail>", "<detail><a></b>")

    post(wire, f"{moved(59, 113.866)}{broken}{COT}")

    row = ReceivedRequest.objects.get()
    assert [one["verdict"] for one in row.outcomes] == ["history", "quarantine", "live"]


def test_unknown_markers_are_no_values() -> None:
    (one,) = read(COT.replace('ce="8.0"', 'ce="9999999"').replace('speed="12.0"', 'speed="NaN"'))

    assert one.fix is not None
    assert (one.fix.accuracy_m, one.fix.altitude_m) == (None, None)


def test_height_is_marked_as_above_the_ellipsoid(wire: Wire, phone: Device) -> None:
    post(wire, COT.replace('hae="9999999.0"', 'hae="44.0"'))

    found = Position.objects.get()
    assert (found.altitude_m, found.note) == (44.0, "height_above_ellipsoid")


@pytest.mark.parametrize(
    ("start", "time", "minute"),
    [
        ("T00:59:00.000Z", "T01:00:00.000Z", 59),  # sent again a minute later
        ("T01:30:00.000Z", "T00:59:00.000Z", 59),  # valid from half an hour after it was sent
    ],
)
def test_fix_is_as_old_as_its_start_and_never_newer_than_sent(
    start: str, time: str, minute: int
) -> None:
    event = COT.replace('start="2026-11-25T01:00:00.000Z"', f'start="2026-11-25{start}"')
    event = event.replace(' time="2026-11-25T01:00:00.000Z"', f' time="2026-11-25{time}"')

    (one,) = read(event)

    assert one.fix is not None
    assert one.fix.clock_s == T - 3600 + minute * 60


def test_stale_of_a_year_ahead_changes_nothing(wire: Wire, phone: Device) -> None:
    post(wire, COT.replace('stale="2026', 'stale="2027'))

    assert stored() == [(T, *TOWN)]


@pytest.mark.parametrize("kind", ["a-f-G-U-C", "a-f-G-E-V-A", "a-f-S-X", "a-f-A-M-H", "a-f"])
def test_friendly_units_on_land_sea_and_air_move(wire: Wire, phone: Device, kind: str) -> None:
    post(wire, COT.replace("a-f-G-U-C", kind))

    assert stored() == [(T, *TOWN)]


@pytest.mark.parametrize(
    "kind", ["a-h-G", "a-u-G", "a-n-S", "a-fake", "b-m-p-w", "b-t-f", "t-x-c-t", "u-d-f", "b-a-g"]
)
def test_waypoints_chats_and_others_are_acknowledged_only(
    wire: Wire, phone: Device, kind: str
) -> None:
    answer = post(wire, COT.replace("a-f-G-U-C", kind))

    assert (answer.status_code, stored(), reasons()) == (200, [], [])
    assert read(COT.replace("a-f-G-U-C", kind))[0].asks_for_help is False


ALERT = COT.replace("a-f-G-U-C", "b-a-o-tbl").replace('"amb-01"', '"amb-01-9-1-1"')


def test_alert_calls_for_help_at_its_own_point(wire: Wire, phone: Device, amb: Unit) -> None:
    answer = post(wire, ALERT)

    call = HelpCall.objects.get()
    assert (answer.status_code, marker(amb), reasons()) == (200, TOWN, [])
    assert ((call.lon_e6, call.lat_e6), call.source) == ((113_866_700, -7_016_700), "cot")
    assert read(ALERT)[-1].names == ("amb-01",)


@pytest.mark.parametrize("kind", ["b-a-o-tbl", "b-a-o-pan", "b-a-o-opn", "b-a-o-can"])
def test_every_alert_of_a_sender_tells_where_it_is(wire: Wire, phone: Device, kind: str) -> None:
    post(wire, COT.replace("a-f-G-U-C", kind))

    assert stored() == [(T, *TOWN)]
    assert HelpCall.objects.exists() is (kind != "b-a-o-can")


@pytest.mark.parametrize(
    "alert",
    [
        ALERT.replace("-7.0167", "0.0").replace("113.8667", "0.0"),
        ALERT.replace("-7.0167", "NaN"),
        ALERT.replace("-7.0167", ""),
        ALERT.replace("<point", "<spot"),
        ALERT.replace("2026-11-25T", ""),
    ],
)
def test_alert_without_a_valid_point_only_calls(wire: Wire, phone: Device, alert: str) -> None:
    post(wire, alert)

    assert (stored(), reasons(), HelpCall.objects.count()) == ([], [], 1)


def test_alert_at_an_impossible_place_calls_and_is_kept_aside(wire: Wire, phone: Device) -> None:
    post(wire, ALERT.replace("113.8667", "13.8667"))

    assert (stored(), reasons(), HelpCall.objects.count()) == ([], ["outside_box"], 1)


def test_alert_at_a_place_that_is_known_already_still_calls(wire: Wire, phone: Device) -> None:
    post(wire, COT)
    post(wire, ALERT)

    assert (stored(), HelpCall.objects.count()) == ([(T, *TOWN)], 1)


def test_alert_of_another_unit_is_kept_aside(wire: Wire, phone: Device, fire: Unit) -> None:
    post(wire, ALERT.replace("amb-01-9-1-1", "fire-02-9-1-1"))

    assert (stored(), set(reasons())) == ([], {"foreign_unit"})


@pytest.mark.parametrize(
    ("event", "asks"),
    [
        (COT.replace("<track", '<emergency type="911 Alert">AMB</emergency><track'), True),
        (COT.replace("<track", '<emergency cancel="true"/><track'), False),
        (COT.replace("a-f-G-U-C", "b-a-o-can"), False),
        (COT.replace("a-f-G-U-C", "b-a-o-pan"), True),
        (COT, False),
    ],
)
def test_a_call_for_help_may_be_in_the_detail_and_can_be_cancelled(event: str, asks: bool) -> None:
    assert any(one.asks_for_help for one in read(event)) is asks


def test_simulated_fix_is_a_mock(wire: Wire, phone: Device) -> None:
    post(wire, COT.replace("m-g", "m-s"))

    assert Position.objects.get().trusted is False


def test_uid_of_another_unit_keeps_the_fix_aside(wire: Wire, phone: Device, fire: Unit) -> None:
    post(wire, COT.replace('uid="amb-01"', 'uid="fire-02"'))

    assert (stored(), reasons()) == ([], ["foreign_unit"])


def test_callsign_of_another_unit_keeps_the_fix_aside(
    wire: Wire, phone: Device, fire: Unit
) -> None:
    post(wire, COT.replace("AMB-01", "FIRE-02").replace('uid="amb-01"', 'uid="ANDROID-1"'))

    assert (stored(), reasons()) == ([], ["foreign_unit"])


@pytest.mark.parametrize(
    "body",
    [
        f"{BOMB}{COT.replace('AMB-01', '&c;')}",
        f"{FILE}{COT.replace('AMB-01', '&f;')}",
        f"<!DOCTYPE event>{COT}",
        f"{COT}<!ENTITY a 'b'>",
        f"<!doctype event>{COT}",
        f"{FILE}{COT}".encode("utf-16"),
        COT.replace("AMB-01", "&undefined;"),
        "<a><b></a>",
        "<" * 10_000,
        "<a>" * 100_000,
        "<event>" * 100_000,
        "<?xml " * 100_000,
        "<event/>",
        COT.replace("<point", "<spot"),
        COT.replace('type="a-f-G-U-C"', ""),
        COT.replace("2026-11-25T", ""),
        COT.replace('lat="-7.0167"', 'lat="x"'),
        COT.replace("-7.0167", "0").replace("113.8667", "0"),
        "no xml",
        b"\xff\xfe\x00",
        b"\x00\x01\x02",
    ],
    ids=range(21),
)
def test_hostile_or_odd_xml_is_answered_and_kept_aside(
    wire: Wire, phone: Device, body: str | bytes
) -> None:
    answer = post(wire, body)

    assert (answer.status_code, answer.content, stored()) == (200, b"", [])
    assert len(reasons()) == 1


def test_entities_are_never_expanded() -> None:
    (one,) = read(f"{FILE}{COT.replace('AMB-01', '&f;')}")

    assert one.detail == "a document type or entities"
    assert "root:" not in one.content


@pytest.mark.parametrize("xml", ["<event>" + "<a>" * 9, "<event/>", "<event/></a>", BOMB])
def test_nothing_of_a_parser_waits_for_the_garbage_collector(xml: str) -> None:
    read(xml)
    gc.collect()

    read(xml)

    assert gc.collect() == 0


def test_a_long_namespace_is_not_written_out_before_each_name() -> None:
    # 2 MB of XML that would become 300 GB.
    xml = f'<event xmlns:a="{"u" * 1_000_000}">{"<a:b/>" * 170_000}</event>'

    found = read(xml)

    assert [one.detail for one in found] == ["an event without a type"]


def test_an_event_nested_too_deeply_spoils_only_itself() -> None:
    deep = COT.replace("<detail>", "<detail>" + "<a>" * 100 + "</a>" * 100)

    found = read(COT + deep + moved(59, 113.8))

    assert [one.odd for one in found] == [None, "unreadable", None]


def test_empty_body_only_shows_life(wire: Wire, phone: Device) -> None:
    answer = post(wire, "\n")

    assert (answer.status_code, stored(), reasons()) == (200, [], [])
