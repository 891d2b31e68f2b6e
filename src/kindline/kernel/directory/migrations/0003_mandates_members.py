import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_forwards_to_customer")]

    operations = [
        migrations.CreateModel(
            "MemberList",
            [
                ("version", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("countries", models.JSONField()),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            "MemberChange",
            [
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("country", models.CharField(max_length=2)),
                ("number", models.PositiveIntegerField()),
                ("member", models.BooleanField()),
                ("hotline", models.CharField(max_length=120)),
                ("contact", models.CharField(max_length=120)),
                ("iccam", models.PositiveIntegerField(null=True)),
                ("source", models.CharField(max_length=120)),
                ("seen", models.DateField()),
                ("reason", models.CharField(max_length=120)),
                ("by", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("country", "number"), name="one_change_a_number")]
            },
        ),
    ]
