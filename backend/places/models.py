"""Boundaries and named places. Other apps cite them by code, so that a new set can replace them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.Model):
    """What kecamatan and desa share."""

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=80)
    bps_code = models.CharField(max_length=10, unique=True)
    bps_name = models.CharField(max_length=80)
    area_km2 = models.FloatField()
    geometry = models.MultiPolygonField(srid=4326)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Kecamatan(Area):
    """One of the 27 kecamatan; the code is Kemendagri's ``35.29.NN``."""

    class Meta(Area.Meta):
        verbose_name_plural = "kecamatan"


class Desa(Area):
    """One of the 334 desa and kelurahan; the code is Kemendagri's ``35.29.NN.NNNN``."""

    kecamatan_code = models.CharField(max_length=8, db_index=True)

    class Meta(Area.Meta):
        verbose_name_plural = "desa"


class LandPart(models.Model):
    """One connected piece of dry land; Madura is number 1."""

    number = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=80, blank=True)
    island_code = models.CharField(max_length=11, blank=True)
    populated = models.BooleanField(null=True)
    kecamatan_codes = models.JSONField(default=list)
    area_km2 = models.FloatField()
    geometry = models.MultiPolygonField(srid=4326)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Island(models.Model):
    """One of the registered islands; its point may lie off the coast as it was generalised."""

    code = models.CharField(max_length=11, primary_key=True)
    name = models.CharField(max_length=80)
    populated = models.BooleanField()
    kecamatan_code = models.CharField(max_length=8)
    distance_to_kecamatan_m = models.FloatField(default=0)
    land_part = models.PositiveIntegerField(null=True)
    """None: the point lies on no land part."""
    nearest_land_part = models.PositiveIntegerField()
    distance_to_land_m = models.FloatField(default=0)
    """To ``land_part``, or to the nearest one where that is None."""
    area_km2 = models.FloatField(null=True)
    point = models.PointField(srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Neighbour(models.Model):
    """Land of a neighbouring regency, to tell "outside, in Pamekasan" from "at sea"."""

    code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80)
    geometry = models.MultiPolygonField(srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Confidence(models.TextChoices):
    """How well a coordinate is known."""

    A = "A", _("dipublikasikan")
    B = "B", _("dari objek di peta")
    C = "C", _("diperkirakan")
    NONE = "none", _("belum pasti")


class Facility(models.Model):
    """A hospital or puskesmas."""

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=24)
    kecamatan_code = models.CharField(max_length=8)
    confidence = models.CharField(max_length=4, choices=Confidence)
    owner = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200, blank=True)
    point = models.PointField(srid=4326)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "facilities"

    def __str__(self) -> str:
        return self.name


class Port(models.Model):
    """A harbour or pier: where sea legs begin and end."""

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    kecamatan_code = models.CharField(max_length=8, blank=True)
    land_part = models.PositiveIntegerField(null=True)
    confidence = models.CharField(max_length=4, choices=Confidence)
    contact = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True)
    point = models.PointField(srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Settlement(models.Model):
    """A named settlement point (GeoNames); it geocodes as a point."""

    code = models.CharField(max_length=24, primary_key=True)
    name = models.CharField(max_length=120)
    kecamatan_code = models.CharField(max_length=8)
    point = models.PointField(srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class NamedRoad(models.Model):
    """All ways of one name; written by the road network when it is activated."""

    name = models.CharField(max_length=120, unique=True)
    lines = models.MultiLineStringField(srid=4326)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PlaceAlias(models.Model):
    """Another name of a place: shipped with the boundaries, or added by a supervisor."""

    kind = models.CharField(max_length=16)
    target_code = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    """None for the shipped ones, which an import replaces."""
    created_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_code", "name"], name="alias_once_per_place"
            ),
            models.CheckConstraint(
                condition=models.Q(created_by__isnull=True, created_at__isnull=True)
                | models.Q(created_by__isnull=False, created_at__isnull=False),
                name="alias_author_and_time_together",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Landmark(models.Model):
    """A place that a supervisor put on the map: a market, a mosque, a junction."""

    name = models.CharField(max_length=120)
    radius_m = models.FloatField(default=100)
    note = models.CharField(max_length=200, blank=True)
    point = models.PointField(srid=4326)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(radius_m__gt=0, radius_m__lte=20_000), name="landmark_radius"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BoundaryImport(models.Model):
    """One successful import of boundaries or places: what is active, since when, by checksum."""

    layer = models.CharField(
        max_length=16, choices=[("boundaries", "boundaries"), ("places", "places")]
    )
    checksum = models.CharField(max_length=64)
    report = models.JSONField()
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    """None: the command line."""

    def __str__(self) -> str:
        return f"{self.layer} {self.imported_at:%Y-%m-%d %H:%M}"
