"""A server builds what requests share before the first one, and starts without data too."""

import asyncio
import logging

import pytest

from backend import asgi


async def _start_up() -> list[str]:
    told: list[str] = []
    incoming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive() -> dict[str, str]:
        return incoming.pop(0)

    async def send(message: dict[str, str]) -> None:
        told.append(message["type"])

    await asgi.application({"type": "lifespan"}, receive, send)
    return told


def test_everything_shared_is_built_before_the_start_is_complete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: list[str] = []
    monkeypatch.setattr(asgi, "_warm_up", lambda: order.append("warm"))

    told = asyncio.run(_start_up())

    assert order == ["warm"]
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.mark.django_db(transaction=True)
def test_a_server_without_data_starts_and_says_what_is_missing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, logger="backend.asgi"):
        told = asyncio.run(_start_up())

    assert "lifespan.startup.complete" in told
    assert "not ready to dispatch" in caplog.text
