"""One address for everything: the live feed natively, pages and API on a pool of threads.

Django runs all sync views of an ASGI server on one thread, so a slow page would hold up every
ping. Here only the event stream is served by the ASGI handler; all else runs on WSGI threads.
"""

import asyncio
import gc
import logging
import os
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

from backend.asgi_bodies import LongBody, is_long

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

WEB_THREADS = int(os.environ.get("WEB_THREADS", "16"))
GARBAGE_BEFORE_COLLECTION = 20_000
"""Objects; a batch of fixes makes thousands that all go again without the collector."""

_live = get_asgi_application()

from backend.live.hanging_up import hang_up_of  # noqa: E402  (after Django is set up)
from backend.units.api.tracker_lane import TrackerLane, is_of_tracker  # noqa: E402
from backend.wsgi import application as _wsgi  # noqa: E402

logger = logging.getLogger(__name__)

_web = WSGIMiddleware(_wsgi, workers=WEB_THREADS)  # type: ignore[arg-type]
_trackers = TrackerLane(_web)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Route the event stream and trackers to their own handlers, all else to the threads."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and is_long(scope):
        body = LongBody(scope, receive, send)
        await (_trackers if is_of_tracker(scope) else _web)(scope, body.receive, body.send)
    elif scope["type"] == "http" and scope["path"].rstrip("/") == "/api/live":
        await _live({**scope, **hang_up_of(send)}, receive, send)
    elif scope["type"] == "http" and is_of_tracker(scope):
        await _trackers(scope, receive, send)
    elif scope["type"] == "http":
        await _web(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await asyncio.to_thread(_warm_up)
            _keep_garbage_collection_short()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _keep_garbage_collection_short() -> None:
    """Leave out what lives as long as the process: names, network and code hold up no request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_BEFORE_COLLECTION, 20, 20)


def _warm_up() -> None:
    """Build what requests share before the first one comes: names, network, kernels, sea ways.

    A database that is not ready stops nothing: pages and ``/readyz`` say what to run.
    """
    from django.db import DatabaseError, connections
    from django.utils import timezone

    from backend.dispatch.code_version import code_version
    from backend.dispatch.snapshots import contents_of
    from backend.errors import NotReady
    from backend.places.queries import gazetteer
    from backend.roads.queries import router
    from gis.types import VehicleProfile

    try:
        code_version()  # of the code as it is loaded now, whatever is installed later
        gazetteer()
        roads = router()
        roads.warm_up()
        contents_of(roads)
        quays = [quay.point for quay in roads.sea.quays]
        if quays:  # one real question builds the ways of all lanes
            now = timezone.now()
            roads.route(quays[0], quays[-1], profile=VehicleProfile.AMBULANCE, at=now)
    except (NotReady, DatabaseError) as error:
        logger.warning("not ready to dispatch: %s", error)
    finally:
        connections.close_all()
