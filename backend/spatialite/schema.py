"""Changes tables of SpatiaLite, those with a geometry column without a spatial index included."""

from __future__ import annotations

from django.contrib.gis.db.backends.spatialite.schema import SpatialiteSchemaEditor


class SchemaEditor(SpatialiteSchemaEditor):
    """Drops a spatial index only where there is one; Django 5.2 assumes one for every column."""

    sql_drop_spatial_index = "DROP TABLE IF EXISTS idx_%(table)s_%(column)s"
