"""How does the head of a department confirm once a year who may see and do what?"""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.refusals import Refusal
from privacyportal.clocks.models import Clock
from privacyportal.clocks.templatetags.clocks import deadline
from privacyportal.policies import guards, services
from privacyportal.policies.access_forms import AccessForm
from privacyportal.policies.models import AccessGrant, AccessReview
from privacyportal.policies.states import ACCESS
from privacyportal.policies.words import granted_text
from privacyportal.search.boxes import FoldedAdmin

VIEW = ("policies.view_accessreview", "policies.view_own_accessreview")


def own_access(obj: AccessReview, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps somebody from deciding: that nothing waits but their own access."""
    waiting = obj.grants.pending().select_related("person")
    return [guards.access_of_others(is_own=all(by.is_same_person(grant.person) for grant in waiting))]


@admin.register(AccessReview)
class AccessReviewAdmin(FoldedAdmin, ReadOnlyModelAdmin):
    """The yearly reviews of access: one's own department's, or all for those who oversee them."""

    view_permissions = VIEW
    when_empty = _("A year after its first person came, and every year from then on, a department's review opens here.")
    list_display = ("number", "department", "opened", "closed", "undecided")
    list_display_links = ("number",)
    list_filter = ("department",)
    list_select_related = ("reference", "department")
    search_fields = ("reference__number", "department__name")
    search_help_text = _("Number or department")
    ordering = ("-opened_at",)
    fields = ("number", "department", "opened", "closed")
    readonly_fields = fields
    object_actions = (
        ObjectAction(
            name="decide",
            label=_("Confirm or withdraw access"),
            deed=services.review_access,
            available=lambda review, user: review.is_open,
            obstacles=own_access,
            form=AccessForm,
            tone="primary",
            help_text=_("What nobody confirms by the due date is withdrawn by the portal."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessReview]:
        """Return the visible reviews with how much is undecided."""
        waits = Count("grants", filter=Q(grants__decision="pending"))
        return super().get_queryset(request).annotate(waiting=waits)

    def get_header(self, request: HttpRequest, obj: AccessReview) -> dict[str, object]:
        """Return whose access it is and by when it is to be confirmed."""
        clock = Clock.objects.filter(reference=obj.reference_id, duty=ACCESS).first()
        facts = [
            (_("head of department"), obj.department.head or ""),
            (_("to be decided"), obj.grants.pending().count()),
            (_("next deadline"), deadline(clock, timezone.now())),
        ]
        return {"number": str(obj.reference), "title": str(obj.department), "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: AccessReview) -> list[Panel]:
        """Return who may do what and why, with what was decided, then the deadlines and the history."""
        rows = obj.grants.select_related("person", "decided_by").order_by("person__username", "kind", "code")
        shown = [{"row": row, "granted": granted_text(row.kind, row.code)} for row in rows]
        own = Panel("grants", _("Who may do what, and why"), "policies/grants.html", {"rows": shown})
        return [own, *super().get_panels(request, obj)]

    @display(description=_("number"), ordering="reference__number")
    def number(self, obj: AccessReview) -> str:
        """Return the number."""
        return str(obj.reference)

    @display(description=_("review opened at"), ordering="opened_at")
    def opened(self, obj: AccessReview) -> str:
        """Return when it was opened."""
        return table_instant(obj.opened_at)

    @display(description=_("review closed at"), ordering="closed_at")
    def closed(self, obj: AccessReview) -> str:
        """Return when all was decided."""
        return table_instant(obj.closed_at)

    @display(description=_("to be decided"))
    def undecided(self, obj: AccessReview) -> int:
        """Return how much is still to be decided."""
        return obj.grants.pending().count() if obj.is_open else 0


@admin.register(AccessGrant)
class AccessGrantAdmin(ReadOnlyModelAdmin):
    """Each thing that gave somebody access when it was reviewed, and what was decided: to be filtered and exported."""

    view_permissions = VIEW
    when_empty = _("What gives people access stands here from the first review on.")
    list_display = ("number", "person", "department", "granted", "holds", "signed_in", "used", "decision", "decided_by")
    list_display_links = ("number",)
    list_filter = ("decision", "kind", "review__department")
    list_select_related = ("review__reference", "review__department", "person", "decided_by")
    search_fields = ("person__last_name", "person__first_name", "person__username", "review__reference__number")
    search_help_text = _("Sign-in name, name or number")
    ordering = ("-review__opened_at", "person__username", "kind", "code")
    fields = (*list_display, "reason")
    readonly_fields = fields

    def get_panels(self, request: HttpRequest, obj: AccessGrant) -> list[Panel]:
        """Return nothing: the review's page tells the story."""
        return []

    @display(description=_("number"), ordering="review__reference__number")
    def number(self, obj: AccessGrant) -> str:
        """Return the review's number."""
        return str(obj.review.reference)

    @display(description=_("department"), ordering="review__department__name")
    def department(self, obj: AccessGrant) -> str:
        """Return whose review it was."""
        return str(obj.review.department)

    @display(description=_("what gives access"), ordering="code")
    def granted(self, obj: AccessGrant) -> str:
        """Return the role, the desk or whom the person is deputy of."""
        return granted_text(obj.kind, obj.code)

    @display(description=_("last sign-in"), ordering="last_sign_in_at")
    def signed_in(self, obj: AccessGrant) -> str:
        """Return when the person last signed in before the review."""
        return table_instant(obj.last_sign_in_at)

    @display(description=_("last used at"), ordering="last_used_at")
    def used(self, obj: AccessGrant) -> str:
        """Return when the person last did something before the review."""
        return table_instant(obj.last_used_at)
