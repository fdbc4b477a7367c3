"""App configuration."""

from django.apps import AppConfig


class FrontendMapsConfig(AppConfig):
    """Pages and their static files."""

    name = "frontend_maps"
