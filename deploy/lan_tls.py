"""A certificate authority of one's own and a certificate for this machine's addresses.

Browsers give a phone's position only to pages over HTTPS. On a local network nobody else vouches
for an address, so a phone is asked once to trust this authority. Its key can sign for any name: it
stays in the state folder, readable by its owner only, and only the public part is ever offered.
"""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509

ORGANISATION = "Siaga 112 (jaringan lokal)"
VALID_FOR = timedelta(days=397)
"""Phones refuse certificates of servers that are valid for longer than about 13 months."""
RENEW_BEFORE = timedelta(days=30)
_FAR_AWAY = "192.0.2.1"
"""An address for documentation (RFC 5737): asking for the way there sends nothing."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """Where the files are: the authority's public part, and the server's key and chain."""

    authority: Path
    server_key: Path
    server_chain: Path
    is_new_authority: bool
    is_new_server: bool

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the authority's certificate, as phones show it."""
        der = ssl.PEM_cert_to_DER_cert(self.authority.read_text())
        digest = hashlib.sha256(der).hexdigest().upper()
        return ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))


def lan_addresses() -> list[str]:
    """Return this machine's IPv4 addresses in its networks, that of the default way first."""
    found = [address for address in (_address_towards(_FAR_AWAY), *_own_addresses()) if address]
    kept = [address for address in found if not ipaddress.ip_address(address).is_loopback]
    return list(dict.fromkeys(kept))


def certificates(folder: Path, names: Iterable[str], *, now: datetime) -> Certificates:
    """Return certificates for these names and addresses; made, renewed or taken as they are.

    The authority stays as long as it is valid, so that phones trust it once. The server's
    certificate is renewed when a name is missing from it, when it ends soon, or when it is not
    this authority's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    authority, is_new_authority = _authority(folder, now)
    wanted = sorted(set(names))
    key, chain = folder / "server.key", folder / "server.pem"
    is_new_server = is_new_authority or not _serves(key, chain, wanted, now)
    if is_new_server:
        leaf = authority.issue_cert(
            *wanted,
            common_name=wanted[0],
            organization_name=ORGANISATION,
            not_before=now - timedelta(days=1),
            not_after=now + VALID_FOR,
        )
        _write_private(key, leaf.private_key_pem.bytes())
        _write_private(chain, b"".join(part.bytes() for part in leaf.cert_chain_pems))
    return Certificates(folder / "ca.crt", key, chain, is_new_authority, is_new_server)


def _authority(folder: Path, now: datetime) -> tuple[trustme.CA, bool]:
    public, private = folder / "ca.crt", folder / "ca.key"
    if public.exists() and private.exists():
        found = x509.load_pem_x509_certificate(public.read_bytes())
        if found.not_valid_after_utc - now > VALID_FOR:
            return trustme.CA.from_pem(public.read_bytes(), private.read_bytes()), False
    made = trustme.CA(organization_name=ORGANISATION, organization_unit_name=socket.gethostname())
    _write_private(private, made.private_key_pem.bytes())
    public.write_bytes(made.cert_pem.bytes())
    return made, True


def _serves(key: Path, chain: Path, wanted: list[str], now: datetime) -> bool:
    if not key.exists() or not chain.exists():
        return False
    found = x509.load_pem_x509_certificate(chain.read_bytes())
    if found.not_valid_after_utc - now < RENEW_BEFORE:
        return False
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    held = set(names.get_values_for_type(x509.DNSName))
    held |= {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    return held == set(wanted)


def _write_private(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(content)


def _address_towards(address: str) -> str | None:
    """Return the own address by which the way to another one would begin."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _own_addresses() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return []
    return sorted({str(entry[4][0]) for entry in found})


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)
