"""Whatever a tracker sent can be settled: never a failure, never two positions, always undone."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from backend.accounts.models import User
from backend.units.models import Device, LatestPosition, Position, QuarantinedItem
from tests.backend.units.conftest import NOW, SECRET, basic

numbers = st.one_of(
    st.floats(-200, 200),
    st.floats(width=64, allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 113.8667, -7.0167, 0.0001, 118, 111, -9, -4, 1e308]),
    st.none(),
    st.text(max_size=3),
)
moments = st.one_of(
    st.floats(0, 3e9),
    st.integers(-(10**20), 10**20),
    st.sampled_from([NOW.timestamp(), NOW.timestamp() - 3600, NOW.timestamp() - 100 * 86_400]),
    st.none(),
)
items = st.fixed_dictionaries(
    {"lon": numbers, "lat": numbers, "fix_time": moments},
    optional={
        "accuracy_m": numbers,
        "speed_mps": numbers,
        "battery_pct": numbers,
        "event_id": st.text(max_size=5),
        "mock": st.booleans(),
    },
)

usable = st.fixed_dictionaries(
    {
        "lon": st.floats(100, 130),
        "lat": st.floats(-12, -3),
        "fix_time": st.integers(int(NOW.timestamp()) - 3600, int(NOW.timestamp()) + 120),
        "accuracy_m": st.floats(150, 5000),
    },
    optional={"event_id": st.sampled_from(["a", "b"]), "mock": st.booleans()},
)
"""Fixes of which a position can be made, though most are kept aside."""
swapped = usable.map(lambda item: item | {"lon": item["lat"], "lat": item["lon"]})


@pytest.mark.usefixtures("clock")
class AnythingIsSettled(TestCase):
    """One example a transaction."""

    @pytest.fixture(autouse=True)
    def _phone(self, phone: Device) -> None:
        """Have a tracker."""

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.lists(items | usable | swapped, min_size=1, max_size=4))
    def test_release_and_restore_never_fail_and_leave_what_was_there(self, sent: list) -> None:
        boss, _ = User.objects.get_or_create(username="boss", defaults={"role": "supervisor"})
        client = APIClient()
        client.force_authenticate(boss)
        Client().generic(
            "POST",
            "/api/positions/",
            json.dumps(sent),
            content_type="application/json",
            headers={"authorization": basic("amb-01", SECRET)},
        )
        before = set(Position.objects.values_list("id", flat=True))
        held = list(LatestPosition.objects.values_list("fix_time", "trusted"))
        ids = list(QuarantinedItem.objects.values_list("id", flat=True))

        for settlement in ("released", "released", "open") if ids else ():
            body = {"ids": ids, "settlement": settlement}
            answer = client.post("/api/quarantine/settle/", body, format="json")
            assert answer.status_code == 200, answer.content

        assert set(Position.objects.values_list("id", flat=True)) == before
        assert list(LatestPosition.objects.values_list("fix_time", "trusted")) == held
