"""What is stored about a case?"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from cases.models.routing import RouteRow
from cases.querysets import CaseQuerySet
from cases.states import ENDED, OUTCOMES, UNANSWERED, Channel, Concerns, DisclosureMethod, Kind, Outcome, Sender, Status
from consents.models import ConsentEntry
from privacyportal.accounts.models import Desk
from privacyportal.erasure.models import ErasableModel, erased_is_empty
from privacyportal.policies.models import PurposeOfUse
from privacyportal.references.models import Reference
from vendors.models import JointUseArrangement, JointUsePartner, Vendor

if TYPE_CHECKING:
    from cases.models.leaks import LeakReport

AFTER_IDENTITY = (Status.AWAITING_APPROVAL, Status.APPROVED, Status.ANSWERED, Status.CLOSED)


class Case(ErasableModel):
    """A complaint or request, from intake to closure."""

    content = ("subject", "description", "desired_remedy")

    reference = models.OneToOneField(Reference, verbose_name=_("case number"), on_delete=models.PROTECT)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    status = models.CharField(_("state"), max_length=20, choices=Status.choices, default=Status.RECEIVED)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    sender = models.CharField(_("sender"), max_length=20, choices=Sender.choices, default=Sender.PERSON)
    received_at = models.DateTimeField(_("received at"))
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("registered by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("what happened"), blank=True)
    desired_remedy = models.TextField(_("desired remedy"), blank=True)
    disclosure_method = models.CharField(
        _("method of disclosure"), max_length=12, choices=DisclosureMethod.choices, blank=True
    )

    policy_section = models.PositiveSmallIntegerField(_("policy section"), null=True, blank=True)
    purpose = models.ForeignKey(
        PurposeOfUse,
        verbose_name=_("purpose of use"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    consent = models.ForeignKey(
        ConsentEntry, verbose_name=_("consent"), on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    vendor = models.ForeignKey(
        Vendor, verbose_name=_("vendor"), on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    partner = models.ForeignKey(
        JointUsePartner,
        verbose_name=_("joint-use partner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    arrangement = models.ForeignKey(
        JointUseArrangement,
        verbose_name=_("joint-use arrangement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    concerns = models.CharField(_("concerns"), max_length=20, choices=Concerns.choices, default=Concerns.OWN)
    leak_suspected = models.BooleanField(_("possible leak"), default=False)
    restricted = models.BooleanField(_("restricted"), default=False)

    desk = models.ForeignKey(Desk, verbose_name=_("desk"), on_delete=models.PROTECT, related_name="cases")
    answering_desk = models.ForeignKey(
        Desk, verbose_name=_("routed to"), on_delete=models.PROTECT, related_name="routed_cases"
    )
    route_row = models.ForeignKey(
        RouteRow, verbose_name=_("routing row"), on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    route_reason = models.CharField(_("route reason"), max_length=300, blank=True)
    rerouted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("rerouted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handler"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="handled_cases",
    )

    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    identity_verified_at = models.DateTimeField(_("identity verified at"), null=True, blank=True)
    passed_on_at = models.DateTimeField(_("passed on at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # Of whatever ended without an answer of its own.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self",
        verbose_name=_("same matter as"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="duplicates",
    )
    counted_from_at = models.DateTimeField(
        _("deadline counted from, if not from receipt"), null=True, blank=True, editable=False
    )
    reopened_count = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    root_cause = models.CharField(_("root cause"), max_length=200, blank=True)
    brought_as_history = models.BooleanField(_("brought in as history"), default=False, editable=False)
    external_number = models.CharField(_("number at the sender"), max_length=60, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        permissions = [
            ("view_desk_case", _("Can see the cases of their desks")),
            ("handle_case", _("Can work on cases")),
            ("approve_case", _("Can approve answers")),
            ("assign_case", _("Can assign handlers")),
            ("reroute_case", _("Can change the route of cases")),
        ]
        indexes = [
            models.Index(fields=["status", "-received_at"], name="case_by_status"),
            models.Index(fields=["desk", "status", "-received_at"], name="case_by_desk"),
            models.Index(fields=["handler", "status"], name="case_by_handler"),
            models.Index(fields=["-received_at"], name="case_by_time"),
            models.Index(fields=["kind", "-received_at"], name="case_by_kind"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="case_by_closure"),
            models.Index(fields=["withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="case_by_withdrawal"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="case_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="case_status_known"),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False)
                | (~Q(status=Status.CLOSED) & Q(closed_at__isnull=True)),
                name="case_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNANSWERED, withdrawn_at__isnull=False)
                | (~Q(status__in=UNANSWERED) & Q(withdrawn_at__isnull=True)),
                name="case_withdrawn_has_date",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DUPLICATE, duplicate_of__isnull=False)
                | (~Q(status=Status.DUPLICATE) & Q(duplicate_of__isnull=True)),
                name="case_duplicate_names_the_first",
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=F("pk")), name="case_not_its_own_duplicate"),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.ANSWERED, Status.CLOSED]) | Q(answered_at__isnull=False),
                name="case_answered_has_date",
            ),
            models.CheckConstraint(condition=~Q(status=Status.CLOSED) | ~Q(outcome=""), name="case_closed_has_outcome"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.DISCLOSURE, status__in=AFTER_IDENTITY) | Q(identity_verified_at__isnull=False),
                name="case_disclosure_after_identity",
            ),
            models.CheckConstraint(
                condition=Q(registered_at__gte=F("received_at")),
                name="case_received_before_registered",
                violation_error_message=_("A case is registered when it has been received."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="")
                | Q(kind=Kind.COMPLAINT, outcome__in=OUTCOMES[Kind.COMPLAINT])
                | Q(kind=Kind.DISCLOSURE, outcome__in=OUTCOMES[Kind.DISCLOSURE]),
                name="case_outcome_of_its_kind",
                violation_error_message=_("The outcome belongs to another kind of case."),
            ),
            erased_is_empty("case_erased_is_empty", "subject", "description", "desired_remedy"),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def route_text(self) -> str:
        """Return why the case goes where it goes: the table's reason in the reader's language, or the written one."""
        if self.rerouted_by_id is None and self.route_row is not None:
            return self.route_row.reason_text
        return self.route_reason

    @property
    def title(self) -> str:
        """Return what it is about in one line, or that this is erased."""
        return self.subject if self.erasure_id is None else str(pgettext("content", "erased"))

    @property
    def leak_report(self) -> "LeakReport | None":
        """Return what is recorded of a leak, where the case is about one."""
        try:
            return self.leak
        except ObjectDoesNotExist:
            return None

    @property
    def is_open(self) -> bool:
        """Return whether the case has not ended."""
        return self.status not in ENDED


class CaseLink(models.Model):
    """Two cases that belong together; a case may spawn others."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="links")
    linked = models.ForeignKey(
        Case, verbose_name=_("linked case"), on_delete=models.PROTECT, related_name="linked_from"
    )
    reason = models.CharField(_("reason"), max_length=200)
    linked_at = models.DateTimeField(_("linked at"))

    class Meta:
        verbose_name = _("linked case")
        verbose_name_plural = _("linked cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "linked"], name="case_link_once"),
            models.CheckConstraint(condition=~Q(case=F("linked")), name="case_link_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} - {self.linked_id}"


class CaseUserObjectPermission(UserObjectPermissionBase):
    """Who was given rights on a case personally."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)


class CaseGroupObjectPermission(GroupObjectPermissionBase):
    """Which group was given rights on a case."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)
