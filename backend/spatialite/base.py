"""SpatiaLite connections that keep the configured waiting time for a locked database.

Loading ``mod_spatialite`` resets SQLite's busy timeout to five seconds, after Django has set it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.backends.spatialite.base import DatabaseWrapper as SpatialiteWrapper

from backend.spatialite.schema import SchemaEditor


class DatabaseWrapper(SpatialiteWrapper):
    """Sets ``busy_timeout`` again once the extension is loaded."""

    SchemaEditorClass = SchemaEditor

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection whose writers wait as long as the settings say."""
        connection = super().get_new_connection(conn_params)
        timeout_ms = int(1000 * conn_params.get("timeout", 20))
        connection.execute(f"PRAGMA busy_timeout={timeout_ms}")
        return connection
