"""How does staff mend what was found wanting?"""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from privacyportal.backoffice import following
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.turns import Turn
from privacyportal.checklists import permissions, services
from privacyportal.checklists.admin import obstacles, turns
from privacyportal.checklists.admin.cells import NamedSubjects, badge, due, link, number_cell
from privacyportal.checklists.admin.filters import ActionsShown, FindingsShown
from privacyportal.checklists.forms import FindingForm, NewActionForm, ReasonForm, ResultForm, VerifyForm
from privacyportal.checklists.models import CorrectiveAction, Finding
from privacyportal.checklists.states import (
    ACTION_TONES,
    FINDING_TONES,
    SEVERITY_TONES,
    ActionStatus,
    FindingStatus,
)
from privacyportal.checklists.subjects import name_of


def is_open(finding: Finding, user: Viewer | None) -> bool:
    """Return whether the finding is not closed."""
    return bool(finding.status == FindingStatus.OPEN)


def is_to_do(action: CorrectiveAction, user: Viewer | None) -> bool:
    """Return whether the action is still to be done."""
    return bool(action.status == ActionStatus.OPEN)


def is_done(action: CorrectiveAction, user: Viewer | None) -> bool:
    """Return whether the action awaits a second person."""
    return bool(action.status == ActionStatus.DONE)


class OfSupervision(NamedSubjects):
    """Lists open to those who see the register, work on given subjects, or have an action to do."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person has anything to do with findings; rows come from `visible_to`."""
        user = request.user
        if super().has_view_permission(request, obj) or permissions.works_on_subjects(user):
            return True
        own = CorrectiveAction.objects.filter(owner_id=user.pk)
        return following.once(("corrective actions", user.pk), own.exists)


@admin.register(Finding)
class FindingAdmin(OfSupervision):
    """Findings and what is done about them."""

    add_permission = "checklists.change_finding"
    list_display = ("number", "about", "weight", "shown", "state", "actions_open", "raised")
    list_display_links = ("number", "about")
    list_filter = (FindingsShown, "status", "severity")
    list_select_related = ("reference", "subject")
    search_help_text = gettext_lazy("number of the finding or of the vendor, description")
    ordering = ("-raised_at", "-pk")
    object_actions = (
        ObjectAction(
            name="add_action",
            label=gettext_lazy("Add corrective action"),
            deed=services.add_corrective_action,
            available=is_open,
            form=NewActionForm,
            tone="primary",
            done=gettext_lazy("Added; its owner gets a mail."),
        ),
        ObjectAction(
            name="close",
            label=gettext_lazy("Close the finding"),
            deed=services.close_finding,
            available=is_open,
            obstacles=obstacles.unverified_actions,
            form=ReasonForm,
            done=gettext_lazy("The finding is closed."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Finding]:
        """Return the visible findings with the number of their open actions."""
        waiting = Count("actions", filter=~Q(actions__status=ActionStatus.VERIFIED))
        related = ("reference", "subject", "assessment__reference", "item", "raised_by")
        return super().get_queryset(request).select_related(*related).annotate(actions_waiting=waiting)

    @display(description=gettext_lazy("number"), ordering="reference__number")
    def number(self, finding: Finding) -> SafeString:
        """Return the finding's number."""
        return number_cell(finding.reference)

    @display(description=gettext_lazy("about"), ordering="subject__number")
    def about(self, finding: Finding) -> str:
        """Return the subject's number and name."""
        return self.subject_text(finding)

    @display(description=gettext_lazy("severity"), ordering="severity")
    def weight(self, finding: Finding) -> SafeString:
        """Return how heavy it weighs."""
        return badge(SEVERITY_TONES[finding.severity], finding.get_severity_display())

    @display(description=gettext_lazy("description"))
    def shown(self, finding: Finding) -> str:
        """Return the item's code and the beginning of the description."""
        text = f"{finding.item.code} {finding.description}" if finding.item else finding.description
        return text[:80]

    @display(description=gettext_lazy("state"), ordering="status")
    def state(self, finding: Finding) -> SafeString:
        """Return whether it is open."""
        return badge(FINDING_TONES[finding.status], finding.get_status_display())

    @display(description=gettext_lazy("actions not verified"), ordering="actions_waiting")
    def actions_open(self, finding: Finding) -> int:
        """Return how many corrective actions are not verified yet."""
        return finding.actions_waiting

    @display(description=gettext_lazy("raised at"), ordering="raised_at")
    def raised(self, finding: Finding) -> str:
        """Return when it was found wanting."""
        return table_instant(finding.raised_at)

    def get_fields(self, request: HttpRequest, obj: Finding | None = None) -> Sequence[str]:
        """Ask what was found, or show it."""
        if obj is None:
            return ("about", "severity", "description")
        return ("description", "severity", "assessment", "item", "raised_at", "raised_by", "closed_at", "closed_reason")

    def get_form(
        self, request: HttpRequest, obj: Finding | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm]:
        """Return the form for a finding raised by hand."""
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        kwargs["form"] = type("PersonalFindingForm", (FindingForm,), {"user": request.user})
        return super().get_form(request, obj, change=change, **kwargs)

    def create(self, request: HttpRequest, form: ModelForm) -> Finding:
        """Raise the finding."""
        return services.raise_finding(
            subject=form.cleaned_data["about"],
            severity=form.cleaned_data["severity"],
            description=form.cleaned_data["description"],
            by=actor(request),
            at=timezone.now(),
        )

    def get_header(self, request: HttpRequest, obj: Finding) -> dict[str, object]:
        """Return the subject, the state and the severity."""
        return {
            "number": str(obj),
            "title": name_of(obj.subject),
            "state": {"label": obj.get_status_display(), "tone": FINDING_TONES[obj.status]},
            "badges": [{"label": obj.get_severity_display(), "tone": SEVERITY_TONES[obj.severity]}],
            "facts": [
                (_("about"), link(obj.subject)),
                (_("checklist item"), str(obj.item) if obj.item else ""),
                (_("assessment"), link(obj.assessment.reference) if obj.assessment else ""),
                (_("actions not verified"), str(obj.actions_waiting)),
            ],
        }

    def get_turn(self, request: HttpRequest, obj: Finding) -> Turn | None:
        """Return who acts next so that it can be closed."""
        return turns.of_finding(obj)

    def get_panels(self, request: HttpRequest, obj: Finding) -> list[Panel]:
        """Return the corrective actions, then the usual tabs."""
        actions = obj.actions.visible_to(request.user).select_related("reference", "owner").order_by("due_on", "pk")
        now = timezone.now()
        rows = [(a, ACTION_TONES[a.status], due(a.due_on, now, is_open=is_to_do(a, None))) for a in actions]
        own = Panel("actions", gettext_lazy("Corrective actions"), "checklists/actions.html", {"actions": rows})
        return [own, *super().get_panels(request, obj)]


@admin.register(CorrectiveAction)
class CorrectiveActionAdmin(OfSupervision):
    """Corrective actions: done by their owner, verified by a second person."""

    list_display = ("number", "about", "shown", "owner", "state", "due")
    list_display_links = ("number", "about")
    list_filter = (ActionsShown, "status", "owner")
    list_select_related = ("reference", "finding__subject", "finding__reference", "owner")
    search_help_text = gettext_lazy("number of the action, the finding or the vendor, description")
    ordering = ("due_on", "pk")
    fields = (
        "description", "finding", "owner", "due_on", "added_at", "done_at", "done_by", "result", "verified_at",
        "verified_by",
    )  # fmt: skip
    object_actions = (
        ObjectAction(
            name="complete",
            label=gettext_lazy("Report as done"),
            deed=services.complete_action,
            available=is_to_do,
            form=ResultForm,
            tone="primary",
            done=gettext_lazy("Reported. A second person will verify it."),
        ),
        ObjectAction(
            name="verify",
            label=gettext_lazy("Verify the effect"),
            deed=services.verify_action,
            available=is_done,
            obstacles=obstacles.own_action,
            form=VerifyForm,
            tone="primary",
            done=gettext_lazy("Verified."),
            help_text=gettext_lazy("You confirm that the action was effective. The last one closes the finding."),
        ),
        ObjectAction(
            name="redo",
            label=gettext_lazy("Send back"),
            deed=services.redo_action,
            available=is_done,
            form=ReasonForm,
            done=gettext_lazy("Sent back."),
        ),
    )

    def get_turn(self, request: HttpRequest, obj: CorrectiveAction) -> Turn | None:
        """Return who reports or verifies, and why the last report came back."""
        return turns.of_action(obj)

    def get_panels(self, request: HttpRequest, obj: CorrectiveAction) -> list[Panel]:
        """Return every report with what was said to it, then the usual tabs."""
        rows = obj.reports.select_related("by", "verdict__by").order_by("number")
        own = Panel("reports", gettext_lazy("Reports and verdicts"), "checklists/reports.html", {"reports": rows})
        return [own, *super().get_panels(request, obj)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CorrectiveAction]:
        """Return the visible actions with finding, subject and people."""
        related = ("reference", "finding__reference", "finding__subject", "owner", "done_by", "verified_by")
        return super().get_queryset(request).select_related(*related)

    @display(description=gettext_lazy("number"), ordering="reference__number")
    def number(self, action: CorrectiveAction) -> SafeString:
        """Return the action's number."""
        return number_cell(action.reference)

    @display(description=gettext_lazy("about"), ordering="finding__subject__number")
    def about(self, action: CorrectiveAction) -> str:
        """Return the subject's number and name."""
        return self.subject_text(action)

    @display(description=gettext_lazy("corrective action"))
    def shown(self, action: CorrectiveAction) -> str:
        """Return the beginning of what is to be done."""
        return action.description[:80]

    @display(description=gettext_lazy("state"), ordering="status")
    def state(self, action: CorrectiveAction) -> SafeString:
        """Return where the action stands."""
        return badge(ACTION_TONES[action.status], action.get_status_display())

    @display(description=gettext_lazy("due on"), ordering="due_on")
    def due(self, action: CorrectiveAction) -> SafeString | str:
        """Return by when it is to be done and how far that is."""
        return due(action.due_on, timezone.now(), is_open=is_to_do(action, None))

    def get_header(self, request: HttpRequest, obj: CorrectiveAction) -> dict[str, object]:
        """Return the subject, the state, the owner and the due day."""
        return {
            "number": str(obj),
            "title": name_of(obj.finding.subject),
            "state": {"label": obj.get_status_display(), "tone": ACTION_TONES[obj.status]},
            "facts": [
                (_("due on"), due(obj.due_on, timezone.now(), is_open=is_to_do(obj, None))),
                (_("owner of the action"), str(obj.owner)),
                (_("about"), link(obj.finding.subject)),
                (_("finding"), link(obj.finding.reference)),
            ],
        }
