"""Writers at the same instant, over real connections."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connections

from backend.errors import Outdated
from backend.incidents import actions, queries
from backend.incidents.models import Incident
from backend.incidents.placing import NO_PLACE

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def _at_once(count, work):
    barrier, results = threading.Barrier(count), []

    def run(index):
        barrier.wait()
        try:
            results.append(work(index))
        except Outdated as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _open(user):
    return actions.open_incident(category="fire", place_fields=NO_PLACE, by=user, now=NOW).number


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_once_and_without_gaps(user_of):
    user = user_of("dispatcher")

    numbers = _at_once(6, lambda _: _open(user))

    assert sorted(numbers) == [f"SMP-20261125-{n:04d}" for n in range(1, 7)]


@pytest.mark.django_db(transaction=True)
def test_log_of_parallel_writers_holds(user_of):
    user = user_of("dispatcher")

    _at_once(6, lambda _: _open(user))

    assert queries.log_defect() is None


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_on_one_version_one_is_told(user_of):
    user = user_of("dispatcher")
    number = _open(user)

    def change(index):
        return actions.change_incident(
            number=number,
            changes={"description": f"dari {index}"},
            expected_version=1,
            by=user,
            now=NOW,
        )

    results = _at_once(2, change)

    assert sum(isinstance(result, Outdated) for result in results) == 1
    assert Incident.objects.get().version == 2
