"""Feed rows and epochs."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from backend.changes.actions import bump_epoch, prune_changes, record_changes
from backend.changes.models import Change
from backend.changes.queries import epochs

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_an_epoch_never_bumped_is_zero():
    assert epochs("network", "gazetteer") == (0, 0)


@pytest.mark.django_db
def test_each_bump_counts_one_up():
    bump_epoch("network")
    bump_epoch("network")

    assert epochs("network", "gazetteer") == (2, 0)


@pytest.mark.django_db
def test_epochs_are_read_with_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        epochs("a", "b", "c")


@pytest.mark.django_db
def test_rows_keep_their_order():
    record_changes(kind=Change.Kind.UNIT, keys=["amb-01", "amb-02"], now=NOW)

    assert list(Change.objects.order_by("id").values_list("key", flat=True)) == ["amb-01", "amb-02"]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_row():
    with transaction.atomic():
        record_changes(kind=Change.Kind.UNIT, keys=["amb-01"], now=NOW)
        transaction.set_rollback(True)

    assert not Change.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_bumps_from_parallel_connections_are_all_counted():
    bump_epoch("network")

    def bump():
        bump_epoch("network")
        connection.close()

    threads = [threading.Thread(target=bump) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert epochs("network") == (6,)


@pytest.mark.django_db
def test_rows_older_than_two_days_are_pruned():
    record_changes(kind=Change.Kind.UNIT, keys=["amb-01"], now=NOW - timedelta(days=3))
    record_changes(kind=Change.Kind.UNIT, keys=["amb-02"], now=NOW)

    assert prune_changes(now=NOW) == 1
    assert Change.objects.get().key == "amb-02"


@pytest.mark.django_db
def test_the_newest_row_stays_so_that_ids_go_on():
    record_changes(kind=Change.Kind.UNIT, keys=["amb-01", "amb-02"], now=NOW - timedelta(days=9))

    prune_changes(now=NOW)

    assert Change.objects.get().key == "amb-02"
