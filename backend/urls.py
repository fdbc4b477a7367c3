"""All addresses: each app lists its own, the pages come last."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from backend import health

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
    path("admin/", admin.site.urls),
    path("", include("frontend_maps.urls")),
]
