"""What is asked, what was answered, what was found wanting, and who mends it by when?"""

from privacyportal.checklists.models.about import AboutSubject
from privacyportal.checklists.models.assessments import Answer, Assessment
from privacyportal.checklists.models.findings import CorrectiveAction, Finding
from privacyportal.checklists.models.rounds import (
    ActionReport,
    ActionVerdict,
    FormerAnswer,
    Submission,
    SubmissionVerdict,
)
from privacyportal.checklists.models.templates import ChecklistItem, ChecklistTemplate

__all__ = [
    "AboutSubject",
    "ActionReport",
    "ActionVerdict",
    "Answer",
    "Assessment",
    "ChecklistItem",
    "ChecklistTemplate",
    "CorrectiveAction",
    "Finding",
    "FormerAnswer",
    "Submission",
    "SubmissionVerdict",
]
