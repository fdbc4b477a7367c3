"""Addresses of this app."""

from django.urls import path

from backend.roads import api, sea_api

urlpatterns = [
    path("api/route/", api.RouteView.as_view(), name="route"),
    path("api/closures/", api.ClosuresView.as_view(), name="closure-list"),
    path("api/closures/<int:pk>/", api.ClosureView.as_view(), name="closure-detail"),
    path("api/lanes/", api.LanesView.as_view(), name="lane-list"),
    path("api/lanes/<path:code>/confirm/", sea_api.LaneConfirmView.as_view(), name="lane-confirm"),
    path("api/sea-history/", sea_api.SeaHistoryView.as_view(), name="sea-history"),
    path("api/roads/", api.RoadsView.as_view(), name="road-list"),
]
