"""Settings for tests: own state folder, fast hashes; the database comes from ``DATABASE_URL``."""

import atexit
import os
import shutil
import tempfile

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="siaga112-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

os.environ.setdefault("SQLITE_SYNCHRONOUS", "OFF")  # no power cut is tested
from backend.settings import *  # noqa: F403
from backend.settings import DATABASES, STATIC_ROOT, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_name = os.environ.get("TEST_DATABASE_NAME", "siaga112_test")
DATABASES["default"]["TEST"] = {
    "NAME": str(VAR_DIR / "test.sqlite3")  # a file: concurrency needs real connections
    if "spatialite" in str(DATABASES["default"]["ENGINE"])
    else _name
}
if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # one worker prunes what another may read
    NETWORK_DIR = VAR_DIR / f"networks-{worker}"
STATICFILES_DIRS: list = []
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
