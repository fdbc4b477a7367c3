"""Replaces the demo password, which everybody knows, before a network can reach the platform.

Each account that still has it gets a random one. They are written to a file that only its owner
can read, so that a later start can tell them again; passwords that people set are left alone.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

import django

from deploy.steps import ROOT

WORDS_BYTES = 9


def main() -> int:
    """Replace, then write ``{username: password}`` to the file named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    from backend.accounts.actions import set_password
    from backend.accounts.models import User
    from backend.units.demo import DEMO_PASSWORD, DEMO_USERS

    path = Path(sys.argv[1])
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    told: dict[str, str] = {}
    for user in User.objects.filter(username__in=DEMO_USERS).order_by("pk"):
        name = user.get_username()
        if user.check_password(DEMO_PASSWORD):
            told[name] = secrets.token_urlsafe(WORDS_BYTES)
            set_password(user=user, password=told[name])
        elif name in known and user.check_password(known[name]):
            told[name] = known[name]
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(told))
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
