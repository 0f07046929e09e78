"""Checklists as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.joining import forbid
from privacyportal.audit.standing_still import keep_still
from privacyportal.audit.triggers import protect
from privacyportal.backoffice import labels
from privacyportal.checklists.joins import JOINS
from privacyportal.checklists.lasting import LASTING
from privacyportal.checklists.telling import name_of_template
from privacyportal.references.kinds import RecordKind, register

# What the entries and fields of the audit trail are called.
LABELS = {
    "report": _("report"),
    "checklists.template_imported": _("Checklist imported"),
    "checklists.template_published": _("Checklist published"),
    "checklists.template_withdrawn": _("Checklist's draft withdrawn"),
    "checklists.assessment_started": _("Assessment started"),
    "checklists.items_answered": _("Items answered"),
    "checklists.assessment_submitted": _("Assessment submitted"),
    "checklists.assessment_sent_back": _("Assessment sent back"),
    "checklists.assessment_signed_off": _("Assessment signed off"),
    "checklists.finding_raised": _("Finding raised"),
    "checklists.finding_closed": _("Finding closed"),
    "checklists.action_added": _("Corrective action added"),
    "checklists.action_handed_over": _("Corrective action handed over"),
    "checklists.action_done": _("Corrective action done"),
    "checklists.action_sent_back": _("Corrective action sent back"),
    "checklists.action_verified": _("Corrective action verified"),
    "items": _("items"),
    "template": _("checklist"),
    "subject": _("about"),
    "score": _("score"),
    "rating": _("rating"),
    "outcome": _("assessment outcome"),
    "findings": _("findings"),
    "severity": _("severity"),
    "due_on": _("due on"),
    "fit": _("fit"),
    "partly": _("partly fit"),
    "not_fit": _("not fit"),
    "unconfirmed": _("not yet confirmed"),
    "not_applicable": _("not applicable"),
    "conditional": _("conditionally fit"),
}


class ChecklistsConfig(AppConfig):
    """Owns templates, assessments, findings and corrective actions."""

    name = "privacyportal.checklists"
    verbose_name = _("Checklists and findings")

    def ready(self) -> None:
        """Register the kinds of number, name the trail's entries, let rooms say what follows a sign-off."""
        keep_still(*LASTING)
        autodiscover_modules("followups")
        register(
            RecordKind("ASSESS", "checklists.Assessment"),
            RecordKind("FINDING", "checklists.Finding"),
            RecordKind("ACTION", "checklists.CorrectiveAction"),
        )
        forbid(*JOINS)
        protect(
            "checklists_actionreport",
            "checklists_actionverdict",
            "checklists_submission",
            "checklists_submissionverdict",
            "checklists_formeranswer",
        )
        labels.register(LABELS, of="checklists")
        labels.tell("template", name_of_template, of="checklists")
