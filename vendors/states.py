"""What can a vendor be, and what can happen next?"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Where a vendor stands."""

    CANDIDATE = "candidate", pgettext_lazy("vendor", "candidate")
    ACTIVE = "active", pgettext_lazy("vendor", "active")
    SUSPENDED = "suspended", pgettext_lazy("vendor", "suspended")
    TERMINATED = "terminated", pgettext_lazy("vendor", "terminated")


class Criticality(models.TextChoices):
    """How much depends on the vendor; the time between reviews follows from it."""

    HIGH = "high", pgettext_lazy("criticality", "high")
    MEDIUM = "medium", pgettext_lazy("criticality", "medium")
    LOW = "low", pgettext_lazy("criticality", "low")


class ForeignBasis(models.TextChoices):
    """The grounds of section 11 on which data may go to a third party abroad, in the order of the test."""

    DESIGNATED = "designated", _("country designated by the rules")
    EQUIVALENT = "equivalent", _("equivalent-measures system")
    EXEMPT = "exempt", _("exempt case of Article 27(1)")
    CONSENT = "consent", _("consent to the foreign provision")


class CheckedAspect(models.TextChoices):
    """What is checked about once a year where equivalent measures are the ground (Enforcement Rules Article 18)."""

    IMPLEMENTATION = "implementation", _("implementation of the measures")
    LAW = "law", _("foreign law that may affect them")


class PartnerKind(models.TextChoices):
    """What a joint-use partner is to us."""

    GROUP = "group", _("group company")
    CO_HOST = "co_host", _("seminar co-host")
    LECTURER = "lecturer", _("outside lecturer")


class ArrangementKind(models.TextChoices):
    """What a joint-use arrangement is about."""

    GROUP = "group", pgettext_lazy("joint use", "group")
    SEMINAR = "seminar", pgettext_lazy("joint use", "seminar")


TRANSITIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "activate": ((Status.CANDIDATE, Status.SUSPENDED), Status.ACTIVE),
    "suspend": ((Status.ACTIVE,), Status.SUSPENDED),
    "terminate": ((Status.CANDIDATE, Status.ACTIVE, Status.SUSPENDED), Status.TERMINATED),
}

# Candidates are assessed before they start; the ended are looked at no more.
SUPERVISED = (Status.ACTIVE, Status.SUSPENDED)

TONES = {Status.CANDIDATE: "waiting", Status.ACTIVE: "done", Status.SUSPENDED: "late", Status.TERMINATED: "ended"}


def can(move: str, status: str) -> bool:
    """Return whether the table allows a move from a state."""
    return status in TRANSITIONS[move][0]
