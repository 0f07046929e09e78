"""What was said with the outside, and what only among ourselves? The two never share a table."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.querysets import OfCaseQuerySet
from cases.states import Channel
from privacyportal.audit.models import AppendOnlyModel
from privacyportal.erasure.models import ErasableModel, erased_is_empty


class Correspondence(ErasableModel, AppendOnlyModel):
    """A letter, call or mail to or from somebody outside."""

    content = ("counterparty", "text")

    class Direction(models.TextChoices):
        """Which way it went."""

        INCOMING = "incoming", _("incoming")
        OUTGOING = "outgoing", _("outgoing")

    class Party(models.TextChoices):
        """With which side: only words with the person's side are waited for and owed (T3)."""

        PERSON = "person", _("the person or their representative")
        BODY = "body", _("an outside body or another desk")
        VENDOR = "vendor", _("the vendor at which it arose")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="correspondence")
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    party = models.CharField(_("which side"), max_length=8, choices=Party.choices, blank=True)
    is_automatic = models.BooleanField(_("automatic message"), default=False)
    counterparty = models.CharField(_("with whom"), max_length=200)
    text = models.TextField(_("text"))
    happened_at = models.DateTimeField(_("sent or received at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("correspondence")
        verbose_name_plural = _("correspondence")
        indexes = [models.Index(fields=["case", "happened_at"], name="correspondence_by_case")]
        constraints = [
            erased_is_empty("correspondence_erased_is_empty", "counterparty", "text"),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("happened_at")),
                name="correspondence_recorded_when_it_happened",
                violation_error_message=_("What is said or sent is recorded when it has happened."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.happened_at:%Y-%m-%d}"


class InternalNote(ErasableModel, AppendOnlyModel):
    """A note for colleagues; never leaves the firm."""

    content = ("text",)

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        indexes = [models.Index(fields=["case", "written_at"], name="note_by_case")]
        constraints = [erased_is_empty("note_erased_is_empty", "text")]

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d}"
