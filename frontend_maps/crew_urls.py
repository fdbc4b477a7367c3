"""Addresses of the crew's pages and of what phones need before they may enter."""

from django.urls import path

from frontend_maps import crew_views

urlpatterns = [
    path("crew/", crew_views.crew, name="crew"),
    path("crew/setup/", crew_views.crew_setup, name="crew-setup"),
    path("crew/setup/codes/", crew_views.crew_setup_codes, name="crew-setup-codes"),
    path("crew/worker.js", crew_views.crew_worker, name="crew-worker"),
    path("crew/manifest.webmanifest", crew_views.crew_manifest, name="crew-manifest"),
    path("lan/ca.crt", crew_views.lan_certificate, name="lan-certificate"),
]
