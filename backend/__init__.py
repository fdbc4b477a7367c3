"""The Django project: it stores, guards and serves; one app for one noun."""
