"""Addresses of this app."""

from django.urls import path

from backend.incidents import api, call_api

urlpatterns = [
    path("api/calls/", call_api.CallsView.as_view(), name="calls"),
    path("api/calls/<int:call_id>/", call_api.CallView.as_view(), name="call"),
    path("api/incidents/", api.IncidentsView.as_view(), name="incidents"),
    path("api/incidents/<str:number>/", api.IncidentView.as_view(), name="incident"),
    path(
        "api/incidents/<str:number>/events/",
        api.IncidentEventsView.as_view(),
        name="incident-events",
    ),
]
