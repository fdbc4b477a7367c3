"""Writes that carry an Idempotency-Key can be repeated safely."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from rest_framework.test import APIClient

from backend.accounts.models import StoredAnswer
from backend.incidents.models import Call, Incident

PRANK = {"outcome": "prank"}


def _post(client, body, key, address="/api/calls/"):
    return client.post(address, body, format="json", headers={"Idempotency-Key": key})


def test_repeat_answers_as_the_first_did(room):
    first = _post(room, PRANK, "k1")
    again = _post(room, PRANK, "k1")

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first["ETag"] == again["ETag"]


def test_repeat_stores_nothing_more(room):
    _post(room, PRANK, "k1")
    _post(room, PRANK, "k1")

    assert Call.objects.count() == 1


def test_another_key_is_another_write(room):
    _post(room, PRANK, "k1")
    _post(room, PRANK, "k2")

    assert Call.objects.count() == 2


def test_same_key_with_another_body_is_refused(room):
    _post(room, PRANK, "k1")

    answer = _post(room, {"outcome": "ghost"}, "k1")

    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["errors"]
    assert Call.objects.count() == 1


def test_same_key_at_another_address_is_refused(room):
    _post(room, {}, "k1")

    assert _post(room, {}, "k1", "/api/incidents/").status_code == 422


def test_two_accounts_may_use_the_same_key(room, api_as):
    _post(room, PRANK, "k1")

    assert _post(api_as("supervisor"), PRANK, "k1").status_code == 201
    assert Call.objects.count() == 2


def test_unreadable_request_does_not_use_up_its_key(room):
    assert _post(room, {"outcome": "joke"}, "k1").status_code == 400

    assert _post(room, PRANK, "k1").status_code == 201


def test_conflict_is_answered_again_though_the_reason_is_gone(room):
    call = _post(room, PRANK, "k1").json()["id"]
    body = {"call": call}
    assert _post(room, body, "k2", "/api/incidents/").status_code == 409
    room.patch(f"/api/calls/{call}/", {"outcome": None}, format="json")

    assert _post(room, body, "k2", "/api/incidents/").status_code == 409
    assert Incident.objects.count() == 0


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\u0007b"])
def test_key_that_is_none_is_named(room, key):
    answer = _post(room, PRANK, key)

    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["errors"]


def test_reading_keeps_no_answer(room):
    room.get("/api/calls/", headers={"Idempotency-Key": "k1"})

    assert StoredAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_same_key_at_the_same_instant_executes_once(user_of):
    user = user_of("dispatcher")
    barrier = threading.Barrier(4)
    answers = []

    def send():
        client = APIClient()
        client.force_authenticate(user)
        barrier.wait()
        try:
            answers.append(_post(client, PRANK, "same"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Call.objects.count() == 1
