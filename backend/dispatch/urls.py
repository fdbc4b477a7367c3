"""Addresses of this app."""

from django.urls import path

from backend.dispatch import api

urlpatterns = [
    path(
        "api/incidents/<str:number>/recommendation/",
        api.RecommendationView.as_view(),
        name="recommendation",
    ),
    path(
        "api/incidents/<str:number>/assignments/",
        api.IncidentAssignmentsView.as_view(),
        name="incident-assignments",
    ),
    path("api/nearest/", api.NearestView.as_view(), name="nearest"),
    path("api/assignments/", api.AssignmentsView.as_view(), name="assignments"),
    path("api/assignments/<int:assignment_id>/", api.AssignmentView.as_view(), name="assignment"),
    path(
        "api/assignments/<int:assignment_id>/status/",
        api.AssignmentStatusView.as_view(),
        name="assignment-status",
    ),
]
