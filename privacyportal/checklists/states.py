"""What can happen next to an assessment, a finding and a corrective action?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.steps import Step, table
from privacyportal.checklists import rights


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


SUBMIT = Step(
    name="submit",
    words=_("submission for sign-off"),
    sources=(AssessmentStatus.DRAFT,),
    target=AssessmentStatus.SUBMITTED,
    right=rights.ANSWER,
    needs=_("an answer to every item, and a reason for each that is set aside"),
)
SEND_BACK = Step(
    name="send_back",
    words=_("return of the assessment"),
    sources=(AssessmentStatus.SUBMITTED,),
    target=AssessmentStatus.DRAFT,
    right=rights.SIGN_OFF,
    needs=_("a written reason"),
)
SIGN_OFF = Step(
    name="sign_off",
    words=_("sign-off of the assessment"),
    sources=(AssessmentStatus.SUBMITTED,),
    target=AssessmentStatus.SIGNED_OFF,
    right=rights.SIGN_OFF,
    needs=_("a second person"),
)
CLOSE = Step(
    name="close",
    words=_("closing of the finding"),
    sources=(FindingStatus.OPEN,),
    target=FindingStatus.CLOSED,
    right=rights.CHANGE_FINDING,
    needs=_("corrective actions that are all verified"),
)
COMPLETE = Step(
    name="complete",
    words=_("report on the corrective action"),
    sources=(ActionStatus.OPEN,),
    target=ActionStatus.DONE,
    right=rights.REPORT,
    needs=_("what was done"),
)
VERIFY = Step(
    name="verify",
    words=_("verification of the corrective action"),
    sources=(ActionStatus.DONE,),
    target=ActionStatus.VERIFIED,
    right=rights.VERIFY,
    needs=_("a second person"),
)
REDO = Step(
    name="redo",
    words=_("return of the corrective action"),
    sources=(ActionStatus.DONE,),
    target=ActionStatus.OPEN,
    right=rights.VERIFY,
    needs=_("a written reason"),
)
STEPS = table([SUBMIT, SEND_BACK, SIGN_OFF, CLOSE, COMPLETE, VERIFY, REDO])

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


# The shares from which an assessment is rated A, B and C; figures of the firm's, each with its versions.
RATINGS = ("checklists.rating_a", "checklists.rating_b", "checklists.rating_c")
