"""What a released fix needs, and when a tracker last gave a mock location."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two nullable columns."""

    dependencies = [("units", "0004_help_presses")]

    operations = [
        migrations.AddField(
            model_name="device",
            name="latest_mock_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="quarantineditem",
            name="fix_values",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
