"""A kept value is built once and again when its epoch has changed."""

from __future__ import annotations

from itertools import count

import pytest

from backend.changes.actions import bump_epoch
from backend.changes.epoch_cache import EpochCache

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache() -> EpochCache[int]:
    """Return a cache whose value counts how often it was built."""
    return EpochCache(count(1).__next__, "drawings", "colours")


def test_a_value_is_built_once(cache: EpochCache[int]):
    assert [cache.get(), cache.get()] == [1, 1]


@pytest.mark.parametrize("name", ["drawings", "colours"])
def test_a_value_is_built_again_when_one_of_its_epochs_changes(name: str, cache: EpochCache[int]):
    cache.get()
    bump_epoch(name)

    assert cache.get() == 2


def test_another_epoch_changes_nothing(cache: EpochCache[int]):
    cache.get()
    bump_epoch("words")

    assert cache.get() == 1


def test_a_failure_to_build_is_not_kept():
    answers = iter([False, True])

    def build() -> str:
        if not next(answers):
            msg = "not yet"
            raise LookupError(msg)
        return "built"

    cache = EpochCache(build, "drawings")
    with pytest.raises(LookupError):
        cache.get()

    assert cache.get() == "built"


def test_a_forgotten_value_is_built_again(cache: EpochCache[int]):
    cache.get()
    cache.forget()

    assert cache.get() == 2
