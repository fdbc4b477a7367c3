"""Folders of arrays that are computed once and mapped by every process that needs them.

A folder is named by a checksum of all that its arrays hang on, so other data or another version of
the code is another folder. What is damaged counts as missing and is computed anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

KEPT_FOLDERS = 4
"""How many folders of a kind stay on disk; those used least lately go."""
_log = logging.getLogger(__name__)

Array = npt.NDArray[Any]


def name_of(code: Iterable[str | None], content: Iterable[bytes | Array]) -> str:
    """Return a name for what these source files compute from this content."""
    digest = hashlib.sha256(np.__version__.encode())
    for file in (__file__, *code):
        digest.update(Path(str(file)).read_bytes())
    for part in content:
        if isinstance(part, bytes):
            digest.update(part)
        else:
            digest.update(_checksum(part).encode())
    return digest.hexdigest()[:32]


def read(folder: Path, names: Iterable[str]) -> dict[str, Array] | None:
    """Map the named arrays of a folder, None if they are not there whole."""
    if not (folder / "meta.json").exists():
        return None
    try:
        told = json.loads((folder / "meta.json").read_text("utf-8"))
        arrays = {name: _mapped(folder / f"{name}.npy", told[name]) for name in names}
        folder.touch()
    except (OSError, ValueError, KeyError, TypeError):
        _log.warning("%s is damaged, what it held is computed anew", folder)
        return None
    return arrays


def write(folder: Path, arrays: Mapping[str, Array]) -> bool:
    """Write a folder beside its place and rename it; tell whether it is there.

    Several processes may write it at once, for all write the same. A disk that is full or that
    cannot be written stops nothing.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    except OSError as error:
        _log.warning("%s cannot be kept: %s", folder, error)
        return False
    try:
        for name, array in arrays.items():
            np.save(beside / f"{name}.npy", array)
        meta = {name: _checksum(array) for name, array in arrays.items()}
        (beside / "meta.json").write_text(json.dumps(meta), "utf-8")
        beside.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        beside.replace(folder)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        if not (folder / "meta.json").exists():  # else another process was first
            _log.warning("%s cannot be kept: %s", folder, error)
            return False
    _forget_old(folder.parent)
    return True


def _forget_old(parent: Path) -> None:
    try:
        ages = {path.parent: path.parent.stat().st_mtime for path in parent.glob("*/meta.json")}
    except OSError:  # another process is forgetting them
        return
    for old in sorted(ages, key=lambda folder: ages[folder], reverse=True)[KEPT_FOLDERS:]:
        shutil.rmtree(old, ignore_errors=True)


def _mapped(path: Path, told: str) -> Array:
    array = np.load(path, mmap_mode="r" if path.stat().st_size else None, allow_pickle=False)
    if _checksum(array) != told:
        msg = f"{path} is not what was written"
        raise ValueError(msg)
    return np.asarray(array)


def _checksum(array: Array) -> str:
    digest = hashlib.sha256(f"{array.dtype.str} {array.shape}".encode())
    digest.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return digest.hexdigest()
