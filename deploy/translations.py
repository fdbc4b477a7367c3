"""Compiles the translation catalogues (`.po` to `.mo`), each only when it has changed."""

from __future__ import annotations

from pathlib import Path

import polib

from deploy.steps import ROOT, timed

LOCALE_DIR = ROOT / "backend" / "locale"


def main() -> None:
    """Compile every catalogue that is newer than its compiled form."""
    for source in sorted(LOCALE_DIR.rglob("*.po")):
        compiled = source.with_suffix(".mo")
        if not _is_current(source, compiled):
            with timed(f"translations ({source.relative_to(LOCALE_DIR)})"):
                polib.pofile(str(source)).save_as_mofile(str(compiled))


def _is_current(source: Path, compiled: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


if __name__ == "__main__":
    main()
