"""Requests that are stored together fare exactly as they would have fared one after another."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.units.actions import Letter, batch_letter, letter_of
from backend.units.actions.receiving import receive_letters
from backend.units.models import (
    Device,
    LatestPosition,
    Position,
    QuarantinedItem,
    ReceivedRequest,
    Status,
    Unit,
)
from backend.units.protocols.reading import Post
from backend.units.queries import Proof
from tests.backend.units.conftest import NOW, TOWN, T, new_device

LETTERS = 14
SEEDS = 24
SECRETS = ("rahasia-a", "rahasia-b", "rahasia-c", "rahasia-d")


@pytest.fixture
def phones(amb: Unit, fire: Unit) -> None:
    """Two equal phones and a spare one on the ambulance, one on the fire truck."""
    new_device(amb, "satu", secret=SECRETS[0])
    new_device(amb, "dua", secret=SECRETS[1])
    new_device(amb, "cadangan", secret=SECRETS[2], priority=2)
    new_device(fire, "tiga", secret=SECRETS[3])
    Unit.objects.filter(pk=amb.pk).update(status=Status.RETURNING)


def items(dice: random.Random, sent: list[Any]) -> list[Any]:
    """Return a batch: fixes near and far, late and ahead, mock, repeated, odd."""
    made: list[Any] = []
    for _ in range(dice.randint(1, 5)):
        kind = dice.random()
        if sent and kind < 0.2:
            made.append(dice.choice(sent))
            continue
        if kind < 0.27:
            made.append(dice.choice(["sampah", None, {}, {"fix_time": T, "lon": 0, "lat": 0}]))
            continue
        item: dict[str, Any] = {
            "fix_time": T + dice.choice([dice.randint(-300, 5), dice.randint(-5, 60)]),
            "lon": round(TOWN[0] + dice.choice([0, 0.0001, 0.001, 0.3]), 6),
            "lat": TOWN[1],
            "accuracy_m": dice.choice([None, 5, 40]),
            "battery_pct": dice.choice([None, 50, 12]),
            "mock": dice.random() < 0.1,
        }
        if dice.random() < 0.2:
            item["event_id"] = dice.choice(["satu", "dua", "tiga"])
        made.append(item)
        sent.append(item)
    return made


def letters(seed: int) -> list[Letter]:
    dice = random.Random(seed)
    sent: dict[str, list[Any]] = {secret: [] for secret in SECRETS}
    made = []
    for number in range(LETTERS):
        now = NOW + timedelta(seconds=number // 3)
        secret = dice.choice(SECRETS)
        if dice.random() < 0.3:
            at, lon = T + dice.randint(-200, 20), TOWN[0] + dice.choice([0, 0.0002, 0.5])
            query = {"lat": str(TOWN[1]), "lon": str(lon), "timestamp": str(at), "batt": "40"}
            post = Post(query=query, body=b"", headers={}, received_s=now.timestamp())
            made.append(letter_of("osmand", post, Proof(secret), now))
        else:
            made.append(batch_letter(items(dice, sent[secret]), b"[]", Proof(secret), now))
    return made


def state() -> dict[str, list[Any]]:
    """Return everything that storing can change, without the rows' own ids."""
    models = (Position, LatestPosition, QuarantinedItem, ReceivedRequest, Device, Unit)
    found = {}
    for model in models:
        rows = [
            {name: value for name, value in row.items() if name != "id"}
            for row in model.objects.values()
        ]
        found[model.__name__] = sorted(rows, key=repr)
    return found


def outcome(store: Callable[[], list[Any]]) -> tuple[list[Any], dict[str, list[Any]]]:
    """Return the receipts and the state after storing; nothing of it stays."""
    with transaction.atomic():
        receipts = store()
        after = state()
        transaction.set_rollback(True)
    return receipts, after


@pytest.mark.parametrize("seed", range(SEEDS))
def test_together_is_one_after_another(seed: int, phones: None) -> None:
    sent = letters(seed)

    receipts, after = outcome(lambda: [receive_letters([one])[0] for one in sent])
    receipts_together, after_together = outcome(lambda: receive_letters(sent))

    assert receipts_together == receipts
    for name, rows in after.items():
        assert after_together[name] == rows, name
    assert after["Position"]


def late_fixes(secrets: Sequence[str], at: int) -> list[Letter]:
    """Return a late fix of each phone, all of one moment."""
    fix = {"fix_time": at, "lon": TOWN[0], "lat": TOWN[1]}
    return [batch_letter([fix], b"[]", Proof(secret), NOW) for secret in secrets]


def reads(store: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        store()
    texts = [query["sql"].lstrip() for query in found.captured_queries]
    return sum(text.startswith("SELECT") for text in texts)


def test_late_fixes_of_many_phones_are_compared_with_one_query(phones: None) -> None:
    receive_letters(late_fixes(SECRETS, T))
    receive_letters(late_fixes(SECRETS, T - 900))

    of_one = reads(lambda: receive_letters(late_fixes(SECRETS[:1], T - 300)))
    of_all = reads(lambda: receive_letters(late_fixes(SECRETS, T - 600)))

    assert of_all == of_one
    assert Position.objects.filter(verdict="history").count() >= 5


def test_strangers_among_them_are_left_out(phones: None) -> None:
    known, stranger = letters(1)[0], batch_letter([{}], b"", Proof("bukan-siapa-siapa"), NOW)

    receipts = receive_letters([stranger, known])

    assert receipts[0] is None
    assert receipts[1] is not None
    assert ReceivedRequest.objects.count() == 1
