"""Addresses of this app."""

from django.urls import path

from backend.places.api import LayerView, LocateView
from backend.places.geocode_api import GeocodeView
from backend.places.landmark_api import AliasesView, AliasView, LandmarksView, LandmarkView
from backend.places.layers import LAYERS

urlpatterns = [
    *(path(f"api/{name}/", LayerView.as_view(layer=name), name=f"{name}-list") for name in LAYERS),
    path("api/locate/", LocateView.as_view(), name="locate"),
    path("api/geocode/", GeocodeView.as_view(), name="geocode"),
    path("api/landmarks/", LandmarksView.as_view(), name="landmark-list"),
    path("api/landmarks/<int:landmark_id>/", LandmarkView.as_view(), name="landmark-detail"),
    path("api/aliases/", AliasesView.as_view(), name="alias-list"),
    path("api/aliases/<int:alias_id>/", AliasView.as_view(), name="alias-detail"),
]
