import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('incidents', '0001_initial'),
        ('roads', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computed_at', models.DateTimeField()),
                ('inputs', models.JSONField()),
                ('answer', models.JSONField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='incidents.incident')),
                ('network', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='roads.roadnetwork')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('queued', 'Antre'), ('dispatched', 'Ditugaskan'), ('acknowledged', 'Diterima'), ('en_route', 'Menuju lokasi'), ('staging', 'Siaga dekat lokasi'), ('awaiting_boat', 'Menunggu kapal'), ('at_sea', 'Di laut'), ('on_scene', 'Di lokasi'), ('at_patient', 'Bersama pasien'), ('transporting', 'Membawa pasien'), ('at_hospital', 'Di faskes'), ('cleared', 'Selesai'), ('cancelled', 'Dibatalkan'), ('diverted', 'Dialihkan')], max_length=16)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='incidents.incident')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='units.unit')),
                ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='dispatch.decision')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ('dispatched', 'acknowledged', 'en_route', 'staging', 'awaiting_boat', 'at_sea', 'on_scene', 'at_patient', 'transporting', 'at_hospital'))), fields=('unit',), name='one_active_assignment_per_unit'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('unit', 'incident'), name='one_open_assignment_per_unit_and_incident'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('status__in', ['cleared', 'cancelled', 'diverted'])), models.Q(models.Q(('status__in', ['cleared', 'cancelled', 'diverted']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='assignment_ended_with_time')],
            },
        ),
        migrations.CreateModel(
            name='AssignmentStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('queued', 'Antre'), ('dispatched', 'Ditugaskan'), ('acknowledged', 'Diterima'), ('en_route', 'Menuju lokasi'), ('staging', 'Siaga dekat lokasi'), ('awaiting_boat', 'Menunggu kapal'), ('at_sea', 'Di laut'), ('on_scene', 'Di lokasi'), ('at_patient', 'Bersama pasien'), ('transporting', 'Membawa pasien'), ('at_hospital', 'Di faskes'), ('cleared', 'Selesai'), ('cancelled', 'Dibatalkan'), ('diverted', 'Dialihkan')], max_length=16)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('is_correction', models.BooleanField(default=False)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='dispatch.assignment')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['assignment', 'id'],
            },
        ),
    ]
