"""Screens of checklists, assessments, findings and corrective actions."""

from privacyportal.checklists.admin.assessments import AssessmentAdmin
from privacyportal.checklists.admin.findings import CorrectiveActionAdmin, FindingAdmin
from privacyportal.checklists.admin.templates import ChecklistItemAdmin, ChecklistTemplateAdmin

__all__ = [
    "AssessmentAdmin",
    "ChecklistItemAdmin",
    "ChecklistTemplateAdmin",
    "CorrectiveActionAdmin",
    "FindingAdmin",
]
