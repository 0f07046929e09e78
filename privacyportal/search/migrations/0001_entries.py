"""What can be found: entries, and the table of their tokens."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = ("CREATE VIRTUAL TABLE search_grams USING fts5(grams, content='', detail=none, tokenize='ascii')",)
POSTGRESQL = (
    "CREATE TABLE search_grams (entry_id bigint PRIMARY KEY, grams text[] NOT NULL)",
    "CREATE INDEX search_grams_by_gram ON search_grams USING gin (grams)",
)


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the table of tokens as the database can best keep it."""
    for sql in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(sql)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop it; what it holds follows from the rows."""
    schema_editor.execute("DROP TABLE search_grams")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('references', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('source', models.CharField(max_length=40)),
                ('prefix', models.CharField(max_length=16)),
                ('folded', models.TextField()),
                ('reference', models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='+', to='references.reference')),
            ],
            options={
                'verbose_name': 'entry of the search',
                'verbose_name_plural': 'entries of the search',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('name', 'source'), name='search_entry_once')],
            },
        ),
        migrations.RunPython(create, drop),
    ]
