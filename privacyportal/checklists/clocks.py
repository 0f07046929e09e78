"""What is due about assessments and corrective actions?"""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import Department, User
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.checklists.models import Assessment, CorrectiveAction, Finding
from privacyportal.checklists.states import AssessmentStatus
from privacyportal.checklists.subjects import department_of, name_of, owner_of
from privacyportal.clocks.plan import Duty, Facts, Measure, Subject, declare, register
from privacyportal.references.kinds import answered_by

ASSESSMENT = "checklists.assessment"
CORRECTIVE_ACTION = "checklists.corrective_action"


def assessment_facts(assessment: Assessment) -> Facts:
    """Return the day by which the answers are wanted; met by submitting, running again when sent back."""
    is_draft = assessment.status == AssessmentStatus.DRAFT
    return Facts(
        started_at=assessment.started_at,
        stopped_at=None if is_draft else assessment.submitted_at,
        fixed_on=assessment.due_on,
    )


def action_facts(action: CorrectiveAction) -> Facts:
    """Return the day by which the action was promised; met by doing it, running again when sent back."""
    return Facts(started_at=action.added_at, stopped_at=action.done_at, fixed_on=action.due_on)


def _department_of_owner(action: CorrectiveAction) -> Department | None:
    return action.owner.department


def _owner_of_subject(finding: Finding) -> User | None:
    return owner_of(finding.subject)


# A finding has no deadline of its own: whoever answers for its subject answers for it, and who stands in for them.
answered_by("FINDING", _owner_of_subject)
register(
    Subject(
        prefix="ASSESS",
        owner=lambda assessment: owner_of(assessment.subject),
        department=lambda assessment: department_of(assessment.subject),
        title=lambda assessment: name_of(assessment.subject),
        named=("subject",),
        related=("subject",),
    ),
    duties=[
        Duty(
            code=ASSESSMENT,
            starts=_("start of the assessment"),
            label=_("Assessment"),
            ask=_("Answer to the assessment"),
            facts=assessment_facts,
        )
    ],
)
register(
    Subject(
        prefix="ACTION",
        owner=lambda action: action.owner,
        department=_department_of_owner,
        title=lambda action: name_of(action.finding.subject),
        named=("finding__subject",),
        related=("owner__department", "finding__subject"),
    ),
    duties=[
        Duty(
            code=CORRECTIVE_ACTION,
            starts=_("agreement on the corrective action"),
            label=_("Corrective action"),
            ask=_("Report on the corrective action"),
            facts=action_facts,
        )
    ],
)


def last_rated_on() -> date | None:
    """Return the day on which the newest assessment that has been signed off was begun."""
    begun = Assessment.objects.filter(status=AssessmentStatus.SIGNED_OFF).order_by("-started_at")
    last = begun.values_list("started_at", flat=True).first()
    return tokyo_day(last) if last else None


SHIPPED = {
    "checklists.rating_a": (_("Share of the points from which an assessment is rated A"), "0.90"),
    "checklists.rating_b": (_("Share of the points from which an assessment is rated B"), "0.75"),
    "checklists.rating_c": (_("Share of the points from which an assessment is rated C"), "0.60"),
}
declare(
    *(
        Measure(
            code=code,
            label=label,
            unit="",
            value=Decimal(value),
            source="初期設定（変更可）",
            most=Decimal(1),
            places=4,
            newest_use=last_rated_on,
        )
        for code, (label, value) in SHIPPED.items()
    )
)
