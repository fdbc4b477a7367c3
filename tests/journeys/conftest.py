"""One running platform for all journeys, with shipped data and demo units, without the fleet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.running_platform import Client, Platform, running_platform


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Return the running platform."""
    with running_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running


@pytest.fixture(scope="session")
def dispatcher(platform: Platform) -> Client:
    """Return the first dispatcher's client."""
    return platform.client("dispatcher")


@pytest.fixture(scope="session")
def supervisor(platform: Platform) -> Client:
    """Return a second member of the room."""
    return platform.client("supervisor")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as a journey."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
