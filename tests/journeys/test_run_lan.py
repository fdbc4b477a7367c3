"""Journey: HTTPS for phones of the local network, proven by a certificate that they can trust."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy import lan, lan_tls
from tests.running_platform import ROOT, free_port

START_LIMIT_S = 180.0
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Lan:
    """A running start for the local network."""

    port: int
    folder: Path
    output: Path

    @property
    def text(self) -> str:
        """What was printed so far."""
        return self.output.read_text()

    @property
    def logins(self) -> dict[str, str]:
        """The passwords that were told."""
        return json.loads((self.folder / "logins.json").read_text())

    def opener(self) -> urllib.request.OpenerDirector:
        """Return a browser's like that trusts the authority, and nobody else, and keeps cookies."""
        context = ssl.create_default_context(cafile=self.folder / "tls" / "ca.crt")
        return urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )

    def url(self, path: str) -> str:
        """Return an address of the platform as phones write it."""
        return f"https://127.0.0.1:{self.port}{path}"


@pytest.fixture(scope="module")
def phones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lan]:
    """Start on a fresh state and wait for the greeting."""
    folder = tmp_path_factory.mktemp("lan")
    port = free_port()
    environment = {**os.environ, "VAR_DIR": str(folder), "PORT": str(port)}
    environment |= {"LAN_ADDRESS": "127.0.0.1"}
    for name in ("DATABASE_URL", "DEBUG", "DEMO", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    output = folder / "output.txt"
    with output.open("w") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.lan"],
            cwd=ROOT,
            env=environment,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    started = Lan(port, folder, output)
    try:
        deadline = time.monotonic() + START_LIMIT_S
        while "Ctrl-C" not in started.text:
            assert process.poll() is None, started.text
            assert time.monotonic() < deadline, started.text
            time.sleep(0.2)
        yield started
    finally:
        process.terminate()
        process.wait(timeout=20)


def log_in(phones: Lan, username: str, password: str) -> urllib.request.OpenerDirector:
    opener = phones.opener()
    page = opener.open(phones.url("/login/")).read().decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    fields = {"username": username, "password": password, "csrfmiddlewaretoken": token}
    request = urllib.request.Request(
        phones.url("/login/?next=/healthz"),
        urllib.parse.urlencode(fields).encode(),
        {"Referer": phones.url("/login/")},
    )
    opener.open(request)
    return opener


def test_a_phone_that_trusts_the_authority_gets_the_platform(phones: Lan) -> None:
    answer = phones.opener().open(phones.url("/readyz"))

    assert answer.status == 200


def test_a_phone_that_does_not_is_warned(phones: Lan) -> None:
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(phones.url("/readyz"))


def test_the_public_certificate_can_be_fetched_and_its_key_cannot(phones: Lan) -> None:
    answer = phones.opener().open(phones.url("/lan/ca.crt"))
    content = answer.read()

    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert content == (phones.folder / "tls" / "ca.crt").read_bytes()
    assert b"PRIVATE" not in content
    assert (phones.folder / "tls" / "ca.key").stat().st_mode & 0o077 == 0


def test_the_greeting_tells_address_code_trust_and_logins(phones: Lan) -> None:
    fingerprint = lan_tls.Certificates(
        phones.folder / "tls" / "ca.crt", Path(), Path(), False, False
    ).fingerprint

    assert phones.url("/crew/") in phones.text
    assert "▀" in phones.text
    assert fingerprint in phones.text
    assert "Android" in phones.text
    assert "iPhone" in phones.text
    assert set(phones.logins) == {"dispatcher", "supervisor", "planner", "crew", "agency"}
    assert all(password in phones.text for password in phones.logins.values())


def test_the_demo_password_opens_nothing_in_a_network(phones: Lan) -> None:
    opener = log_in(phones, "crew", "siaga112")

    assert "/login/" in opener.open(phones.url("/crew/")).url
    assert "siaga112" not in phones.logins.values()


def test_a_crew_opens_its_page_with_the_password_that_was_told(phones: Lan) -> None:
    opener = log_in(phones, "crew", phones.logins["crew"])

    answer = opener.open(phones.url("/crew/"))

    assert answer.url == phones.url("/crew/")
    assert "crew.js" in answer.read().decode()


def test_errors_show_no_settings_to_the_network(phones: Lan) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        phones.opener().open(phones.url("/gibt-es-nicht/"))

    assert refused.value.code == 404
    assert "DEBUG" not in refused.value.read().decode()


def test_cookies_travel_over_https_only(phones: Lan) -> None:
    context = ssl.create_default_context(cafile=phones.folder / "tls" / "ca.crt")
    connection = http.client.HTTPSConnection("127.0.0.1", phones.port, context=context)
    connection.request("GET", "/login/")
    response = connection.getresponse()

    assert "Secure" in str(response.getheader("Set-Cookie"))
    assert response.getheader("Strict-Transport-Security") is None
    connection.close()


def test_the_demo_fleet_is_refused_in_a_network(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.lan"],
        cwd=ROOT,
        env={**os.environ, "DEMO": "1", "LAN_ADDRESS": "127.0.0.1", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "make run" in done.stderr


def test_certificates_are_used_again(tmp_path: Path) -> None:
    first = lan_tls.certificates(tmp_path, ["192.168.1.5", "localhost"], now=NOW)
    before = first.server_chain.read_bytes()

    again = lan_tls.certificates(tmp_path, ["localhost", "192.168.1.5"], now=NOW)

    assert (first.is_new_authority, first.is_new_server) == (True, True)
    assert (again.is_new_authority, again.is_new_server) == (False, False)
    assert again.server_chain.read_bytes() == before


@pytest.mark.parametrize(
    ("names", "later"),
    [
        (["192.168.1.6"], timedelta()),  # another address
        (["192.168.1.5", "10.0.0.7"], timedelta()),  # one more
        (["192.168.1.5"], timedelta(days=368)),  # 29 days before its end
    ],
)
def test_the_servers_certificate_is_renewed_and_the_authority_stays(
    tmp_path: Path, names: list[str], later: timedelta
) -> None:
    first = lan_tls.certificates(tmp_path, ["192.168.1.5"], now=NOW)
    authority = first.authority.read_bytes()

    again = lan_tls.certificates(tmp_path, names, now=NOW + later)

    assert (again.is_new_authority, again.is_new_server) == (False, True)
    assert again.authority.read_bytes() == authority


def test_a_damaged_state_makes_a_new_authority(tmp_path: Path) -> None:
    before = lan_tls.certificates(tmp_path, ["192.168.1.5"], now=NOW).fingerprint
    (tmp_path / "ca.key").unlink()

    again = lan_tls.certificates(tmp_path, ["192.168.1.5"], now=NOW)

    assert again.is_new_authority
    assert again.is_new_server
    assert again.fingerprint != before


def test_a_machine_without_network_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lan, "lan_addresses", list)
    monkeypatch.delenv("LAN_ADDRESS", raising=False)
    monkeypatch.setenv("PORT", "8443")

    assert lan.main() == 1
    assert "LAN_ADDRESS=" in capsys.readouterr().err
