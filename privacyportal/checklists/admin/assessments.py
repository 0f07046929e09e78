"""How does staff answer an assessment, and how does a second person sign it off?"""

from collections.abc import Sequence
from copy import copy
from functools import partial
from typing import ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from privacyportal.audit.actors import Actor
from privacyportal.backoffice import sendings
from privacyportal.backoffice.actions import Link, ObjectAction
from privacyportal.backoffice.buttons import Button, actor
from privacyportal.backoffice.formerrors import refused
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.refusals import PortalError
from privacyportal.backoffice.seen import ChangedMeanwhile
from privacyportal.backoffice.turns import Turn
from privacyportal.checklists import permissions, services
from privacyportal.checklists.admin import obstacles, turns
from privacyportal.checklists.admin.cells import NOTHING, NamedSubjects, badge, due, link, number_cell
from privacyportal.checklists.admin.filters import AssessmentsShown
from privacyportal.checklists.admin.sheet import Filled, as_typed, read, said, sheet_of
from privacyportal.checklists.forms import ReasonForm
from privacyportal.checklists.models import Assessment, FormerAnswer
from privacyportal.checklists.services.assessments import unanswered
from privacyportal.checklists.states import ASSESSMENT_TONES, RATING_TONES, SEVERITY_TONES, AssessmentStatus
from privacyportal.checklists.subjects import name_of

SHOWN = (
    "template", "occasion", "due_on", "started_at", "started_by", "submitted_at", "submitted_by", "signed_off_at",
    "signed_off_by", "score", "rating", "outcome",
)  # fmt: skip


def is_submitted(assessment: Assessment, user: Viewer) -> bool:
    """Return whether the assessment awaits a decision."""
    return assessment.status == AssessmentStatus.SUBMITTED


def is_draft(assessment: Assessment, user: Viewer | None) -> bool:
    """Return whether the assessment is being answered."""
    return assessment.status == AssessmentStatus.DRAFT


def may_answer(request: HttpRequest, assessment: Assessment) -> bool:
    """Return whether the person at the screen may answer this assessment."""
    return services.answer_items.offered_to(actor(request), assessment)


@admin.register(Assessment)
class AssessmentAdmin(NamedSubjects):
    """Assessments: one sheet to answer, then a second person's sign-off."""

    list_display = ("number", "about", "template", "occasion", "state", "due", "grade", "outcome")
    list_display_links = ("number", "about")
    list_filter = (AssessmentsShown, "status", "occasion", "rating", "outcome", "template")
    list_select_related = ("reference", "subject", "template")
    search_help_text = gettext_lazy("number of the assessment or of the vendor")
    ordering = ("due_on", "pk")
    fields = SHOWN
    readonly_fields = SHOWN
    object_actions = (
        ObjectAction(
            name="submit",
            label=gettext_lazy("Submit for sign-off"),
            deed=services.submit,
            available=is_draft,
            obstacles=lambda assessment, by: unanswered(assessment),
            tone="primary",
            done=gettext_lazy("Submitted. A second person will sign it off."),
            help_text=gettext_lazy("All items are answered; a second person looks at the answers and signs them off."),
        ),
        ObjectAction(
            name="sign_off",
            label=gettext_lazy("Sign off"),
            deed=services.sign_off,
            available=is_submitted,
            obstacles=obstacles.own_answers,
            tone="primary",
            done=gettext_lazy("Signed off. Findings were raised for what was wanting."),
            help_text=gettext_lazy("The rating becomes final, and a finding is raised for each item that is wanting."),
        ),
        ObjectAction(
            name="send_back",
            label=gettext_lazy("Send back"),
            deed=services.send_back,
            available=is_submitted,
            form=ReasonForm,
            done=gettext_lazy("Sent back."),
        ),
    )

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["portal/checklists.css"]}
        js: ClassVar[list[str]] = ["portal/checklists.js"]

    # Who may do what

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person works on assessments at all; rows come from `visible_to`."""
        return super().has_view_permission(request, obj) or permissions.works_on_subjects(request.user)

    # Reading

    @display(description=gettext_lazy("number"), ordering="reference__number")
    def number(self, assessment: Assessment) -> SafeString:
        """Return the assessment's number."""
        return number_cell(assessment.reference)

    @display(description=gettext_lazy("about"), ordering="subject__number")
    def about(self, assessment: Assessment) -> str:
        """Return the subject's number and name."""
        return self.subject_text(assessment)

    @display(description=gettext_lazy("state"), ordering="status")
    def state(self, assessment: Assessment) -> SafeString:
        """Return where the assessment stands."""
        return badge(ASSESSMENT_TONES[assessment.status], assessment.get_status_display())

    @display(description=gettext_lazy("due on"), ordering="due_on")
    def due(self, assessment: Assessment) -> SafeString | str:
        """Return by when the answers are wanted and how far that is."""
        return due(assessment.due_on, timezone.now(), is_open=is_draft(assessment, None))

    @display(description=gettext_lazy("rating"), ordering="rating")
    def grade(self, assessment: Assessment) -> SafeString | str:
        """Return the rating, a dash before there is one."""
        return badge(RATING_TONES[assessment.rating], assessment.rating) if assessment.rating else NOTHING

    # The page

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        """Return the visible assessments with the people around them."""
        people = ("started_by", "submitted_by", "signed_off_by")
        return super().get_queryset(request).select_related("reference", "subject", "template", *people)

    def get_header(self, request: HttpRequest, obj: Assessment) -> dict[str, object]:
        """Return the subject, the state, the progress and what the answers come to so far."""
        answered = obj.answers.exclude(answered_at=None).count()
        return {
            "number": str(obj),
            "title": name_of(obj.subject),
            "state": {"label": obj.get_status_display(), "tone": ASSESSMENT_TONES[obj.status]},
            "facts": [
                (_("about"), link(obj.subject)),
                (_("due on"), due(obj.due_on, timezone.now(), is_open=is_draft(obj, None))),
                (_("Answered"), f"{answered} / {obj.answers.count()}"),
                *self.grades(obj),
            ],
        }

    def get_turn(self, request: HttpRequest, obj: Assessment) -> Turn | None:
        """Return who answers or signs off, and why the answers came back."""
        return turns.of_assessment(obj)

    def grades(self, obj: Assessment) -> list[tuple[str, Text]]:
        """Return what the answers come to; in a draft, those given so far."""
        so_far = obj.score_of_answered() if is_draft(obj, None) else obj.current_score()
        if so_far is None:
            return []
        is_final = obj.status == AssessmentStatus.SIGNED_OFF
        return [
            (_("score") if is_final else _("score so far"), f"{so_far.value * 100:.1f}"),
            (_("rating") if is_final else _("rating so far"), badge(RATING_TONES[so_far.rating], so_far.rating)),
            (_("assessment outcome") if is_final else _("outcome so far"), so_far.outcome.label),
            (_("Limited by a critical item"), _("yes") if so_far.capped else _("no")),
        ]

    def buttons_for(self, request: HttpRequest, obj: Assessment) -> Sequence[Button]:
        """Put the way to the sheet first while items wait for an answer; submitting comes after them."""
        buttons = super().buttons_for(request, obj)
        if not is_draft(obj, None) or not may_answer(request, obj):
            return buttons
        return [{"action": Link(label=_("Answer the items"), tone="primary"), "url": "#items", "why": ""}, *buttons]

    def get_panels(self, request: HttpRequest, obj: Assessment) -> list[Panel]:
        """Return the sheet, the findings, then the usual tabs."""
        can_answer = is_draft(obj, None) and may_answer(request, obj)
        sheet = {"sheet": sheet_of(obj), "assessment": obj, "can_answer": can_answer, "request": request}
        findings = obj.findings.visible_to(request.user).select_related("reference", "item").order_by("pk")
        rows = {"findings": [(finding, SEVERITY_TONES[finding.severity]) for finding in findings]}
        return [
            Panel("items", gettext_lazy("Items"), "checklists/sheet.html", sheet),
            Panel("findings", gettext_lazy("Findings"), "checklists/findings.html", rows),
            self.rounds(obj),
            *super().get_panels(request, obj),
        ]

    def rounds(self, obj: Assessment) -> Panel:
        """Return what was handed in and said to it each time, with the answers that came back."""
        handed_in = obj.submissions.select_related("by", "verdict__by").order_by("number")
        former = FormerAnswer.objects.filter(answer__assessment=obj).select_related("answer__item", "answered_by")
        shown = {"submissions": handed_in, "former": former.order_by("answered_at", "answer__item__order")}
        return Panel("rounds", gettext_lazy("Submissions"), "checklists/rounds.html", shown)

    # Answering

    def get_urls(self) -> list[URLPattern]:
        """Return the usual URLs and the one to which the sheet is sent."""
        view = self.admin_site.admin_view(self.answers_view)
        return [path("<path:object_id>/answers/", view, name="checklists_assessment_answers"), *super().get_urls()]

    def answers_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Save the sheet as a draft, once, with its evidence; submit it where that was asked."""
        return sendings.once(request, partial(self.answer, request, object_id))

    def answer(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Save what was answered; a sheet that cannot be saved is shown again as typed.

        :raises PortalError: when it cannot.
        """
        obj = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if obj is None:
            raise Http404
        if not may_answer(request, obj):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        filled = read(request, obj.answers.values_list("item__code", flat=True))
        refusal = refused()
        if refusal is not None:
            return self.shown_as_typed(request, obj, filled, refusal)
        done = self.save_sheet(request, obj, filled)
        if done and "submit" in request.POST and self.submit_sheet(request, obj):
            return HttpResponseRedirect(self.object_url(obj))
        return HttpResponseRedirect(f"{self.object_url(obj)}#items")

    def shown_as_typed(
        self, request: HttpRequest, obj: Assessment, filled: Filled, refusal: PortalError
    ) -> HttpResponseBase:
        """Return the record's page with the sheet as it was typed, and why it was not saved."""
        messages.error(request, refusal.text)
        page = copy(request)
        page.method, page.path = "GET", self.object_url(obj)
        with as_typed(filled, refusal.beside if isinstance(refusal, ChangedMeanwhile) else {}):
            return self.changeform_view(page, str(obj.pk), page.path)

    def save_sheet(self, request: HttpRequest, obj: Assessment, filled: Filled) -> bool:
        """Keep the answers and each file; say which file could not be kept.

        :raises PortalError: when the answers cannot be kept.
        """
        by = actor(request)
        replies = said(request, filled, obj)
        changed = services.answer_items(assessment=obj, replies=replies, by=by, at=timezone.now())
        refused = [text for code, files in filled.files.items() for text in self.keep_files(obj, code, files, by)]
        for text in refused:
            messages.error(request, text)
        if filled.unsettled:
            codes = "、".join(filled.unsettled)
            messages.warning(
                request, _("Noted without a result, kept as not yet confirmed: %(codes)s.") % {"codes": codes}
            )
        counts = {"count": len(changed), "files": sum(map(len, filled.files.values())) - len(refused)}
        saved = _("The draft is saved: %(count)d answers changed, %(files)d files added.")
        messages.success(request, saved % counts)
        return not refused

    def keep_files(self, obj: Assessment, code: str, files: list[UploadedFile], by: Actor) -> list[str]:
        """Keep the evidence of one item; return what was refused."""
        refused = []
        for file in files:
            try:
                services.keep_evidence(assessment=obj, code=code, file=file, by=by, at=timezone.now())
            except PortalError as error:
                refused.append(f"{code} {file.name}: {error.text}")
        return refused

    def submit_sheet(self, request: HttpRequest, obj: Assessment) -> bool:
        """Submit the answers; say what is missing."""
        try:
            services.submit(assessment=obj, by=actor(request), at=timezone.now())
        except PortalError as error:
            messages.error(request, error.text)
            return False
        messages.success(request, _("Submitted. A second person will sign it off."))
        return True
