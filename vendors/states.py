"""What can a vendor be, and what can happen next?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a vendor stands."""

    CANDIDATE = "candidate", _("candidate")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    TERMINATED = "terminated", _("terminated")


class Criticality(models.TextChoices):
    """How much depends on the vendor; the time between reviews follows from it."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class ForeignBasis(models.TextChoices):
    """The grounds of section 11 on which data may go to a third party abroad, in the order of the test."""

    DESIGNATED = "designated", _("country designated by the rules")
    EQUIVALENT = "equivalent", _("equivalent-measures system")
    EXEMPT = "exempt", _("exempt case of Article 27(1)")
    CONSENT = "consent", _("consent to the foreign provision")


class PartnerKind(models.TextChoices):
    """What a joint-use partner is to us."""

    GROUP = "group", _("group company")
    CO_HOST = "co_host", _("seminar co-host")
    LECTURER = "lecturer", _("outside lecturer")


class ArrangementKind(models.TextChoices):
    """What a joint-use arrangement is about."""

    GROUP = "group", _("group")
    SEMINAR = "seminar", _("seminar")


TRANSITIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "activate": ((Status.CANDIDATE, Status.SUSPENDED), Status.ACTIVE),
    "suspend": ((Status.ACTIVE,), Status.SUSPENDED),
    "terminate": ((Status.CANDIDATE, Status.ACTIVE, Status.SUSPENDED), Status.TERMINATED),
}

TONES = {Status.CANDIDATE: "waiting", Status.ACTIVE: "done", Status.SUSPENDED: "late", Status.TERMINATED: "ended"}
