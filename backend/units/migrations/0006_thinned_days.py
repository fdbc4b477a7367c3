import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0005_settling"),
    ]

    operations = [
        migrations.CreateModel(
            name="ThinnedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("thinned_at", models.DateTimeField()),
                ("points_before", models.PositiveIntegerField()),
                ("points_after", models.PositiveIntegerField()),
                ("length_before_m", models.FloatField()),
                ("length_after_m", models.FloatField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thinned_days",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "day"), name="thinned_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(("points_after__lte", models.F("points_before"))),
                        name="thinned_day_not_grown",
                    ),
                ],
            },
        ),
    ]
