import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoundaryImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layer', models.CharField(max_length=16)),
                ('checksum', models.CharField(max_length=64)),
                ('report', models.JSONField()),
                ('imported_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Desa',
            fields=[
                ('code', models.CharField(max_length=13, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('bps_code', models.CharField(max_length=10, unique=True)),
                ('bps_name', models.CharField(max_length=80)),
                ('area_km2', models.FloatField()),
                ('geometry', django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326)),
                ('kecamatan_code', models.CharField(db_index=True, max_length=8)),
            ],
            options={
                'verbose_name_plural': 'desa',
                'ordering': ['code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Facility',
            fields=[
                ('code', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=24)),
                ('kecamatan_code', models.CharField(max_length=8)),
                ('confidence', models.CharField(choices=[('A', 'dipublikasikan'), ('B', 'dari objek di peta'), ('C', 'diperkirakan'), ('none', 'belum pasti')], max_length=4)),
                ('owner', models.CharField(blank=True, max_length=80)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
            ],
            options={
                'verbose_name_plural': 'facilities',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Island',
            fields=[
                ('code', models.CharField(max_length=11, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('populated', models.BooleanField()),
                ('kecamatan_code', models.CharField(max_length=8)),
                ('land_part', models.PositiveIntegerField(null=True)),
                ('distance_to_land_m', models.FloatField(default=0)),
                ('area_km2', models.FloatField(null=True)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Kecamatan',
            fields=[
                ('code', models.CharField(max_length=13, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('bps_code', models.CharField(max_length=10, unique=True)),
                ('bps_name', models.CharField(max_length=80)),
                ('area_km2', models.FloatField()),
                ('geometry', django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326)),
            ],
            options={
                'verbose_name_plural': 'kecamatan',
                'ordering': ['code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LandPart',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('island_code', models.CharField(blank=True, max_length=11)),
                ('populated', models.BooleanField(null=True)),
                ('kecamatan_codes', models.JSONField(default=list)),
                ('area_km2', models.FloatField()),
                ('geometry', django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Neighbour',
            fields=[
                ('code', models.CharField(max_length=5, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('geometry', django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Port',
            fields=[
                ('code', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kecamatan_code', models.CharField(blank=True, max_length=8)),
                ('land_part', models.PositiveIntegerField(null=True)),
                ('confidence', models.CharField(choices=[('A', 'dipublikasikan'), ('B', 'dari objek di peta'), ('C', 'diperkirakan'), ('none', 'belum pasti')], max_length=4)),
                ('contact', models.CharField(blank=True, max_length=120)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('code', models.CharField(max_length=24, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kecamatan_code', models.CharField(max_length=8)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Landmark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('radius_m', models.FloatField(default=100)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('radius_m__gt', 0), ('radius_m__lte', 20000)), name='landmark_radius')],
            },
        ),
        migrations.CreateModel(
            name='PlaceAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('target_code', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'target_code', 'name'), name='alias_once_per_place'), models.CheckConstraint(condition=models.Q(models.Q(('created_at__isnull', True), ('created_by__isnull', True)), models.Q(('created_at__isnull', False), ('created_by__isnull', False)), _connector='OR'), name='alias_author_and_time_together')],
            },
        ),
    ]
