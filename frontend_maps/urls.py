"""Addresses of the pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from frontend_maps import route_print, views

urlpatterns = [
    path("", views.console, name="console"),
    path("", include("frontend_maps.crew_urls")),
    path("board/", views.board, name="board"),
    path("agency/", views.agency, name="agency"),
    path("supervisor/", views.supervisor, name="supervisor"),
    path("playback/", views.playback, name="playback"),
    path("route/print/", route_print.route_print, name="route-print"),
    path("planner/", views.planner, name="planner"),
    path("planner/map/", views.planner_map, name="planner-map"),
    path(
        "login/",
        LoginView.as_view(
            template_name="frontend_maps/login.html", redirect_authenticated_user=True
        ),
        name="login",
    ),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
]
