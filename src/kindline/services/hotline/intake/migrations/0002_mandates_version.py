from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        migrations.AddField("report", "mandate_sha256", models.CharField(blank=True, default="", max_length=64)),
    ]
