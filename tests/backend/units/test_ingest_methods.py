"""What the addresses of trackers answer to clients that ask before they send."""

from __future__ import annotations

import pytest

from backend.units.models import Device, ReceivedRequest
from tests.backend.units.conftest import SECRET, Wire

ADDRESSES = ("/ingest/osmand", f"/ingest/overland/{SECRET}", f"/api/webhook/{SECRET}")


@pytest.mark.parametrize("address", ADDRESSES)
def test_options_are_told_without_a_body_and_nothing_is_stored(
    wire: Wire, phone: Device, address: str
) -> None:
    answer = wire.client.options(address)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer
    assert answer["Allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
    assert not ReceivedRequest.objects.exists()
