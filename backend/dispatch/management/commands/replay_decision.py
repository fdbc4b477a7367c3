"""Replays a decision; exit 0 if it comes out the same, 1 with differences, 2 if it cannot be."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from backend.dispatch.replay import CannotReplayError, Replay, replay
from backend.errors import NotFound
from backend.rendering import dumps

EXIT_DIFFERENT, EXIT_IMPOSSIBLE = 1, 2


class Command(BaseCommand):
    help = "Answer the question of decision ID again from what was kept, and show what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, metavar="ID")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, id: int, format: str, **_options: Any) -> None:
        try:
            made = replay(id)
        except NotFound as problem:
            self._refuse(id, problem.detail, format)
        except CannotReplayError as problem:
            self._refuse(id, str(problem), format)
        if format == "json":
            self.stdout.write(dumps(_document(made)).decode())
        else:
            self.stdout.write(_text(made))
        if made.differences:
            raise SystemExit(EXIT_DIFFERENT)

    def _refuse(self, decision_id: int, sentence: str, format: str) -> None:
        if format == "json":
            self.stdout.write(dumps({"decision_id": decision_id, "error": sentence}).decode())
        else:
            self.stderr.write(sentence)
        raise SystemExit(EXIT_IMPOSSIBLE)


def _document(made: Replay) -> dict[str, Any]:
    return {
        "decision_id": made.decision.pk,
        "computed_at": made.decision.computed_at,
        "is_identical": not made.differences,
        "code_version": {
            "decision": made.decision.code_version,
            "now": made.code_version,
            "is_same": made.is_same_code,
        },
        "differences": [asdict(one) for one in made.differences],
        "answer": made.answer,
    }


def _text(made: Replay) -> str:
    code = _("kode yang sama") if made.is_same_code else _("kode lain dari saat keputusan dibuat")
    heading = _("Keputusan %(id)s (%(code)s): ") % {"id": made.decision.pk, "code": code}
    if not made.differences:
        return heading + _("hasilnya sama persis.")
    lines = [f"  {one.where}: {one.shown!r} → {one.replayed!r}" for one in made.differences]
    return "\n".join([heading + _("%(n)d beda.") % {"n": len(lines)}, *lines])
