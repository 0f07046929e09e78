"""What did people decide, on which words?"""

from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consents.guards.claims import EntryClaim, entry_refusals
from consents.models.persons import DataSubject
from consents.querysets import ConsentEntryQuerySet
from consents.states import Channel, Decision
from privacyportal.audit.models import AppendOnlyModel
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.erasure.models import ErasableModel, erased_is_empty
from privacyportal.policies.models import ConsentWording, PurposeOfUse
from privacyportal.policies.states import PurposeKind
from privacyportal.references.models import Reference


class ConsentEntry(ErasableModel, AppendOnlyModel):
    """One decision of a person on one purpose, with the version of the wording that was shown; added, never changed."""

    content = ("note",)

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    data_subject = models.ForeignKey(
        DataSubject, verbose_name=_("data subject"), on_delete=models.PROTECT, related_name="consent_entries"
    )
    purpose = models.ForeignKey(
        PurposeOfUse, verbose_name=_("purpose of use"), on_delete=models.PROTECT, related_name="consent_entries"
    )
    wording = models.ForeignKey(
        ConsentWording, verbose_name=_("wording version"), on_delete=models.PROTECT, related_name="consent_entries"
    )
    scope = models.CharField(_("consent to"), max_length=12, choices=ConsentWording.Scope.choices)
    recipient = models.CharField(_("recipient named in the wording"), max_length=200, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    decided_at = models.DateTimeField(_("decided at"))
    decided_on = models.DateField(_("decided on"), editable=False)
    expires_on = models.DateField(_("last day in force"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ConsentEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent entry")
        verbose_name_plural = _("consent entries")
        indexes = [
            models.Index(fields=["data_subject", "purpose", "scope", "recipient", "-decided_at"], name="consent_state"),
            models.Index(fields=["expires_on"], condition=Q(decision=Decision.GIVEN), name="consent_by_expiry"),
            models.Index(fields=["-decided_at"], name="consent_by_time"),
        ]
        constraints = [
            erased_is_empty("consent_erased_is_empty", "note"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="consent_decision_known"),
            models.CheckConstraint(
                condition=Q(decided_at__lte=F("recorded_at")),
                name="consent_recorded_after_decided",
                violation_error_message=_("The decision lies in the future."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(decision=Decision.GIVEN, expires_on__gte=F("decided_on")),
                name="consent_expiry_of_given_only",
                violation_error_message=_("Only a given consent ends, and not before it was given."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    def save(self, **options: Unpack[Saving]) -> None:
        """Insert the entry once it says what its wording says, whatever door it comes by.

        :raises Refused: when it does not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether purpose, scope and recipient are those of a wording that was shown on the day.

        :raises Refused: when they are not.
        """
        wording = self.wording
        said = (self.purpose_id, self.scope, self.recipient)
        shown = EntryClaim(
            says_what_was_shown=said == (wording.purpose_id, wording.scope, wording.recipient),
            was_shown=wording.was_shown_on(self.decided_on),
            is_on_its_day=self.decided_on == tokyo_day(self.decided_at),
            is_for_numbers=wording.purpose.kind == PurposeKind.INDIVIDUAL_NUMBER,
        )
        refuse_if(entry_refusals(shown))
