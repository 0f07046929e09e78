"""How does staff bring a policy's text in, look at how it was read, put that right and store it?"""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.actions import ObjectAction, ReasonForm
from privacyportal.backoffice.admin import PortalModelAdmin, actor
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.turns import Turn
from privacyportal.policies import services
from privacyportal.policies.doubts import doubts_about
from privacyportal.policies.models import PolicyOutline, PolicyVersion
from privacyportal.policies.outline_forms import ROLES, OutlineForm, PolicyTextForm
from privacyportal.policies.parser.rows import Role
from privacyportal.policies.services.outlines import unfit


@admin.register(PolicyOutline)
class PolicyOutlineAdmin(PortalModelAdmin[PolicyOutline]):
    """Texts that wait for somebody to agree to how they come apart."""

    add_permission = "policies.change_policyversion"
    list_display = ("__str__", "source_name", "stage", "drafted_at", "drafted_by")
    list_select_related = ("drafted_by", "version")
    search_fields = ("source_name",)
    ordering = ("-drafted_at", "-pk")
    shown: ClassVar = ("source_name", "drafted_at", "drafted_by", "version", "given_up_at", "content_sha256")
    object_actions = (
        ObjectAction(
            name="keep",
            label=_("Store as a version"),
            deed=services.keep_outline,
            available=lambda outline, user: outline.is_open,
            obstacles=lambda outline, by: unfit(outline),
            tone="primary",
            help_text=_("The version is a draft until a second person puts it in force."),
            done=_("The text is stored as a version of the policy."),
        ),
        ObjectAction(
            name="correct",
            label=_("Correct the outline"),
            deed=services.correct_outline,
            available=lambda outline, user: outline.is_open,
            form=OutlineForm,
            help_text=_(
                "Say of each line what it is. A line that becomes a heading is asked for its number and words next."
            ),
        ),
        ObjectAction(
            name="give_up",
            label=_("Give the text up"),
            deed=services.give_up_outline,
            available=lambda outline, user: outline.is_open,
            form=ReasonForm,
            tone="danger",
        ),
    )

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["portal/policies.css"]}

    @display(description=_("state"))
    def stage(self, outline: PolicyOutline) -> str:
        """Return where it stands."""
        return outline.stage_text

    def get_fields(self, request: HttpRequest, obj: PolicyOutline | None = None) -> Sequence[str]:
        """Ask for a text, or show what is kept."""
        return ("file", "pasted") if obj is None else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: PolicyOutline | None = None) -> Sequence[str]:
        """Return what nobody types."""
        return () if obj is None else self.shown

    def get_form(
        self, request: HttpRequest, obj: PolicyOutline | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm]:
        """Return the form of a new text."""
        if obj is None:
            kwargs["form"] = PolicyTextForm
        return super().get_form(request, obj, change=change, **kwargs)

    def create(self, request: HttpRequest, form: ModelForm) -> PolicyOutline:
        """Read the text; one that waits already leads to its outline."""
        file, pasted = form.cleaned_data["file"], form.cleaned_data["pasted"]
        content = file.read() if file else pasted.encode()
        name = file.name if file else ""
        return services.draft_outline(content=content, source_name=name, by=actor(request), at=timezone.now())

    def response_add(
        self, request: HttpRequest, obj: PolicyOutline, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say what comes next, and lead to the outline: it is to be looked at now."""
        self.tell_done(request, obj, self.said_of_new(obj))
        return HttpResponseRedirect(f"{self.object_url(obj)}#outline")

    def after_action_url(self, action: ObjectAction[PolicyOutline], obj: PolicyOutline) -> str:
        """Lead back to the outline, or on to the obligations of the version that it has become."""
        version = PolicyVersion.objects.filter(outline=obj).first()
        if version is None:
            return f"{self.object_url(obj)}#outline"
        return f"{reverse('admin:policies_policyversion_change', args=[version.pk])}#obligations"

    def get_header(self, request: HttpRequest, obj: PolicyOutline) -> dict[str, object]:
        """Return the title and where it stands."""
        state = {"label": obj.stage_text, "tone": "waiting" if obj.is_open else "done"}
        rows = obj.rows
        sections = sum(row.role == Role.SECTION for row in rows)
        facts = [(_("sections"), sections), (_("Doubts"), len(doubts_about(rows)))]
        return {"number": str(obj), "title": obj.source_name, "state": state, "facts": facts}

    def get_turn(self, request: HttpRequest, obj: PolicyOutline) -> Turn | None:
        """Return what is to be done with a text that waits."""
        if not obj.is_open:
            return None
        return Turn(text=_("Somebody compares the outline with the published text and stores it as a version."))

    def get_panels(self, request: HttpRequest, obj: PolicyOutline) -> list[Panel]:
        """Return the outline with its doubts."""
        rows = obj.rows
        held = PolicyVersion.objects.filter(content_sha256=obj.content_sha256).first() if obj.is_open else None
        lines = [(at, row, ROLES[row.role]) for at, row in enumerate(rows)]
        values = {"lines": lines, "doubts": doubts_about(rows), "held": held}
        return [Panel("outline", _("Outline"), "policies/outline.html", values)]
