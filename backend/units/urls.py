"""Addresses of this app."""

import re

from django.urls import path, re_path

from backend.units.api.devices import DevicesView, DeviceView
from backend.units.api.help_calls import (
    HelpCallAcknowledgeView,
    HelpCallCloseView,
    HelpCallsView,
    PanicView,
)
from backend.units.api.ingest import ingest
from backend.units.api.positions import PositionsView
from backend.units.api.quarantine import (
    QuarantineDiscardView,
    QuarantineReleaseView,
    QuarantineRestoreView,
    QuarantineSettleView,
    QuarantineSummaryView,
    QuarantineView,
)
from backend.units.api.received import ReceivedRequestView, ReceivedView
from backend.units.api.stations import StationsView
from backend.units.api.track_files import TrackGeoJsonView, TrackGpxView
from backend.units.api.tracks import TracksView, UnitTrackView, UnitTripsView
from backend.units.api.units import (
    UnitDetailView,
    UnitListView,
    UnitPositionView,
    UnitStatusView,
)
from backend.units.protocols import OTHER_ADDRESSES

urlpatterns = [
    path("api/stations/", StationsView.as_view(), name="stations-list"),
    path("api/units/", UnitListView.as_view(), name="units-list"),
    path("api/units/<str:code>/", UnitDetailView.as_view(), name="unit"),
    path("api/units/<str:code>/track/", UnitTrackView.as_view(), name="unit-track"),
    path("api/units/<str:code>/track.gpx", TrackGpxView.as_view(), name="unit-track-gpx"),
    path(
        "api/units/<str:code>/track.geojson",
        TrackGeoJsonView.as_view(),
        name="unit-track-geojson",
    ),
    path("api/units/<str:code>/trips/", UnitTripsView.as_view(), name="unit-trips"),
    path("api/tracks/", TracksView.as_view(), name="tracks"),
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
    path("api/devices/", DevicesView.as_view(), name="devices"),
    path("api/devices/<str:identifier>/", DeviceView.as_view(), name="device"),
    path("api/quarantine/", QuarantineView.as_view(), name="quarantine"),
    path("api/quarantine/summary/", QuarantineSummaryView.as_view(), name="quarantine-summary"),
    path("api/quarantine/settle/", QuarantineSettleView.as_view(), name="quarantine-settle"),
    path(
        "api/quarantine/<int:item_id>/release/",
        QuarantineReleaseView.as_view(),
        name="quarantine-release",
    ),
    path(
        "api/quarantine/<int:item_id>/discard/",
        QuarantineDiscardView.as_view(),
        name="quarantine-discard",
    ),
    path(
        "api/quarantine/<int:item_id>/restore/",
        QuarantineRestoreView.as_view(),
        name="quarantine-restore",
    ),
    path("api/received/", ReceivedView.as_view(), name="received"),
    path("api/received/<int:request_id>/", ReceivedRequestView.as_view(), name="received-request"),
    re_path(r"^ingest/(?P<dialect>[^/]+)(?:/(?P<secret>[^/]+))?/?$", ingest, name="ingest"),
    *(
        re_path(
            rf"^{re.escape(address)}(?P<secret>[^/]+)(?:/.*)?$",
            ingest,
            {"dialect": name},
            name="ingest",
        )
        for address, name in OTHER_ADDRESSES.items()
    ),
]
