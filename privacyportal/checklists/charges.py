"""What of supervision may a person be in charge of: which corrective actions, which assessments, which findings?"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.charging import Charge, register
from privacyportal.checklists.models import Assessment, CorrectiveAction, Finding
from privacyportal.checklists.services.findings import hand_over
from privacyportal.checklists.states import ActionStatus

GOES_WITH_SUBJECT = _("Whoever is in charge of the vendor goes on with it.")

register(
    Charge(
        code="checklists.actions",
        label=_("Corrective actions"),
        relation="checklists.CorrectiveAction.owner",
        held_by=lambda people: (
            CorrectiveAction.objects.filter(owner__in=people)
            .exclude(status=ActionStatus.VERIFIED)
            .select_related("reference")
        ),
        hand_over=hand_over,
    )
)
register(
    Charge(
        code="checklists.assessments",
        label=_("Assessments begun or handed in"),
        relation="checklists.Assessment.submitted_by",
        held_by=lambda people: (
            Assessment.objects.unfinished()
            .filter(Q(started_by__in=people) | Q(submitted_by__in=people))
            .select_related("reference")
        ),
        hand_over=None,
        goes_on=GOES_WITH_SUBJECT,
    )
)
register(
    Charge(
        code="checklists.findings",
        label=_("Findings raised"),
        relation="checklists.Finding.raised_by",
        held_by=lambda people: Finding.objects.open().filter(raised_by__in=people).select_related("reference"),
        hand_over=None,
        goes_on=GOES_WITH_SUBJECT,
    )
)
