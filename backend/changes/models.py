"""Feed rows and epochs, written in the same transaction as the change itself."""

from django.db import models


class Change(models.Model):
    """One thing that changed; the live feed reads the thing's present state by its key.

    Rows are appended last in their transaction. On PostgreSQL ids of transactions that overlap can
    become visible out of order, which the reader accounts for (``backend.live``).
    """

    class Kind(models.TextChoices):
        """What changed."""

        UNIT = "unit"
        INCIDENT = "incident"
        ASSIGNMENT = "assignment"
        CLOSURE = "closure"
        CALL = "call"
        ALARM = "alarm"

    kind = models.CharField(max_length=16, choices=Kind)
    key = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Epoch(models.Model):
    """A counter that grows whenever the data it names has changed."""

    name = models.CharField(max_length=32, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
