"""The gazetteer of the shipped data, built once for all tests that ask it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from gis.boundary_files import BoundarySet, read_boundaries
from gis.gazetteer import Gazetteer
from gis.gazetteer_files import BOUNDARIES_FOLDER, read_gazetteer
from gis.geocoding import geocode
from gis.types import Candidate, GeocodeAnswer

DATA = Path(__file__).resolve().parents[2] / "data"


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return read_gazetteer(DATA)


@lru_cache(maxsize=1)
def boundaries() -> BoundarySet:
    return read_boundaries(DATA / BOUNDARIES_FOLDER)[0]


def ask(text: str, **options: str) -> GeocodeAnswer:
    return geocode(text, gazetteer(), **options)


def only(text: str) -> Candidate:
    """Return the one candidate of a resolved answer."""
    answer = ask(text)
    assert answer.outcome == "resolved", answer
    [candidate] = answer.candidates
    return candidate


def codes(text: str, **options: str) -> list[str | None]:
    """Return the codes of the candidates of a question, in their order."""
    answer = ask(text, **options)
    assert answer.outcome == "ask", answer
    return [candidate.code for candidate in answer.candidates]
