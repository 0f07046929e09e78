"""How does staff read the policy, load a new version and see what has changed?"""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import Button, ReadOnlyModelAdmin
from privacyportal.backoffice.buttons import raised
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.publishing import second_person
from privacyportal.backoffice.refusals import Refusal
from privacyportal.backoffice.turns import Turn
from privacyportal.policies import guards, services
from privacyportal.policies.difference import Change, compare
from privacyportal.policies.forms import FirstDayForm, PublishPolicyForm, ReviewForm
from privacyportal.policies.models import Obligation, PolicyClause, PolicySection, PolicyVersion
from privacyportal.policies.services.versions import AUTHORSHIP, outlined_by
from privacyportal.search.boxes import FoldedAdmin, FoundAdmin

MANAGE = "policies.change_policyversion"


def not_yet(version: PolicyVersion, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps somebody from putting a version in force: no first day, or their own hand in it."""
    own_hand = outlined_by(version, by) or second_person(version, by, AUTHORSHIP)
    return [guards.first_day_known(version.valid_from), own_hand]


@admin.register(PolicyVersion)
class PolicyVersionAdmin(FoundAdmin):
    """Versions of the policy: load, propose, put in force, read, compare."""

    add_permission = MANAGE
    list_display = (
        "version_number",
        "title",
        "section_count",
        "source_name",
        "loaded_at",
        "stage_today",
        "valid_from",
        "valid_to",
    )
    ordering = ("-number",)
    days: ClassVar = (
        "valid_from", "valid_to", "change_reason", "drafted_by", "drafted_at", "published_by", "published_at", "impact",
    )  # fmt: skip
    readonly_fields = ("number", "title", "source_name", "loaded_at", "loaded_by", "content_sha256")
    object_actions = (
        ObjectAction(
            name="publish",
            label=gettext_lazy("Put in force"),
            deed=services.publish_version,
            available=lambda version, user: version.is_draft,
            obstacles=not_yet,
            form=PublishPolicyForm,
            tone="primary",
            help_text=gettext_lazy("A second person does this: somebody who neither loaded it nor proposed the day."),
            done=gettext_lazy("The version is in force."),
        ),
        ObjectAction(
            name="propose",
            label=gettext_lazy("Propose the first day"),
            deed=services.propose_version,
            available=lambda version, user: version.is_draft,
            form=FirstDayForm,
        ),
        ObjectAction(
            name="review",
            label=gettext_lazy("Record a review"),
            deed=services.record_review,
            available=lambda version, user: version.covers(timezone.localdate()),
            form=ReviewForm,
            tone="primary",
            help_text=gettext_lazy("The next review counts from the day of this one."),
        ),
    )

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["portal/policies.css"]}

    @display(description=gettext_lazy("version"), ordering="number")
    def version_number(self, version: PolicyVersion) -> str:
        """Return the version in words."""
        return str(version)

    @display(description=gettext_lazy("state"))
    def stage_today(self, version: PolicyVersion) -> str:
        """Return where it stands today."""
        return version.stage_text(timezone.localdate())

    @display(description=gettext_lazy("sections"), ordering="sections_counted")
    def section_count(self, version: PolicyVersion) -> int:
        """Return how many sections the version has."""
        return version.sections_counted

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyVersion]:
        """Return the versions with the number of their sections."""
        return (
            super()
            .get_queryset(request)
            .select_related("loaded_by", "reference")
            .annotate(sections_counted=Count("sections"))
        )

    def get_fields(self, request: HttpRequest, obj: PolicyVersion | None = None) -> Sequence[str]:
        """Show what is kept, its days and its two persons."""
        return (*self.readonly_fields, *self.days)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponseBase:
        """Lead to where a text is brought in: somebody looks at its outline before it is a version."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:policies_policyoutline_add"))

    def get_header(self, request: HttpRequest, obj: PolicyVersion) -> dict[str, object]:
        """Return the version, its title and what stands outside its sections."""
        state = {"label": self.stage_today(obj), "tone": "waiting" if obj.is_draft else "done"}
        return {"number": str(obj), "title": obj.title, "state": state, "facts": []}

    def buttons_for(self, request: HttpRequest, obj: PolicyVersion) -> Sequence[Button]:
        """Return the buttons; of a draft without its first day the proposal of one comes next."""
        buttons = super().buttons_for(request, obj)
        return raised(buttons, "propose") if obj.is_draft and obj.valid_from is None else buttons

    def get_turn(self, request: HttpRequest, obj: PolicyVersion) -> Turn | None:
        """Return that a day is to be proposed, and then who puts the version in force."""
        if obj.is_draft and obj.valid_from is None:
            return Turn(text=_("Somebody proposes the day from which it holds."))
        return super().get_turn(request, obj)

    def get_panels(self, request: HttpRequest, obj: PolicyVersion) -> list[Panel]:
        """Return the text, the obligations and the other versions to compare with."""
        sections = list(obj.sections.prefetch_related("clauses"))
        text = {"sections": sections, "version": obj}
        others = list(PolicyVersion.objects.visible_to(request.user).exclude(pk=obj.pk))
        return [
            Panel("text", gettext_lazy("Text"), "policies/text.html", text),
            Panel(
                "obligations", gettext_lazy("Obligations"), "policies/obligations.html", self.obligations(request, obj)
            ),
            Panel("versions", gettext_lazy("Comparison"), "policies/versions.html", {"version": obj, "others": others}),
            Panel(
                "reviews",
                gettext_lazy("Reviews"),
                "policies/reviews.html",
                {"reviews": list(obj.reviews.select_related("recorded_by"))},
            ),
            *(super().get_panels(request, obj) if obj.reference_id else []),
        ]

    def obligations(self, request: HttpRequest, version: PolicyVersion) -> dict[str, object]:
        """Return every obligation in use with its mapping in this version, or None."""
        mapped = {m.obligation_id: m for m in version.mappings.select_related("section")}
        rows = [(o, mapped.get(o.pk)) for o in Obligation.objects.filter(is_active=True)]
        may_map = request.user.has_perm("policies.change_obligationmapping")
        return {"rows": rows, "version": version, "may_map": may_map}

    def get_urls(self) -> list[URLPattern]:
        """Return the usual URLs and the comparison of two versions."""
        view = self.admin_site.admin_view(self.difference_view)
        name = "policies_policyversion_difference"
        return [path("<int:object_id>/difference/<int:other_id>/", view, name=name), *super().get_urls()]

    def difference_view(self, request: HttpRequest, object_id: int, other_id: int) -> HttpResponse:
        """Show what changed from the older to the newer of two versions."""
        rows = {row.pk: row for row in self.get_queryset(request).filter(pk__in=[object_id, other_id])}
        if not self.has_view_permission(request) or len(rows) != len({object_id, other_id}) or len(rows) != 2:
            raise Http404
        before, after = sorted(rows.values(), key=lambda row: row.number)
        changes = compare(list(before.sections.all()), list(after.sections.all()))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Comparison of %(before)s with %(after)s") % {"before": before, "after": after},
            "opts": self.opts,
            "media": self.media,
            "before": before,
            "after": after,
            "changes": changes,
            "counts": [(change, sum(row.change == change for row in changes)) for change in Change],
        }
        return TemplateResponse(request, "policies/difference.html", context)


@admin.register(PolicySection)
class PolicySectionAdmin(FoldedAdmin, ReadOnlyModelAdmin):
    """Sections of all versions, to search."""

    list_display = ("__str__", "version", "shown_characters")
    list_filter = ("version",)
    search_fields = ("heading", "body")
    list_select_related = ("version",)
    ordering = ("-version__number", "part", "number")
    fields = ("version", "part", "number", "label", "heading", "body")

    @display(description=gettext_lazy("characters"))
    def shown_characters(self, section: PolicySection) -> int:
        """Return how many characters the section's text has."""
        return section.characters


@admin.register(PolicyClause)
class PolicyClauseAdmin(FoldedAdmin, ReadOnlyModelAdmin):
    """Items inside sections, to search."""

    list_display = ("label", "text", "section")
    list_filter = ("section__version",)
    search_fields = ("text",)
    list_select_related = ("section",)
    ordering = ("-section__version__number", "section__part", "section__number", "order")
    fields = ("section", "parent", "label", "text")
