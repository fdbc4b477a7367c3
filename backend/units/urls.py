"""Addresses of this app."""

from django.urls import path, re_path

from backend.units.api.help_calls import (
    HelpCallAcknowledgeView,
    HelpCallCloseView,
    HelpCallsView,
    PanicView,
)
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
    path("api/units/<str:code>/panic/", PanicView.as_view(), name="unit-panic"),
    path("api/help-calls/", HelpCallsView.as_view(), name="help-calls"),
    path(
        "api/help-calls/<int:call_id>/acknowledge/",
        HelpCallAcknowledgeView.as_view(),
        name="help-call-acknowledge",
    ),
    path(
        "api/help-calls/<int:call_id>/close/",
        HelpCallCloseView.as_view(),
        name="help-call-close",
    ),
    path("api/units/<str:code>/position/", UnitPositionView.as_view(), name="unit-position"),
    path("api/positions/", PositionsView.as_view(), name="positions"),
    path("api/quarantine/", QuarantineView.as_view(), name="quarantine"),
    re_path(r"^ingest/(?P<dialect>[^/]+)(?:/(?P<secret>[^/]+))?/?$", ingest, name="ingest"),
]
