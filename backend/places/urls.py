"""Addresses of this app."""

from django.urls import path

from backend.places.api import LayerView, LocateView
from backend.places.layers import LAYERS

urlpatterns = [
    *(path(f"api/{name}/", LayerView.as_view(layer=name), name=f"{name}-list") for name in LAYERS),
    path("api/locate/", LocateView.as_view(), name="locate"),
]
