"""By which words are assessments, findings and corrective actions found?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.search.declaring import declare, numbered
from privacyportal.search.registry import Found, visible

declare(
    numbered("assessment.number", "ASSESS", "checklists.Assessment", "subject__number"),
    numbered("finding.number", "FINDING", "checklists.Finding", "subject__number"),
    Found(
        name="finding.text",
        kind="FINDING",
        model="checklists.Finding",
        fields=("description",),
        words=_("description"),
        shown=visible,
        weight=30,
    ),
    numbered(
        "action.number",
        "ACTION",
        "checklists.CorrectiveAction",
        "finding__reference__number",
        "finding__subject__number",
    ),
    Found(
        name="action.text",
        kind="ACTION",
        model="checklists.CorrectiveAction",
        fields=("description",),
        words=_("corrective action"),
        shown=visible,
        weight=30,
    ),
)
