"""How does staff see what about the policy is to be looked at, and settle it?"""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import table_instant
from privacyportal.policies import services
from privacyportal.policies.forms import OutcomeForm
from privacyportal.policies.models import ReviewItem
from privacyportal.search.boxes import FoundAdmin


@admin.register(ReviewItem)
class ReviewItemAdmin(FoundAdmin, ReadOnlyModelAdmin):
    """Review items of the policy: raised by the portal, settled by people."""

    list_display = ("number", "title", "occasion", "version", "raised", "settled")
    list_filter = ("occasion", "version")
    list_select_related = ("reference", "version")
    ordering = ("-raised_at", "-pk")
    fields = (
        "number", "occasion", "title", "finding", "source", "version", "section", "obligations", "purpose", "raised",
        "settled", "settled_by", "outcome",
    )  # fmt: skip
    readonly_fields = fields
    object_actions = (
        ObjectAction(
            name="settle",
            label=_("Settle the item"),
            deed=services.settle_item,
            available=lambda item, user: item.is_open,
            form=OutcomeForm,
            tone="primary",
        ),
    )

    @display(description=_("number"), ordering="reference__number")
    def number(self, item: ReviewItem) -> str:
        """Return the number."""
        return str(item.reference)

    @display(description=_("raised at"), ordering="raised_at")
    def raised(self, item: ReviewItem) -> str:
        """Return when it was raised."""
        return table_instant(item.raised_at)

    @display(description=_("settled at"), ordering="settled_at")
    def settled(self, item: ReviewItem) -> str:
        """Return when it was settled."""
        return table_instant(item.settled_at)

    def get_header(self, request: HttpRequest, obj: ReviewItem) -> dict[str, object]:
        """Return number, title and whether it is open."""
        state = {"label": _("open"), "tone": "waiting"} if obj.is_open else {"label": _("settled"), "tone": "done"}
        return {"number": str(obj.reference), "title": obj.title, "state": state, "facts": []}
