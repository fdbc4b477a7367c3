"""One address for everything: the live feed natively, pages and API on a pool of threads.

Django runs all sync views of an ASGI server on one thread, so a slow page would hold up every
ping. Here only the event stream is served by the ASGI handler; all else runs on WSGI threads.
"""

import os
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

WEB_THREADS = int(os.environ.get("WEB_THREADS", "16"))

_live = get_asgi_application()

from backend.wsgi import application as _wsgi  # noqa: E402  (after Django is set up)

_web = WSGIMiddleware(_wsgi, workers=WEB_THREADS)  # type: ignore[arg-type]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Route the event stream to the async handler and everything else to the threads."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].rstrip("/") == "/api/live":
        await _live(scope, receive, send)
    elif scope["type"] == "http":
        await _web(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
