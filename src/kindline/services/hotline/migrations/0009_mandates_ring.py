from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0008_answers_coming_back")]

    operations = [
        migrations.AddField("ring", "mandate_sha256", models.CharField(blank=True, default="", max_length=64)),
    ]
