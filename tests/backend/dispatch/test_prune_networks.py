"""Networks that nobody needs go; what a decision cites, and the active one, stay."""

from __future__ import annotations

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import ProtectedError

from backend.dispatch import actions
from backend.roads import actions as roads
from backend.roads.models import RoadNetwork
from tests.backend.dispatch.conftest import NOW
from tests.road_sketch import sketch


@pytest.fixture
def spare(world) -> RoadNetwork:
    """Import a second network and leave it inactive."""
    drawn = sketch("p-q", ways={"pq": {"highway": "primary"}}, origin=(113.9, -7.0))
    return roads.store_network(result=drawn.result, name="spare", by=None, now=NOW)


def pruned(*options: str) -> str:
    out = StringIO()
    call_command("prune_networks", *options, stdout=out)
    return out.getvalue()


def folder_of(network: RoadNetwork):
    return settings.NETWORK_DIR / network.folder


def names() -> list[str]:
    return list(RoadNetwork.objects.order_by("pk").values_list("name", flat=True))


def test_a_spare_network_goes_with_its_folder(spare, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        text = pruned()

    assert "deleted" in text
    assert (names(), folder_of(spare).exists()) == (["sketch"], False)


def test_a_dry_run_only_tells(spare):
    assert "would delete" in pruned("--dry-run")
    assert (names(), folder_of(spare).exists()) == (["sketch", "spare"], True)


def test_a_cited_network_stays(world, spare, incident_at, recommend):
    world.unit("amb-01", "b")
    recommend(incident_at("a"))
    roads.activate_network(network=spare, by=None, now=NOW)

    assert pruned() == "nothing to delete\n"
    assert folder_of(RoadNetwork.objects.get(name="sketch")).exists()


def test_the_database_refuses_to_delete_a_cited_network(world, spare, incident_at, recommend):
    world.unit("amb-01", "b")
    recommend(incident_at("a"))
    cited = RoadNetwork.objects.get(name="sketch")
    roads.activate_network(network=spare, by=None, now=NOW)

    with pytest.raises(ProtectedError):
        actions.delete_network(network=cited)

    assert folder_of(cited).exists()


def test_the_active_network_is_never_deleted(world):
    with pytest.raises(ValueError, match="is active"):
        actions.delete_network(network=RoadNetwork.objects.get())


def test_a_shared_folder_stays(spare, django_capture_on_commit_callbacks):
    twin = RoadNetwork.objects.get(pk=spare.pk)
    twin.pk, twin.name = None, "twin"
    twin.save()

    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_network(network=spare)

    assert (names(), folder_of(twin).exists()) == (["sketch", "twin"], True)
