"""Addresses of this app."""

from django.urls import path

from backend.accounts import api

urlpatterns = [path("api/me/", api.MeView.as_view(), name="me")]
