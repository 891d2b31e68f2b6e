from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0002_words_and_silences")]

    operations = [
        migrations.AddField("report", "mandate_sha256", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("notice", "mandate_sha256", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("address", "instructed_by", models.CharField(blank=True, default="", max_length=60)),
        migrations.AddField("answer", "role", models.CharField(default="police", max_length=20)),
    ]
