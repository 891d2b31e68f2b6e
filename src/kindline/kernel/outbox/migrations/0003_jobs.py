from django.db import migrations

from kindline.kernel.outbox.jobs_schema import remake


class Migration(migrations.Migration):
    """The queue that carries the worker's lanes on PostgreSQL; nothing on SQLite."""

    dependencies = [("outbox", "0002_mandates_kept")]

    operations = [migrations.RunPython(lambda apps, schema_editor: remake(schema_editor), migrations.RunPython.noop)]
