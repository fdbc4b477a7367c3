"""The frozen moment of these tests."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def now() -> datetime:
    """Return Wednesday 25 November 2026, 08:00 WIB."""
    return datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
