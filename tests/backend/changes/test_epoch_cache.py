"""Values kept until an epoch changes."""

import pytest

from backend.changes.actions import bump_epoch
from backend.changes.epoch_cache import EpochCache

pytestmark = pytest.mark.django_db


def test_nothing_changed_nothing_is_built_again():
    built = []
    cache = EpochCache(lambda: built.append(1) or len(built), "network")

    assert [cache.get(), cache.get()] == [1, 1]


def test_a_bumped_epoch_is_noticed_at_the_next_use():
    built = []
    cache = EpochCache(lambda: built.append(1) or len(built), "network")
    cache.get()

    bump_epoch("network")

    assert cache.get() == 2


def test_a_value_built_while_its_epoch_changed_is_never_shown():
    built = []

    def build():
        built.append(1)
        if len(built) == 1:
            bump_epoch("network")  # an import commits while the rows are being read
        return len(built)

    assert EpochCache(build, "network").get() == 2


def test_what_fails_is_not_kept():
    attempts = []

    def build():
        attempts.append(1)
        if len(attempts) == 1:
            raise LookupError
        return "ready"

    cache = EpochCache(build, "network")
    with pytest.raises(LookupError):
        cache.get()

    assert cache.get() == "ready"
