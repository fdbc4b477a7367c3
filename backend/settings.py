"""Settings, read from the environment with safe defaults.

Without any variable set the platform runs embedded: SpatiaLite under ``var/``, DEBUG off, a secret
key made once and kept beside the database. ``DATABASE_URL=postgis://…`` switches the database.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "data"))
NETWORK_DIR = VAR_DIR / "networks"
KEPT_DIR = VAR_DIR / "kept"


def _flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _secret_key() -> str:
    """Return the key of the environment, or one made at the first start and kept under ``var/``."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        made = VAR_DIR / f"secret_key.{os.getpid()}"
        made.write_text(secrets.token_urlsafe(50))
        made.chmod(0o600)
        try:
            os.link(made, path)  # the first process wins; all read the same key
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text()


DEBUG = _flag("DEBUG", default=False)
DEMO = _flag("DEMO", default=False)
"""Whether the demo fleet may send and the pages carry the demo mark."""
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS", "")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "rest_framework",
    "rest_framework_gis",
    "drf_spectacular",
    "backend.apps.Siaga112Config",
    "backend.changes",
    "backend.accounts",
    "backend.places",
    "backend.roads",
    "backend.units",
    "backend.incidents",
    "backend.dispatch",
    "backend.live",
    "frontend_maps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "backend.middleware.indonesian_first",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "backend.middleware.content_security_policy",
    "backend.middleware.ProblemsOfPages",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
ASGI_APPLICATION = "backend.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "frontend_maps.context.platform",
            ]
        },
    }
]

# --- database -----------------------------------------------------------------------------------


def database_settings(url: str) -> dict[str, object]:
    """Return Django's settings for a database address, with what each database needs to be safe.

    SpatiaLite: write transactions take their lock at once (a deferred one fails instead of waiting
    when two writers meet), the log is write-ahead, and a commit is on the disk before it is
    answered, so that no power cut undoes what a phone has deleted since. PostgreSQL: psycopg's
    pool, since threads come and go under an ASGI server.
    """
    parsed: dict[str, object] = dict(dj_database_url.parse(url))
    if "postgis" in str(parsed["ENGINE"]):
        parsed["OPTIONS"] = {
            "pool": {"min_size": 2, "max_size": int(os.environ.get("DB_POOL", "20"))}
        }
        parsed["CONN_MAX_AGE"] = 0
        return parsed
    parsed["ENGINE"] = "backend.spatialite"
    parsed["CONN_MAX_AGE"] = 600
    parsed["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; "
            f"PRAGMA synchronous={os.environ.get('SQLITE_SYNCHRONOUS', 'FULL')};"
        ),
    }
    return parsed


DATABASE_URL = os.environ.get("DATABASE_URL", f"spatialite:///{VAR_DIR / 'siaga112.sqlite3'}")
DATABASES = {"default": database_settings(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SPATIALITE_LIBRARY_PATH = os.environ.get("SPATIALITE_LIBRARY_PATH", "mod_spatialite")

# --- people -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "console"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SESSION_COOKIE_AGE = 14 * 3600  # a night shift with its handover
SESSION_COOKIE_HTTPONLY = True
HTTPS = _flag("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", "31536000")) if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# --- words and times ----------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "backend" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"  # what screens show; the database and the wire are UTC

# --- files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
VENDOR_DIR = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    ("vendor/leaflet", VENDOR_DIR / "leaflet" / "dist"),
    ("vendor/idb", VENDOR_DIR / "idb" / "build"),
]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- the API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.accounts.authentication.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["backend.permissions.IsStaffOfTheRoom"],
    "DEFAULT_RENDERER_CLASSES": ["backend.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["backend.rendering.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "backend.errors.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Siaga 112",
    "DESCRIPTION": "Incident map and unit tracking for the 112 centre of Kabupaten Sumenep.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["backend.permissions.IsStaffOfTheRoom"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "backend.live.schema.add_live_feed",
    ],
}

# --- rules of the room --------------------------------------------------------------------------

POSITION_RETENTION_DAYS = int(os.environ.get("POSITION_RETENTION_DAYS", "90"))
POSITION_THIN_AFTER_DAYS = int(os.environ.get("POSITION_THIN_AFTER_DAYS", "30"))
"""`manage.py thin_positions` leaves younger tracks as they came."""
RAW_RETENTION_HOURS = int(os.environ.get("RAW_RETENTION_HOURS", "72"))
"""How long whole requests of trackers are kept with their verdicts."""
ROOM_PHONE = os.environ.get("ROOM_PHONE", "")
"""The number by which crews call the room; empty: their page shows no button for it."""
LAN_CERTIFICATE = os.environ.get("LAN_CERTIFICATE", "")
"""The public certificate that `make run-lan` offers to phones at ``/lan/ca.crt``; empty: none."""
LIVE_POLL_S = float(os.environ.get("LIVE_POLL_S", "0.05"))
"""How often the live feed looks for changes on SQLite; PostgreSQL notifies."""

SILENCED_SYSTEM_CHECKS = [
    "gis.W001",  # old GDAL may fetch remote rasters: nothing here opens a raster or a GDAL file
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
