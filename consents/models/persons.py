"""Whose personal data does the firm hold?"""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from consents.querysets import ConsentEntryQuerySet
from consents.states import Standing
from privacyportal.backoffice.querysets import OpenQuerySet
from privacyportal.erasure.models import ErasableModel, erased_is_empty
from privacyportal.policies.models import PurposeOfUse
from privacyportal.references.models import Reference

if TYPE_CHECKING:
    from consents.models.entries import ConsentEntry


class DataSubject(ErasableModel):
    """A person (本人) whose personal data the firm holds; once erased, the number alone stands for the person."""

    content = ("name", "kana", "customer_number", "address", "telephone", "email")

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    customer_number = models.CharField(_("customer number"), max_length=30, null=True, blank=True, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200)
    kana = models.CharField(_("reading"), max_length=200, blank=True)
    address = models.CharField(pgettext_lazy("person", "address"), max_length=300, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    registered_at = models.DateTimeField(_("registered at"))

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("data subject")
        verbose_name_plural = _("data subjects")
        indexes = [
            models.Index(fields=["name"], name="data_subject_by_name"),
            models.Index(fields=["kana"], name="data_subject_by_kana"),
        ]
        constraints = [
            erased_is_empty(
                "person_erased_is_empty", "name", "kana", "address", "telephone", "email", gone=["customer_number"]
            ),
        ]

    def __str__(self) -> str:
        known = self.customer_number if self.erasure_id is None else self.reference
        return f"{self.title}（{known}）" if known else self.title

    @property
    def title(self) -> str:
        """Return the name, or that it is erased."""
        return self.name if self.erasure_id is None else str(pgettext("content", "erased"))

    def standing_on(
        self, day: date, *, purpose: PurposeOfUse, scope: str, recipient: str = "", recipients: str = ""
    ) -> "Standing[ConsentEntry]":
        """Return what the person has decided on a purpose, scope and recipient, as it holds on a Tokyo day."""
        entries: ConsentEntryQuerySet = self.consent_entries.all()
        return entries.standing_on(day, purpose=purpose, scope=scope, recipient=recipient, recipients=recipients)
