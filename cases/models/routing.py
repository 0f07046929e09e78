"""Where does a case go? The decision table, as dated rows."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.states import Concerns, Sender
from privacyportal.accounts.models import Desk
from privacyportal.backoffice.publishing import DatedVersion, one_at_a_time


class RouteTable(DatedVersion):
    """A version of the decision table: drafted by one person, put in force by another, readable for ever."""

    source = models.CharField(_("source"), max_length=200)
    content_sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64, blank=True)

    class Meta(DatedVersion.Meta):
        verbose_name = _("routing table")
        verbose_name_plural = _("routing tables")
        constraints = [*DatedVersion.Meta.constraints, *one_at_a_time("route_table", ["stage"])]

    def __str__(self) -> str:
        return f"{self.valid_from}"


class RouteRow(models.Model):
    """One row: conditions (empty means any), the desk that owns the case, and the internal time limits."""

    table = models.ForeignKey(
        RouteTable, verbose_name=_("routing table"), on_delete=models.PROTECT, related_name="rows"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    number = models.CharField(_("row"), max_length=10)
    sender = models.CharField(_("sender"), max_length=20, choices=Sender.choices, blank=True)
    leak_suspected = models.BooleanField(_("possible leak"), null=True, blank=True)
    is_request = models.BooleanField(_("request of a data subject"), null=True, blank=True)
    concerns = models.CharField(_("concerns"), max_length=20, choices=Concerns.choices, blank=True)
    we_are_responsible = models.BooleanField(_("we are the responsible party"), null=True, blank=True)
    desk = models.ForeignKey(
        Desk,
        verbose_name=_("desk"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="route_rows",
        help_text=_("Empty: the joint-use partner's own desk."),
    )
    owner_desk = models.ForeignKey(
        Desk,
        verbose_name=_("our desk that follows the case"),
        on_delete=models.PROTECT,
        related_name="followed_route_rows",
    )
    linked_desk = models.ForeignKey(
        Desk,
        verbose_name=_("desk that gets a linked case"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="linked_route_rows",
    )
    answer_days = models.PositiveSmallIntegerField(_("answer within business days"), null=True, blank=True)
    pass_on_days = models.PositiveSmallIntegerField(_("pass on within business days"), null=True, blank=True)
    body_days = models.PositiveSmallIntegerField(
        _("answer to an outside body within business days"),
        null=True,
        blank=True,
        help_text=_("Where the body names no day; 0 means on the day of receipt."),
    )
    vendor_days = models.PositiveSmallIntegerField(_("vendor answers within business days"), null=True, blank=True)
    reason = models.CharField(_("route reason"), max_length=300)
    reason_en = models.CharField(_("route reason in English"), max_length=300)
    guidance = models.TextField(_("what to do"), blank=True)
    guidance_en = models.TextField(_("what to do, in English"), blank=True)

    class Meta:
        verbose_name = _("routing row")
        verbose_name_plural = _("routing rows")
        constraints = [models.UniqueConstraint(fields=["table", "order"], name="route_row_order_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.reason_text}"

    @property
    def reason_text(self) -> str:
        """Return the reason in the reader's language."""
        return self.reason_en if get_language() == "en" else self.reason

    @property
    def guidance_text(self) -> str:
        """Return what to do, in the reader's language."""
        return self.guidance_en if get_language() == "en" else self.guidance
