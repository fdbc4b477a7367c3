"""Adds and removes the names that a supervisor teaches the gazetteer: landmarks and aliases.

Each change bumps the epoch of the gazetteer: every worker knows the name at its next request.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.changes.actions import bump_epoch
from backend.errors import Conflict, NotFound
from backend.places.models import Landmark, PlaceAlias
from gis.types import LonLat

logger = logging.getLogger(__name__)

EPOCH = "gazetteer"


@transaction.atomic
def add_landmark(
    *, name: str, point: LonLat, radius_m: float, note: str, by: User, now: datetime
) -> Landmark:
    """Put a place on the map under a name."""
    row = Landmark.objects.create(
        name=name,
        point=Point(point.lon, point.lat, srid=4326),
        radius_m=radius_m,
        note=note,
        created_by=by,
        created_at=now,
    )
    bump_epoch(EPOCH)
    logger.info("landmark %s added by user %s", row.pk, by.pk)
    return row


@transaction.atomic
def remove_landmark(*, landmark_id: int, by: User, now: datetime) -> None:
    """Take a landmark off the map, with the aliases that named it.

    Raises
    ------
    NotFound
        If there is none with this id.
    """
    row = Landmark.objects.filter(pk=landmark_id).first()
    if row is None:
        raise NotFound(_("Patokan ini tidak ada."))
    PlaceAlias.objects.filter(kind="landmark", target_code=f"landmark-{row.pk}").delete()
    row.delete()
    bump_epoch(EPOCH)
    logger.info("landmark %s removed by user %s at %s", landmark_id, by.pk, now)


@transaction.atomic
def add_alias(
    *, kind: str, target_code: str, name: str, source: str, by: User, now: datetime
) -> PlaceAlias:
    """Give a place another name.

    Raises
    ------
    Conflict
        If the place already has it.
    """
    try:
        with transaction.atomic():
            row = PlaceAlias.objects.create(
                kind=kind,
                target_code=target_code,
                name=name,
                source=source,
                created_by=by,
                created_at=now,
            )
    except IntegrityError as error:
        raise Conflict(_("Nama lain ini sudah ada untuk tempat itu."), code="exists") from error
    bump_epoch(EPOCH)
    logger.info("alias %s added by user %s", row.pk, by.pk)
    return row


@transaction.atomic
def remove_alias(*, alias_id: int, by: User, now: datetime) -> None:
    """Take away a name that a supervisor gave; the shipped ones belong to the boundary files.

    Raises
    ------
    NotFound, Conflict
        If there is none with this id; if it is a shipped one.
    """
    row = PlaceAlias.objects.filter(pk=alias_id).first()
    if row is None:
        raise NotFound(_("Nama lain ini tidak ada."))
    if row.created_by_id is None:
        raise Conflict(_("Nama ini bawaan data batas wilayah dan tidak dapat dihapus di sini."))
    row.delete()
    bump_epoch(EPOCH)
    logger.info("alias %s removed by user %s at %s", alias_id, by.pk, now)
