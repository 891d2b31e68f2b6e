from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0003_mandates_version")]

    operations = [
        migrations.AddField("decision", "members", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("dossier", "reference", models.CharField(blank=True, default="", max_length=28)),
    ]
