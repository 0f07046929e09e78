"""Which words lead to which record? Written from the rows that hold them, in the same transaction; never by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.references.models import Reference


class Entry(models.Model):
    """The words of one row, folded; `name` is the declaration, `source` the row's key, `prefix` the record's kind."""

    name = models.CharField(max_length=60)
    source = models.CharField(max_length=40)
    prefix = models.CharField(max_length=16)
    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    folded = models.TextField()

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["name", "source"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.source}"
