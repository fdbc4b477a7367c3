"""What each tracking app is told: formats that the apps read, and the same by hand."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import segno

from frontend_maps.phone_setup import AppSetup, app_setups, qr_image

ORIGIN = "https://112.example.id"
SECRET = "r4ha-sia_uji"


@pytest.fixture
def setups() -> dict[str, AppSetup]:
    made = app_setups(origin=ORIGIN, identifier="amb-01-2", unit="amb-01", secret=SECRET)
    return {setup.key: setup for setup in made}


def test_every_app_of_the_guide_has_its_set_up(setups):
    assert set(setups) == {"traccar", "traccar-old", "owntracks", "gpslogger", "overland"}


def test_the_traccar_client_reads_an_address_with_its_settings_as_query(setups):
    parts = urlsplit(setups["traccar"].code)
    settings = {name: values[0] for name, values in parse_qs(parts.query).items()}

    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ORIGIN}/ingest/osmand/{SECRET}"
    assert settings["id"] == "amb-01-2"
    assert (settings["interval"], settings["distance"]) == ("15", "0")
    assert settings["stop_detection"] == "false"


def test_the_traccar_clients_link_carries_the_same(setups):
    parts = urlsplit(setups["traccar"].link)
    values = parse_qs(parts.query)

    assert parts.scheme == "org.traccar.client"
    assert parts.netloc != "action"  # that one starts and stops it
    assert values["url"] == [f"{ORIGIN}/ingest/osmand/{SECRET}"]
    assert values["id"] == ["amb-01-2"]


def test_owntracks_gets_its_configuration_in_base64(setups):
    prefix, _, inline = setups["owntracks"].link.partition("?inline=")
    configuration = json.loads(base64.b64decode(unquote(inline), validate=True))

    assert prefix == "owntracks:///config"
    assert configuration["_type"] == "configuration"
    assert configuration["mode"] == 3
    assert configuration["url"] == f"{ORIGIN}/ingest/owntracks"
    assert (configuration["username"], configuration["password"]) == ("amb-01-2", SECRET)
    assert len(configuration["tid"]) == 2
    assert configuration["pubExtendedData"] is configuration["extendedData"] is True
    assert (configuration["monitoring"], configuration["moveModeLocatorInterval"]) == (2, 15)


def test_the_owntracks_file_says_what_the_link_says(setups):
    inline = unquote(setups["owntracks"].link.partition("?inline=")[2])

    assert setups["owntracks"].file_name == "amb-01-2.otrc"
    assert json.loads(setups["owntracks"].file_text) == json.loads(base64.b64decode(inline))


def test_gpslogger_gets_a_profile_with_its_own_marks(setups):
    profile = dict(line.partition("=")[::2] for line in setups["gpslogger"].file_text.splitlines())

    assert profile["log_customurl_enabled"] == "true"
    assert profile["log_customurl_url"].startswith(f"{ORIGIN}/ingest/gpslogger?lat=%LAT&lon=%LON")
    assert "timestamp=%TIMESTAMP" in profile["log_customurl_url"]
    assert profile["log_customurl_basicauth_username"] == "amb-01-2"
    assert profile["log_customurl_basicauth_password"] == SECRET
    assert profile["log_customurl_discard_offline_locations_enabled"] == "false"


def test_overland_gets_its_setup_link(setups):
    parts = urlsplit(setups["overland"].link)
    values = parse_qs(parts.query)

    assert (parts.scheme, parts.netloc) == ("overland", "setup")
    assert values["url"] == [f"{ORIGIN}/ingest/overland"]
    assert (values["token"], values["device_id"]) == ([SECRET], ["amb-01-2"])


@pytest.mark.parametrize("key", ["owntracks", "gpslogger", "overland"])
def test_apps_that_can_prove_themselves_by_a_header_have_no_secret_in_the_address(setups, key):
    addresses = [value for _, value in setups[key].lines if value.startswith("https://")]

    assert len(addresses) == 1
    assert SECRET not in addresses[0]


@pytest.mark.parametrize("key", ["traccar", "traccar-old", "owntracks", "gpslogger", "overland"])
def test_the_settings_stand_there_as_text_as_well(setups, key):
    text = " ".join(value for _, value in setups[key].lines)

    assert "/ingest/" in text
    assert SECRET in text


def test_a_qr_code_is_an_image_of_exactly_its_text():
    text = "https://112.example.id/ingest/osmand/x?id=amb-01"
    kind, _, content = qr_image(text).partition(",")
    picture = base64.b64decode(content).decode()

    assert kind == "data:image/svg+xml;base64"
    assert (
        segno.make(text, error="m", micro=False)
        .svg_inline(scale=4, border=4)
        .split('d="')[1]
        .split('"')[0]
        == picture.split('stroke="#000"')[1].split('d="')[1].split('"')[0]
    )


def test_the_longest_configuration_fits_a_code(setups):
    long = app_setups(
        origin="https://siaga112.kabupaten-sumenep.example.id:8443",
        identifier="a" * 64,
        unit="sea-ambulance-kangean-01",
        secret="s" * 64,
    )

    assert all(setup.as_document()["qr"].startswith("data:image/svg+xml") for setup in long)
