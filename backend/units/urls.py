"""Addresses of this app."""

from django.urls import path, re_path

from backend.units.api.ingest import ingest
from backend.units.api.positions import PositionsView, QuarantineView
from backend.units.api.stations import StationsView
from backend.units.api.units import (
    UnitDetailView,
    UnitListView,
    UnitPositionView,
    UnitStatusView,
    UnitTrackView,
)

urlpatterns = [
    path("api/stations/", StationsView.as_view(), name="stations-list"),
    path("api/units/", UnitListView.as_view(), name="units-list"),
    path("api/units/<str:code>/", UnitDetailView.as_view(), name="unit"),
    path("api/units/<str:code>/track/", UnitTrackView.as_view(), name="unit-track"),
    path("api/units/<str:code>/status/", UnitStatusView.as_view(), name="unit-status"),
    path("api/units/<str:code>/position/", UnitPositionView.as_view(), name="unit-position"),
    path("api/positions/", PositionsView.as_view(), name="positions"),
    path("api/quarantine/", QuarantineView.as_view(), name="quarantine"),
    re_path(r"^ingest/(?P<dialect>[^/]+)(?:/(?P<secret>[^/]+))?/?$", ingest, name="ingest"),
]
