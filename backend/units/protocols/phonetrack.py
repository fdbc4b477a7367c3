"""Addresses of Nextcloud's PhoneTrack, so that phones set up for it need only another host.

The token stands where PhoneTrack has it; the name of the phone behind it decides nothing here.
"""

from __future__ import annotations

_ROOTS = ("", "apps/phonetrack/", "index.php/apps/phonetrack/")


def addresses(*adapters: str) -> tuple[str, ...]:
    """Return the beginnings of the addresses of some of its adapters."""
    return tuple(f"{root}log/{adapter}/" for adapter in adapters for root in _ROOTS)
