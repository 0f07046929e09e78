"""What can a vendor be, and what can happen next?"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacyportal.backoffice.rights import right
from privacyportal.backoffice.steps import Step, table


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


class ExemptCase(models.TextChoices):
    """The cases of Article 27(1) in which neither consent nor another ground is needed, by their number."""

    LAW = "i", _("(i) based on laws and regulations")
    LIFE = "ii", _("(ii) protection of life, body or property, consent being difficult to obtain")
    HEALTH = "iii", _("(iii) public health or children, consent being difficult to obtain")
    STATE = "iv", _("(iv) co-operation with the State or a local government")
    ACADEMIC_RESULT = "v", _("(v) publication or teaching of an academic institution's results")
    ACADEMIC_JOINT = "vi", _("(vi) joint research with an academic institution")
    ACADEMIC_USE = "vii", _("(vii) academic research by the recipient institution")


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


CHANGE = right("vendors.change_vendor")
ASSIGN = right("vendors.assign_vendor")
SIGN_OFF = right("vendors.sign_off_vendor")

ACTIVATE = Step(
    name="activate",
    words=_("start of the entrustment"),
    sources=(Status.CANDIDATE, Status.SUSPENDED),
    target=Status.ACTIVE,
    right=SIGN_OFF,
    needs=_("an owner, a signed contract, a passed assessment and, abroad, a ground"),
)
SUSPEND = Step(
    name="suspend",
    words=_("suspension of the entrustment"),
    sources=(Status.ACTIVE,),
    target=Status.SUSPENDED,
    right=SIGN_OFF,
    needs=_("a written reason"),
)
TERMINATE = Step(
    name="terminate",
    words=_("end of the entrustment"),
    sources=(Status.CANDIDATE, Status.ACTIVE, Status.SUSPENDED),
    target=Status.TERMINATED,
    right=SIGN_OFF,
    needs=_("the proof of return or erasure"),
)
STEPS = table([ACTIVATE, SUSPEND, TERMINATE])

# Candidates are assessed before they start; the ended are looked at no more.
SUPERVISED = (Status.ACTIVE, Status.SUSPENDED)

TONES = {Status.CANDIDATE: "waiting", Status.ACTIVE: "done", Status.SUSPENDED: "late", Status.TERMINATED: "ended"}


# More persons than this make a vendor highly critical; a figure of the firm's with versions.
MANY_PERSONS = "vendors.many_persons"
