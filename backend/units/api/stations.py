"""The stations as a map layer, served like the boundary layers."""

from __future__ import annotations

from backend.places.api import LayerView
from backend.places.layers import Layer
from backend.units.queries.stations import station_layer


class StationsView(LayerView):
    """Where units stand; a station that is not ``confirmed`` has no published position."""

    layer = "stations"

    def find(self) -> Layer:
        """Return the stations."""
        return station_layer()
