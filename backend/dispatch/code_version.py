"""Names the code that answers: the same name means that the same inputs give the same answer."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "gis/*.py",
    "backend/dispatch/*.py",
    "backend/roads/journeys.py",
    "backend/locale/*/LC_MESSAGES/django.po",
)
"""What an answer is computed and worded by; addresses and writers change no answer."""
LIBRARIES = ("numpy", "numba", "scipy", "shapely", "pyproj")
"""Their arithmetic may differ in the last bit from version to version."""


@cache
def code_version() -> str:
    """Return the SHA-256 over the sources and the versions of what computes with them."""
    digest = hashlib.sha256(platform.python_version().encode())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}\0".encode())
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
