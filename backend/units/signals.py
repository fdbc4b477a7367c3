"""What apps above learn of units, in the same transaction as the change itself.

The apps above connect their receivers in ``AppConfig.ready``; this app names none of them.
"""

from django.dispatch import Signal

markers_moved = Signal()
"""Sent with ``positions`` (the list of new ``Position`` rows that lead their units' markers) and
``now``. Late fixes never lead, so a receiver acts on what is true at present."""
