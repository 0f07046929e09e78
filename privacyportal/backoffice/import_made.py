"""Which rows did an import make, so that it can be undone?"""

from django.db import models

from privacyportal.audit.models import AppendOnlyModel, AppendOnlyQuerySet


class ImportMade(AppendOnlyModel):
    """Rows that one import made, by table and keys: what may be taken back, while nothing was built on it.

    `until` is the trail's newest entry when they were stored. Where `is_changed`, the keys are of numbers whose
    records stood before and were changed by the import.
    """

    run = models.ForeignKey("backoffice.ImportRun", on_delete=models.PROTECT, related_name="made")
    table_name = models.CharField(max_length=80)
    first_key = models.BigIntegerField()
    last_key = models.BigIntegerField()
    until = models.BigIntegerField()
    is_changed = models.BooleanField(default=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["table_name", "last_key", "first_key"], name="import_made_by_row")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.table_name} {self.first_key} to {self.last_key}"
