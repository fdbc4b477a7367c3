"""A drawn regency for incidents to lie in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from backend.changes.epoch_cache import forget_all
from tests.backend.drawn_places import draw_places


@pytest.fixture
def places(db: None) -> Iterator[None]:
    """Draw the regency; forget it afterwards, since the rows are rolled back."""
    draw_places()
    yield
    forget_all()


@pytest.fixture
def opened(room) -> Callable[..., Any]:
    """Return a function that posts an incident and gives the answer."""

    def post(location: Any = None, **fields: Any) -> Any:
        body = {"category": "fire", "priority": 1, **fields}
        if location is not None:
            body["location"] = location
        return room.post("/api/incidents/", body, format="json")

    return post
