"""Serves the platform over HTTPS to the phones of the local network, for trying out real phones.

Its state is one of its own (``var/lan``), so that what is tried here touches neither the demo on
loopback nor anything real. DEBUG is off: its error pages would show settings to the whole network.
Accounts that still have the demo password get random ones first. For real service use a domain with
a certificate that phones trust by themselves; ``docs/guide/phones.md`` shows how.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import sys
import time
from pathlib import Path

import segno

from deploy import children
from deploy.children import Child
from deploy.lan_tls import Certificates, certificates, lan_addresses, utc_now
from deploy.run import OFF, READY_LIMIT_S, Stop
from deploy.steps import ROOT, fail, timed

PORT_DEFAULT = 8443
EVERY_ADDRESS = "0.0.0.0"
"""To be reached by phones is what this start is for."""


def main() -> int:
    """Prepare, make certificates, serve, stop; return the exit status."""
    port = _port()
    if port is None:
        return fail(f"PORT must be a number from 1 to 65535, not {os.environ.get('PORT')!r}.")
    addresses = _named_addresses() or lan_addresses()
    if not addresses:
        return fail(
            "This machine has no address in a local network. Join one, or name the address that "
            "phones use: make run-lan LAN_ADDRESS=192.168.1.5"
        )
    if os.environ.get("DEMO", "0") not in OFF:
        return fail(
            "DEMO=1 belongs to DEBUG, whose error pages would be open to the whole network. "
            "Use make run for the demo fleet; units and users are here without it."
        )
    if not _is_free(port):
        return fail(f"Port {port} is taken. Choose another one: make run-lan PORT={port + 1}")
    stop = Stop()
    stop.listen()
    folder = Path(os.environ.get("VAR_DIR") or ROOT / "var" / "lan").resolve()
    made = certificates(folder / "tls", [*addresses, *_names()], now=utc_now())
    environment = _environment(folder, addresses, made)
    logins = folder / "logins.json"
    for name, command in (
        ("set-up", ["-m", "deploy.prepare"]),
        ("passwords", ["-m", "deploy.lan_logins", str(logins)]),
    ):
        status = _run(name, [sys.executable, *command], environment, stop)
        if status is None:
            return 0
        if status:
            return status
    return _serve(addresses, port, environment, made, json.loads(logins.read_text()), stop)


def _serve(
    addresses: list[str],
    port: int,
    environment: dict[str, str],
    made: Certificates,
    logins: dict[str, str],
    stop: Stop,
) -> int:
    running: list[Child] = []
    try:
        with timed("server"):
            running.append(_start_server(port, environment, made))
            problem = _wait_until_ready(port, running[0], made, stop)
        if problem:
            return fail(problem)
        print(greeting(addresses, port, made, logins), flush=True)
        while not stop.is_wanted():
            status = running[0].process.poll()
            if status is not None:
                return fail(f"The server ended by itself (status {status}).")
            time.sleep(0.2)
        return 0
    finally:
        children.stop(running)
        print("Siaga 112 has stopped.", flush=True)


def greeting(addresses: list[str], port: int, made: Certificates, logins: dict[str, str]) -> str:
    """Return what the terminal shows: address, QR code, how to trust, logins."""
    first = f"https://{addresses[0]}:{port}"
    code = _terminal_code(f"{first}/crew/")
    others = "".join(f"\n    https://{address}:{port}/" for address in addresses[1:])
    accounts = "\n".join(f"  {name:<12} {password}" for name, password in logins.items())
    return f"""
Siaga 112 runs on {first}/  for phones of this network{others}

{code}
Trust it once on each phone. Open {first}/lan/ca.crt , go on past the warning, and
compare the fingerprint of what was downloaded before you trust it:
  {made.fingerprint}
  Android  Settings > Security > Encryption & credentials > Install a certificate > CA certificate
  iPhone   open the profile: Settings > General > VPN & Device Management > install; then
           Settings > General > About > Certificate Trust Settings > switch it on
Then open {first}/crew/ (the code above). Remove the certificate when you are done.

Logins (random, kept in this machine's var/lan):
{accounts or "  as people set them"}

Stop with Ctrl-C.
"""


def _terminal_code(text: str) -> str:
    """Return a QR code as lines of half blocks, dark on light whatever the terminal's colours."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=3)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    blocks = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    lines = [
        "".join(blocks[bool(upper), bool(lower)] for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]
    return "\n".join(f"\x1b[30;107m{line}\x1b[0m" for line in lines) + "\n"


def _environment(folder: Path, addresses: list[str], made: Certificates) -> dict[str, str]:
    environment = dict(os.environ)
    environment |= {
        "VAR_DIR": str(folder),
        "DEBUG": environment.get("DEBUG", "0"),
        "DEMO": "0",
        "HTTPS": "1",
        "HSTS_SECONDS": "0",  # the same machine serves plain http on loopback
        "ALLOWED_HOSTS": ",".join([*addresses, *_names(), "127.0.0.1"]),
        "LAN_CERTIFICATE": str(made.authority),
    }
    environment.setdefault("PYTHONUNBUFFERED", "1")
    return environment


def _start_server(port: int, environment: dict[str, str], made: Certificates) -> Child:
    command = [sys.executable, "-m", "uvicorn", "backend.asgi:application"]
    command += ["--host", EVERY_ADDRESS, "--port", str(port), "--no-access-log"]
    command += ["--ssl-keyfile", str(made.server_key), "--ssl-certfile", str(made.server_chain)]
    command += ["--no-proxy-headers", "--log-level", "warning"]
    command += ["--timeout-graceful-shutdown", "3"]
    return children.start("server", command, environment)


def _run(name: str, command: list[str], environment: dict[str, str], stop: Stop) -> int | None:
    """Return the exit status of a step; None if a stop was asked for meanwhile."""
    step = children.start(name, command, environment)
    while step.process.poll() is None and not stop.is_wanted():
        time.sleep(0.05)
    if stop.is_wanted():
        children.stop([step])
        return None
    return int(step.process.returncode)


def _wait_until_ready(port: int, server: Child, made: Certificates, stop: Stop) -> str:
    """Return an empty text once ``/readyz`` answers over a connection that the authority proves."""
    context = ssl.create_default_context(cafile=made.authority)
    deadline = time.monotonic() + READY_LIMIT_S
    answer = "no answer"
    while time.monotonic() < deadline and not stop.is_wanted():
        if server.process.poll() is not None:
            return f"The server ended at once (status {server.process.returncode})."
        try:
            connection = http.client.HTTPSConnection("localhost", port, timeout=10, context=context)
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            answer = response.read(2000).decode(errors="replace")
            if response.status == http.client.OK:
                return ""
        except OSError as error:
            answer = str(error)
        time.sleep(0.1)
    return (
        "" if stop.is_wanted() else f"The server is not ready after {READY_LIMIT_S:.0f} s: {answer}"
    )


def _names() -> list[str]:
    host = socket.gethostname().lower()
    return list(dict.fromkeys(["localhost", f"{host.partition('.')[0]}.local"]))


def _named_addresses() -> list[str]:
    return [part.strip() for part in os.environ.get("LAN_ADDRESS", "").split(",") if part.strip()]


def _port() -> int | None:
    try:
        port = int(os.environ.get("PORT") or PORT_DEFAULT)
    except ValueError:
        return None
    return port if 1 <= port <= 65535 else None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((EVERY_ADDRESS, port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
