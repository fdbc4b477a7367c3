"""The pages. Each needs a login and a role; what it shows comes from the API and the live feed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from backend.accounts.models import Role
from backend.health import missing_data
from backend.permissions import EVERYONE, ROOM, role_of
from frontend_maps import base_map
from frontend_maps.page_settings import page_settings

View = Callable[..., HttpResponse]


def for_roles(roles: frozenset[str]) -> Callable[[View], View]:
    """Let only accounts of these roles see a page; others are sent to the login or refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if role_of(request.user) not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return never_cache(login_required(guarded))

    return decorate


@for_roles(EVERYONE)
def console(request: HttpRequest) -> HttpResponse:
    """Show the console; a crew's work is on its own page."""
    if role_of(request.user) == Role.CREW:
        return redirect("crew")
    return _page(request, "console")


@for_roles(ROOM | {Role.PLANNER, Role.AGENCY})
def board(request: HttpRequest) -> HttpResponse:
    """Show the wall display: no controls, nothing confidential."""
    return _page(request, "board")


@for_roles(ROOM | {Role.AGENCY})
def agency(request: HttpRequest) -> HttpResponse:
    """Show an agency's desk the incidents of its concern."""
    return _page(request, "agency")


@for_roles(frozenset({Role.SUPERVISOR}))
def supervisor(request: HttpRequest) -> HttpResponse:
    """Show landmarks, aliases, closures and the quarantine."""
    return _page(request, "supervisor")


@for_roles(ROOM | {Role.PLANNER})
def playback(request: HttpRequest) -> HttpResponse:
    """Show where units have been, minute by minute."""
    return _page(request, "playback")


@for_roles(ROOM | {Role.PLANNER})
def planner(request: HttpRequest) -> HttpResponse:
    """Show the planner's map in its frame."""
    return _page(request, "planner")


@xframe_options_sameorigin
@for_roles(ROOM | {Role.PLANNER})
def planner_map(request: HttpRequest) -> HttpResponse:
    """Return the folium map itself, with the one policy under which its own scripts run."""
    html = base_map.planning_map()
    response = HttpResponse(html)
    response["Content-Security-Policy"] = base_map.policy_for(html)
    return response


def _page(request: HttpRequest, name: str) -> HttpResponse:
    context = {"page": name, "settings": page_settings(request), "missing": missing_data()}
    return render(request, f"frontend_maps/{name}.html", context)
