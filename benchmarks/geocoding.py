"""Measures geocoding: questions a second, p50 and p99, beside two plain ways to look up a name.

Run: ``python -m benchmarks.geocoding``. The baselines read only bare names: an exact dictionary,
the floor of any lookup, and a scan of all names by edit distance, the usual fuzzy search.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from gis.gazetteer_files import read_gazetteer
from gis.geocoding import geocode
from gis.names import joined

DATA = Path(__file__).resolve().parent.parent / "data"
ROUNDS = 3
COORDINATES = (
    "-7.0167, 113.8667",
    "7°01'00.12\" LS 113°52'00.12\" BT",
    "49S 816000 9223000",
    "6P4MXVM8+8M",
    "https://www.google.com/maps/place/X/@-7.04,113.90,14z/data=!8m2!3d-7.056!4d113.936",
)
UNKNOWN = (
    "tolong kirim ambulans ke sini cepat ada orang pingsan di depan toko",
    "jalan melati nomor dua belas perumahan satelit blok c",
    "korban dibawa pakai mobil bak terbuka menuju puskesmas terdekat",
)


def main() -> None:
    started = time.perf_counter()
    gazetteer = read_gazetteer(DATA)
    built_s = time.perf_counter() - started
    desa = [entry for entry in gazetteer.entries if entry.kind == "desa" and entry.kecamatan]
    names = [joined(name) for entry in gazetteer.entries for name in entry.names]
    table = dict.fromkeys(names)
    groups = {
        "desa and kecamatan": [f"Desa {e.name}, Kecamatan {e.kecamatan.name}" for e in desa],
        "incident phrase": [
            f"kebakaran rumah di desa {e.name} kec {e.kecamatan.name} dekat balai desa"
            for e in desa
        ],
        "typing slip": [f"desa {_slip(e.name)} kecamatan {e.kecamatan.name}" for e in desa],
        "bare name": [e.name for e in desa],
        "coordinates": list(COORDINATES) * 60,
        "no known place": list(UNKNOWN) * 100,
    }
    print(f"gazetteer of {len(gazetteer.entries)} places built with its files in {built_s:.2f} s")
    every: list[float] = []
    for label, texts in groups.items():
        spent = _spent(lambda text: geocode(text, gazetteer), texts)
        every += spent
        _show(label, spent)
    p50_s = _show("all geocoding", every)
    bare = [joined(entry.name) for entry in desa]
    exact_s = _show("baseline: exact dictionary", _spent(table.get, bare))
    scan_s = _show(
        "baseline: scan by edit distance",
        _spent(lambda name: process.extract(name, names, scorer=OSA.distance, limit=5), bare),
    )
    print(
        f"geocoding p50 is {p50_s / scan_s:.2f} x the scan, {p50_s / exact_s:.0f} x the dictionary"
    )


def _slip(name: str) -> str:
    """Swap two letters in the middle of a name."""
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


def _spent(call: Callable[[str], object], texts: list[str]) -> list[float]:
    """Return the seconds of each call, the texts in a random order that repeats."""
    order = texts * ROUNDS
    random.Random(112).shuffle(order)
    for text in order[:50]:
        call(text)
    spent = []
    for text in order:
        started = time.perf_counter()
        call(text)
        spent.append(time.perf_counter() - started)
    return spent


def _show(label: str, spent: list[float]) -> float:
    p50_s, p99_s = np.percentile(spent, (50, 99))
    rate = len(spent) / sum(spent)
    print(f"{label:32} {rate:9.0f}/s  p50 {p50_s * 1e3:7.3f} ms  p99 {p99_s * 1e3:7.3f} ms")
    return float(p50_s)


if __name__ == "__main__":
    main()
