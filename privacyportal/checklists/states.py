"""What can happen next to an assessment, a finding and a corrective action?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Result(models.TextChoices):
    """What was found for one item."""

    FIT = "fit", _("fit")
    PARTLY = "partly", _("partly fit")
    NOT_FIT = "not_fit", _("not fit")
    UNCONFIRMED = "unconfirmed", _("not yet confirmed")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class Outcome(models.TextChoices):
    """What an assessment came to."""

    FIT = "fit", _("fit")
    CONDITIONAL = "conditional", _("conditionally fit")
    NOT_FIT = "not_fit", _("not fit")


class Occasion(models.TextChoices):
    """Why an assessment is made."""

    ONBOARDING = "onboarding", _("before the work starts")
    PERIODIC = "periodic", _("periodic")
    AD_HOC = "ad_hoc", _("ad hoc")


class AssessmentStatus(models.TextChoices):
    """Where an assessment stands."""

    DRAFT = "draft", _("being answered")
    SUBMITTED = "submitted", _("awaiting sign-off")
    SIGNED_OFF = "signed_off", _("signed off")


class Severity(models.TextChoices):
    """How heavy a finding weighs."""

    CRITICAL = "critical", _("critical")
    MAJOR = "major", _("major")
    MINOR = "minor", _("minor")


class FindingStatus(models.TextChoices):
    """Where a finding stands."""

    OPEN = "open", _("finding open")
    CLOSED = "closed", _("finding closed")


class ActionStatus(models.TextChoices):
    """Where a corrective action stands."""

    OPEN = "open", _("to do")
    DONE = "done", _("awaiting verification")
    VERIFIED = "verified", _("verified")


TRANSITIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "submit": ((AssessmentStatus.DRAFT,), AssessmentStatus.SUBMITTED),
    "send_back": ((AssessmentStatus.SUBMITTED,), AssessmentStatus.DRAFT),
    "sign_off": ((AssessmentStatus.SUBMITTED,), AssessmentStatus.SIGNED_OFF),
    "close": ((FindingStatus.OPEN,), FindingStatus.CLOSED),
    "complete": ((ActionStatus.OPEN,), ActionStatus.DONE),
    "verify": ((ActionStatus.DONE,), ActionStatus.VERIFIED),
    "redo": ((ActionStatus.DONE,), ActionStatus.OPEN),
}

# What a state's colour means; the word always stands beside it.
ASSESSMENT_TONES: dict[str, str] = {
    AssessmentStatus.DRAFT: "due",
    AssessmentStatus.SUBMITTED: "waiting",
    AssessmentStatus.SIGNED_OFF: "done",
}
FINDING_TONES: dict[str, str] = {FindingStatus.OPEN: "due", FindingStatus.CLOSED: "done"}
ACTION_TONES: dict[str, str] = {
    ActionStatus.OPEN: "due",
    ActionStatus.DONE: "waiting",
    ActionStatus.VERIFIED: "done",
}
SEVERITY_TONES: dict[str, str] = {Severity.CRITICAL: "late", Severity.MAJOR: "due", Severity.MINOR: "ended"}
RATING_TONES: dict[str, str] = {"A": "done", "B": "done", "C": "due", "D": "late"}
RESULT_TONES: dict[str, str] = {
    Result.FIT: "done",
    Result.PARTLY: "due",
    Result.NOT_FIT: "late",
    Result.UNCONFIRMED: "waiting",
    Result.NOT_APPLICABLE: "ended",
}
