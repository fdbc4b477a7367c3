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
            name='Lane',
            fields=[
                ('code', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=160)),
                ('from_port', models.CharField(max_length=64)),
                ('to_port', models.CharField(max_length=64)),
                ('carries_vehicles', models.BooleanField()),
                ('distance_m', models.FloatField()),
                ('speed_kmh', models.FloatField()),
                ('duration_low_s', models.FloatField(null=True)),
                ('duration_likely_s', models.FloatField(null=True)),
                ('duration_high_s', models.FloatField(null=True)),
                ('mean_wait_s', models.FloatField()),
                ('on_demand', models.BooleanField(default=False)),
                ('certainty', models.CharField(blank=True, max_length=80)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('contact', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_port', models.F('to_port')), _negated=True), name='lane_two_ports'), models.CheckConstraint(condition=models.Q(('distance_m__gt', 0), ('mean_wait_s__gte', 0), ('speed_kmh__gt', 0)), name='lane_numbers_positive')],
            },
        ),
        migrations.CreateModel(
            name='RoadNetwork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('folder', models.CharField(max_length=120)),
                ('checksum', models.CharField(max_length=64)),
                ('report', models.JSONField()),
                ('ferries', models.JSONField(default=dict)),
                ('imported_at', models.DateTimeField()),
                ('activated_at', models.DateTimeField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('is_active',), name='one_active_network')],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('road', 'Road'), ('lane', 'Lane'), ('zone', 'Zone')], max_length=8)),
                ('geometry', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=4326)),
                ('lane', models.CharField(blank=True, max_length=80)),
                ('factor', models.FloatField(blank=True, null=True)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(max_length=200)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('factor__isnull', True), ('factor__gte', 1), _connector='OR'), name='closure_factor'), models.CheckConstraint(condition=models.Q(('until_at__isnull', True), ('until_at__gt', models.F('from_at')), _connector='OR'), name='closure_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='closure_lifted_by_and_at'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'lane'), models.Q(('lane', ''), _negated=True), ('geometry__isnull', True)), models.Q(models.Q(('kind', 'lane'), _negated=True), ('lane', ''), ('geometry__isnull', False)), _connector='OR'), name='closure_names_its_object')],
            },
        ),
    ]
