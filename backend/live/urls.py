"""Addresses of this app."""

from django.urls import path

from backend.live.api import live

urlpatterns = [path("api/live/", live, name="live")]
