"""Whose turn is it with an assessment, a finding or a corrective action, and why did something come back?"""

from django.utils.translation import gettext as _

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.turns import SentBack, Turn
from privacyportal.checklists.models import ActionVerdict, Assessment, CorrectiveAction, Finding, SubmissionVerdict
from privacyportal.checklists.states import ActionStatus, AssessmentStatus, FindingStatus


def of_assessment(assessment: Assessment) -> Turn | None:
    """Return who answers or signs off an assessment; None when it is signed off."""
    if assessment.status == AssessmentStatus.SUBMITTED:
        words = _("Somebody who neither answered nor submitted it (%(submitter)s) signs it off.")
        return Turn(text=words % {"submitter": assessment.submitted_by})
    if assessment.status != AssessmentStatus.DRAFT:
        return None
    last = assessment.submissions.order_by("-number").first()
    verdicts = SubmissionVerdict.objects.filter(submission=last, taken=False).select_related("by")
    back = tuple(_back(_("The answers came back"), verdict) for verdict in verdicts)
    return Turn(text=_("Whoever looks after the subject answers the items and submits them."), sent_back=back)


def of_action(action: CorrectiveAction) -> Turn | None:
    """Return who reports or verifies a corrective action; None when it is verified."""
    if action.status == ActionStatus.DONE:
        words = _("Somebody other than %(people)s verifies the effect.")
        people = dict.fromkeys(str(person) for person in (action.owner, action.done_by) if person)
        return Turn(text=words % {"people": "、".join(people)})
    if action.status != ActionStatus.OPEN:
        return None
    last = action.reports.order_by("-number").first()
    verdicts = ActionVerdict.objects.filter(report=last, taken=False).select_related("by")
    back = tuple(_back(_("The report came back"), verdict) for verdict in verdicts)
    return Turn(
        text=_("The owner of the action, %(owner)s, reports it as done.") % {"owner": action.owner}, sent_back=back
    )


def of_finding(finding: Finding) -> Turn | None:
    """Return who acts next so that a finding can be closed, with the reports on its actions that came back."""
    if finding.status != FindingStatus.OPEN:
        return None
    waiting = finding.actions.exclude(status=ActionStatus.VERIFIED).select_related("reference", "owner", "done_by")
    turns = [(action, of_action(action)) for action in waiting.order_by("due_on", "pk")]
    if not turns:
        return Turn(text=_("A corrective action is agreed, or the finding is closed with a reason."))
    text = " ".join(f"{action}: {turn.text}" for action, turn in turns if turn is not None)
    return Turn(text=text, sent_back=tuple(back for _action, turn in turns if turn for back in turn.sent_back))


def _back(what: Text, verdict: ActionVerdict | SubmissionVerdict) -> SentBack:
    return SentBack(what=what, reason=verdict.note, by=str(verdict.by or "－"), at=verdict.at)
