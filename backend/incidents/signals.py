"""What apps above learn of incidents, in the same transaction as the change itself."""

from django.dispatch import Signal

incident_changed = Signal()
"""Sent with ``incident``, ``changed`` (the set of names of changed fields; ``place`` if it moved),
``by`` and ``now``."""
