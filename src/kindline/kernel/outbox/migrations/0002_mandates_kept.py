from django.db import migrations, models

STATES = ["waiting", "held", "offered", "delivered", "acknowledged", "expired", "dead", "cancelled", "kept"]


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_parcels")]

    operations = [
        migrations.RemoveConstraint("parcel", "parcel_state_known"),
        migrations.AlterField(
            "parcel",
            "state",
            models.CharField(
                choices=[(state, state.title()) for state in STATES], default="waiting", max_length=12
            ),
        ),
        migrations.AddConstraint(
            "parcel",
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="parcel_state_known"),
        ),
    ]
