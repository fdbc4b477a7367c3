"""What lets the crew's page be installed and opened without network: its files, worker, manifest.

The files of a release are kept by the phone as a whole. Their checksum names the release, so that a
changed file is a new release and nothing else is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from frontend_maps.crew_settings import MAP_LAYERS
from frontend_maps.page_settings import ADDRESSES

OWN = "frontend_maps"
SUFFIXES = frozenset({".js", ".css", ".svg", ".png"})
WORKER = "frontend_maps/js/crew/worker.js"
VENDOR = ("vendor/leaflet/leaflet-src.esm.js", "vendor/leaflet/leaflet.css", "vendor/idb/index.js")
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


@dataclass(frozen=True, slots=True)
class Release:
    """The files of this release by their static names, and the checksum that names it."""

    version: str
    files: tuple[str, ...]


def release() -> Release:
    """Return the present release; while developing it is looked up each time."""
    return _looked_up() if settings.DEBUG else _kept()


def worker_text() -> str:
    """Return the service worker: its release, then its code."""
    present = release()
    described = {
        "version": present.version,
        "files": [static(name) for name in present.files],
        "layers": [ADDRESSES[name] for name in MAP_LAYERS],
        "page": reverse("crew"),
    }
    return f"const RELEASE = {json.dumps(described)};\n{_path_of(WORKER).read_text()}"


def manifest() -> dict[str, Any]:
    """Return the web app manifest of the crew's page."""
    return {
        "id": reverse("crew"),
        "name": _("Siaga 112 Awak"),
        "short_name": _("Awak 112"),
        "start_url": reverse("crew"),
        "scope": reverse("crew"),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#eef1f2",
        "theme_color": "#0b5c66",
        "icons": [
            {
                "src": static(f"frontend_maps/icons/{_icon(size, purpose)}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in ICONS
        ],
    }


def _icon(size: int, purpose: str) -> str:
    return f"icon-{size}" if purpose == "any" else f"icon-{purpose}-{size}"


@lru_cache(maxsize=1)
def _kept() -> Release:
    return _looked_up()


def _looked_up() -> Release:
    found = {name: _path_of(name) for name in VENDOR if finders.find(name)}
    found |= dict(_own_files())
    digest = hashlib.sha256()
    for name, path in sorted(found.items()):
        digest.update(f"{name}\n".encode())
        digest.update(path.read_bytes())
    names = tuple(sorted(set(found) - {WORKER}))
    return Release(digest.hexdigest()[:16], names)


def _own_files() -> Iterator[tuple[str, Path]]:
    folder = Path(__file__).parent / "static"
    for path in sorted((folder / OWN).rglob("*")):
        if path.suffix in SUFFIXES and path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _path_of(name: str) -> Path:
    return Path(str(finders.find(name)))
