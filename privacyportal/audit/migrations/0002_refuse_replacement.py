from django.db import migrations

from privacyportal.audit import triggers


def reinstall(apps, schema_editor):
    """Give the tables of an older release the triggers of this one; those of a new installation come with them."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
    for table in sorted(triggers.APPEND_ONLY_TABLES & existing):
        triggers.install(connection, table, triggers.allowed_now(connection, table))


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(reinstall, migrations.RunPython.noop, elidable=True),
    ]
