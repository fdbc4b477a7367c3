"""Deletes road networks that nobody needs: inactive, and cited by no decision."""

from __future__ import annotations

import logging
import shutil
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from backend.roads.models import RoadNetwork

logger = logging.getLogger(__name__)


@transaction.atomic
def delete_network(*, network: RoadNetwork) -> None:
    """Delete an inactive network, and its folder unless another network shares it.

    The folder goes once the row is gone for good, so that a row never names a missing folder.

    Raises
    ------
    ProtectedError
        If a decision cites it.
    ValueError
        If it is active.
    """
    locked = RoadNetwork.objects.select_for_update().get(pk=network.pk)
    if locked.is_active:
        msg = f"network {locked.pk} is active"
        raise ValueError(msg)
    folder = locked.folder
    locked.delete()
    if not RoadNetwork.objects.filter(folder=folder).exists():
        transaction.on_commit(partial(_remove, settings.NETWORK_DIR / folder))


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    logger.info("folder %s of a deleted network removed", folder.name)
