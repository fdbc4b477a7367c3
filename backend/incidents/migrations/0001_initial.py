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
            name='IncidentCounter',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('latest', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='EventChain',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_event_chain')],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('category', models.CharField(choices=[('medical', 'Medis'), ('fire', 'Kebakaran'), ('traffic_accident', 'Kecelakaan lalu lintas'), ('crime', 'Kejahatan'), ('public_order', 'Ketertiban umum'), ('terrorism', 'Terorisme'), ('disaster', 'Bencana'), ('domestic_violence', 'Kekerasan dalam rumah tangga'), ('rescue', 'Penyelamatan'), ('other', 'Lainnya')], max_length=20)),
                ('priority', models.PositiveSmallIntegerField()),
                ('description', models.TextField(blank=True)),
                ('words', models.TextField(blank=True)),
                ('point', django.contrib.gis.db.models.fields.PointField(blank=True, null=True, srid=4326)),
                ('radius_m', models.FloatField(blank=True, null=True)),
                ('place_kind', models.CharField(blank=True, max_length=16)),
                ('place_label', models.CharField(blank=True, max_length=200)),
                ('place_code', models.CharField(blank=True, max_length=64)),
                ('read_as', models.CharField(blank=True, max_length=80)),
                ('kecamatan_code', models.CharField(blank=True, max_length=8)),
                ('kecamatan_name', models.CharField(blank=True, max_length=80)),
                ('desa_code', models.CharField(blank=True, max_length=13)),
                ('desa_name', models.CharField(blank=True, max_length=80)),
                ('island_code', models.CharField(blank=True, max_length=11)),
                ('island_name', models.CharField(blank=True, max_length=80)),
                ('land_part', models.PositiveIntegerField(blank=True, null=True)),
                ('land_part_confirmed', models.BooleanField(default=False)),
                ('at_sea', models.BooleanField(default=False)),
                ('outside_regency', models.BooleanField(default=False)),
                ('needs_confirmation', models.BooleanField(default=False)),
                ('confidential', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('open', 'Terbuka'), ('closed', 'Selesai')], default='open', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('updated_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['state', 'priority', 'created_at'], name='incident_board')],
                'constraints': [models.CheckConstraint(condition=models.Q(('priority__gte', 1), ('priority__lte', 4)), name='incident_priority'), models.CheckConstraint(condition=models.Q(('category__in', ['medical', 'fire', 'traffic_accident', 'crime', 'public_order', 'terrorism', 'disaster', 'domestic_violence', 'rescue', 'other'])), name='incident_category_known'), models.CheckConstraint(condition=models.Q(models.Q(('point__isnull', True), ('radius_m__isnull', True)), models.Q(('point__isnull', False), ('radius_m__gte', 0)), _connector='OR'), name='incident_point_with_radius'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('state', 'open')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state', 'closed')), _connector='OR'), name='incident_closed_by_and_at')],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('phone_e164', models.CharField(blank=True, db_index=True, max_length=20)),
                ('area_hint', models.CharField(blank=True, max_length=8)),
                ('outcome', models.CharField(blank=True, choices=[('emergency', 'Darurat'), ('prank', 'Iseng'), ('ghost', 'Tanpa suara'), ('information', 'Minta informasi'), ('duplicate', 'Laporan ganda'), ('transferred', 'Dialihkan'), ('test', 'Uji coba')], max_length=12)),
                ('received_at', models.DateTimeField(db_index=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='incidents.incident')),
            ],
            options={
                'ordering': ['-received_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'emergency', 'prank', 'ghost', 'information', 'duplicate', 'transferred', 'test'])), name='call_outcome_known'), models.CheckConstraint(condition=models.Q(('incident__isnull', True), ('outcome__in', ['emergency', 'duplicate', 'transferred']), _connector='OR'), name='call_no_emergency_no_incident'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='call_ended_with_outcome')],
            },
        ),
        migrations.CreateModel(
            name='IncidentEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField(unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('payload', models.JSONField()),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='incidents.incident')),
            ],
            options={
                'ordering': ['sequence'],
                'constraints': [models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='event_sequence_from_one')],
            },
        ),
    ]
