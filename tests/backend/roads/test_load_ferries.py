"""The shipped lanes are loaded, all or nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from backend.roads.models import Lane
from tests.backend.roads.conftest import add_lane
from tests.gis.test_lane_files import GOOD, HEADER

ROW = GOOD.replace(",a,b,", ",port-kalianget,port-sapudi,")


def write(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "lanes.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return str(path)


@pytest.mark.usefixtures("drawn")
def test_lanes_replace_the_old_ones(tmp_path: Path) -> None:
    add_lane("lama")

    call_command("load_ferries", write(tmp_path, ROW), stdout=StringIO())

    assert [lane.code for lane in Lane.objects.all()] == ["a-b"]


@pytest.mark.usefixtures("drawn")
def test_a_broken_table_changes_nothing(tmp_path: Path) -> None:
    add_lane("lama")

    with pytest.raises(CommandError, match="no port z"):
        call_command("load_ferries", write(tmp_path, ROW, GOOD.replace(",a,b,", ",a,z,")))

    assert [lane.code for lane in Lane.objects.all()] == ["lama"]


@pytest.mark.django_db
def test_without_ports_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="import_places"):
        call_command("load_ferries", write(tmp_path, ROW))
