"""All addresses: each app lists its own, then what the API does not know; the pages come last."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from backend import health
from backend.unknown_addresses import unknown_address

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", include("backend.accounts.urls")),
    path("", include("backend.places.urls")),
    path("", include("backend.roads.urls")),
    path("", include("backend.units.urls")),
    path("", include("backend.incidents.urls")),
    path("", include("backend.dispatch.urls")),
    path("", include("backend.live.urls")),
    re_path(r"^api(?:/|$)", unknown_address, name="unknown"),
    path("admin/", admin.site.urls),
    path("", include("frontend_maps.urls")),
]
