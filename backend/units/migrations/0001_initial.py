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
            name='Station',
            fields=[
                ('code', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=24)),
                ('kecamatan_code', models.CharField(max_length=8)),
                ('confidence', models.CharField(choices=[('A', 'dipublikasikan'), ('B', 'dari objek di peta'), ('C', 'diperkirakan'), ('none', 'belum pasti')], max_length=4)),
                ('confirmed', models.BooleanField()),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('port_code', models.CharField(blank=True, max_length=64)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('ambulance', 'Ambulans'), ('fire_truck', 'Mobil pemadam'), ('rescue', 'Penyelamat'), ('police', 'Polisi'), ('boat', 'Perahu'), ('sea_ambulance', 'Ambulans laut'), ('motorcycle', 'Sepeda motor')], max_length=16)),
                ('capabilities', models.JSONField(blank=True, default=list)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('status', models.CharField(choices=[('available', 'Siaga'), ('returning', 'Kembali'), ('dispatched', 'Ditugaskan'), ('acknowledged', 'Diterima'), ('en_route', 'Menuju lokasi'), ('staging', 'Siaga dekat lokasi'), ('awaiting_boat', 'Menunggu kapal'), ('at_sea', 'Di laut'), ('on_scene', 'Di lokasi'), ('at_patient', 'Bersama pasien'), ('transporting', 'Membawa pasien'), ('at_hospital', 'Di faskes'), ('delayed', 'Tertunda'), ('out_of_service', 'Tidak siap'), ('off_duty', 'Lepas tugas')], default='off_duty', max_length=16)),
                ('status_since', models.DateTimeField()),
                ('status_reason', models.CharField(blank=True, max_length=200)),
                ('resting_since', models.DateTimeField(blank=True, null=True)),
                ('crew', models.ManyToManyField(blank=True, related_name='units', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='units.station')),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['available', 'returning', 'dispatched', 'acknowledged', 'en_route', 'staging', 'awaiting_boat', 'at_sea', 'on_scene', 'at_patient', 'transporting', 'at_hospital', 'delayed', 'out_of_service', 'off_duty'])), name='unit_status_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['ambulance', 'fire_truck', 'rescue', 'police', 'boat', 'sea_ambulance', 'motorcycle'])), name='unit_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifier', models.CharField(max_length=64, unique=True)),
                ('secret_digest', models.CharField(blank=True, db_index=True, max_length=64)),
                ('identifier_only', models.BooleanField(default=False)),
                ('priority', models.PositiveSmallIntegerField(default=1)),
                ('interval_s', models.FloatField(blank=True, null=True)),
                ('latest_fix_time', models.DateTimeField(blank=True, null=True)),
                ('latest_contact_at', models.DateTimeField(blank=True, null=True)),
                ('link_lost_at', models.DateTimeField(blank=True, null=True)),
                ('battery_pct', models.FloatField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='units.unit')),
            ],
            options={
                'ordering': ['identifier'],
                'constraints': [models.CheckConstraint(condition=models.Q(('identifier_only', True), models.Q(('secret_digest', ''), _negated=True), _connector='OR'), name='device_has_a_proof')],
            },
        ),
        migrations.CreateModel(
            name='UnitStatusChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('available', 'Siaga'), ('returning', 'Kembali'), ('dispatched', 'Ditugaskan'), ('acknowledged', 'Diterima'), ('en_route', 'Menuju lokasi'), ('staging', 'Siaga dekat lokasi'), ('awaiting_boat', 'Menunggu kapal'), ('at_sea', 'Di laut'), ('on_scene', 'Di lokasi'), ('at_patient', 'Bersama pasien'), ('transporting', 'Membawa pasien'), ('at_hospital', 'Di faskes'), ('delayed', 'Tertunda'), ('out_of_service', 'Tidak siap'), ('off_duty', 'Lepas tugas')], max_length=16)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='status_changes', to='units.unit')),
            ],
            options={
                'ordering': ['unit', 'at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fix_time', models.DateTimeField()),
                ('stated_time', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('lon_e6', models.IntegerField()),
                ('lat_e6', models.IntegerField()),
                ('point', django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=4326)),
                ('accuracy_m', models.FloatField(null=True)),
                ('speed_mps', models.FloatField(null=True)),
                ('heading_deg', models.FloatField(null=True)),
                ('altitude_m', models.FloatField(null=True)),
                ('battery_pct', models.FloatField(null=True)),
                ('event_id', models.CharField(blank=True, max_length=128)),
                ('source', models.CharField(max_length=16)),
                ('trusted', models.BooleanField(default=True)),
                ('verdict', models.CharField(choices=[('live', 'Live'), ('history', 'History')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=64)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='units.device')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'fix_time'], name='position_unit_time')],
                'constraints': [models.UniqueConstraint(fields=('device', 'stated_time', 'lon_e6', 'lat_e6'), name='position_once'), models.UniqueConstraint(condition=models.Q(('event_id', ''), _negated=True), fields=('device', 'event_id'), name='position_event_once')],
            },
        ),
        migrations.CreateModel(
            name='QuarantinedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=16)),
                ('reason', models.CharField(max_length=32)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('fix_time', models.DateTimeField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('lat', models.FloatField(null=True)),
                ('accuracy_m', models.FloatField(null=True)),
                ('content', models.TextField()),
                ('content_digest', models.CharField(max_length=64)),
                ('times_received', models.PositiveIntegerField(default=1)),
                ('received_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='quarantine', to='units.device')),
            ],
            options={
                'indexes': [models.Index(fields=['device', 'received_at'], name='quarantine_device_time')],
                'constraints': [models.UniqueConstraint(fields=('device', 'reason', 'content_digest'), name='quarantine_once')],
            },
        ),
        migrations.CreateModel(
            name='LatestPosition',
            fields=[
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='latest_position', serialize=False, to='units.unit')),
                ('fix_time', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('point', django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=4326)),
                ('accuracy_m', models.FloatField(null=True)),
                ('speed_mps', models.FloatField(null=True)),
                ('heading_deg', models.FloatField(null=True)),
                ('source', models.CharField(max_length=16)),
                ('trusted', models.BooleanField(default=True)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='units.device')),
                ('position', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='units.position')),
            ],
        ),
    ]
