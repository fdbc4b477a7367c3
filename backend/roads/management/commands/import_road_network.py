"""Imports an OpenStreetMap extract as a road network; live only with ``--activate``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.errors import NotReady
from backend.places.queries import land
from backend.roads import actions, queries
from gis.errors import GisError
from gis.network_import import import_network, report_lines


class Command(BaseCommand):
    help = "Import an OSM extract (.osm, .osm.gz, .osm.pbf) as a road network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--activate", action="store_true", help="route on it from now on, in every worker"
        )

    def handle(self, *, file: Path, activate: bool, **_: Any) -> None:
        try:
            result = import_network(file, land(), neighbours=queries.neighbours())
        except NotReady as error:
            raise CommandError(error.detail) from error
        except (GisError, OSError) as error:
            msg = f"{error}: nothing was changed"
            raise CommandError(msg) from error
        now = timezone.now()
        row = actions.store_network(result=result, name=file.name, by=None, now=now)
        self.stdout.write("\n".join(report_lines(result.report)))
        self.stdout.write(f"Network {row.pk}, checksum {row.checksum}")
        if activate:
            actions.activate_network(network=row, by=None, now=now)
            self.stdout.write("It is active now.")
        else:
            self.stdout.write("It is not active; repeat with --activate to route on it.")
