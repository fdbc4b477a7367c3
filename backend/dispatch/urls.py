"""Addresses of this app."""

from django.urls import path

from backend.dispatch.api import (
    assignments,
    coverage_loss,
    lane_waits,
    notices,
    redispatch,
    suggestions,
)

urlpatterns = [
    path(
        "api/incidents/<str:number>/recommendation/",
        assignments.RecommendationView.as_view(),
        name="recommendation",
    ),
    path(
        "api/incidents/<str:number>/coverage-loss/",
        coverage_loss.CoverageLossView.as_view(),
        name="coverage-loss",
    ),
    path(
        "api/incidents/<str:number>/assignments/",
        assignments.IncidentAssignmentsView.as_view(),
        name="incident-assignments",
    ),
    path("api/nearest/", assignments.NearestView.as_view(), name="nearest"),
    path("api/assignments/", assignments.AssignmentsView.as_view(), name="assignments"),
    path(
        "api/assignments/<int:assignment_id>/",
        assignments.AssignmentView.as_view(),
        name="assignment",
    ),
    path(
        "api/assignments/<int:assignment_id>/status/",
        assignments.AssignmentStatusView.as_view(),
        name="assignment-status",
    ),
    path("api/notices/", notices.NoticesView.as_view(), name="notices"),
    path(
        "api/notices/<int:notice_id>/acknowledge/",
        notices.NoticeAcknowledgeView.as_view(),
        name="notice-acknowledge",
    ),
    path(
        "api/suggestions/<int:suggestion_id>/accept/",
        suggestions.SuggestionAcceptView.as_view(),
        name="suggestion-accept",
    ),
    path(
        "api/suggestions/<int:suggestion_id>/dismiss/",
        suggestions.SuggestionDismissView.as_view(),
        name="suggestion-dismiss",
    ),
    path("api/lane-waits/", lane_waits.LaneWaitsView.as_view(), name="lane-waits"),
    path("api/fence-policies/", suggestions.FencePoliciesView.as_view(), name="fence-policies"),
    path(
        "api/fence-policies/<str:trigger>/",
        suggestions.FencePolicyView.as_view(),
        name="fence-policy",
    ),
    path(
        "api/redispatch-policies/",
        redispatch.RedispatchPoliciesView.as_view(),
        name="redispatch-policies",
    ),
    path(
        "api/redispatch-policies/<int:policy_id>/",
        redispatch.RedispatchPolicyView.as_view(),
        name="redispatch-policy",
    ),
]
