"""The text of a country's system stands in its versions."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("vendors", "0007_systems_of_countries")]

    operations = [
        migrations.RemoveField(model_name="country", name="system_checked_on"),
        migrations.RemoveField(model_name="country", name="system_information"),
    ]
