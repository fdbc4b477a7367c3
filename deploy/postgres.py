"""A PostgreSQL cluster that lives as long as the tests that use it, on a free loopback port."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
"""Who runs the cluster when the tests run as root, which PostgreSQL refuses."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # the data is thrown away; nothing to protect from a power cut
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Create and start a cluster, give the address of its database, stop and delete it at the end.

    Raises
    ------
    RuntimeError
        When no PostgreSQL with PostGIS is installed or it does not start; the message says why.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="siaga112-postgres-"))
    started = False
    try:
        password = secrets.token_urlsafe(24)
        port = _free_port()
        _create(programs, folder, password)
        _control(programs, folder, "start", port)
        started = True
        yield f"postgis://{OWNER}:{password}@127.0.0.1:{port}/postgres"
    finally:
        if started:
            _control(programs, folder, "stop", 0)
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = [
        folder
        for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        if (folder / "initdb").exists()
        and Path(f"/usr/share/postgresql/{folder.parent.name}/extension/postgis.control").exists()
    ]
    if not found:
        msg = (
            "no PostgreSQL with PostGIS: run apt-get install postgresql-15-postgis-3, "
            "or name a server with TEST_DATABASE_URL=postgis://…"
        )
        raise RuntimeError(msg)
    return found[0]


def _create(programs: Path, folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if os.geteuid() == 0:
        owner = pwd.getpwnam(OWNER)
        for path in (folder, secret):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    command = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", OWNER]
    command += ["-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    command += ["-A", "scram-sha-256", "--pwfile", str(secret)]
    _run(command, folder)
    secret.unlink()


def _control(programs: Path, folder: Path, action: str, port: int) -> None:
    command = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s", action]
    if action == "start":
        options = [f"-c {name}={value}" for name, value in SETTINGS.items()]
        options += [f"-p {port}", f"-k {folder}"]
        command += ["-l", str(folder / "log"), "-o", " ".join(options)]
    else:
        command += ["-m", "immediate"]
    _run(command, folder)


def _run(command: list[str], folder: Path) -> None:
    if os.geteuid() == 0:
        command = ["runuser", "-u", OWNER, "--", *command]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        log = folder / "log"
        detail = done.stderr.strip() or (log.read_text()[-2000:] if log.exists() else "")
        msg = f"PostgreSQL: {detail or ' '.join(command)}"
        raise RuntimeError(msg)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
