"""The WSGI side: pages and API, run on threads."""

import os

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")


class Request(WSGIRequest):
    """A request that lets go of its body when it has been answered.

    The account and the messages that middleware hangs on a request refer back to it, so it would
    wait for the garbage collector, and what strangers send would wait with it.
    """

    def close(self) -> None:
        """Close the uploaded files and forget everything."""
        super().close()
        vars(self).clear()


application: WSGIHandler = get_wsgi_application()
application.request_class = Request
