"""How does staff read the routing table, try a case on it, and draft the next one?"""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import routing, services
from cases.forms import routes
from cases.models import RouteTable
from cases.services.tables import CHANGES, tried
from privacyportal.accounts.models import User
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.drafts import is_draft, publishing_button, withdrawing_button
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.publishing import Stage, no_draft_yet


def _is_published(table: RouteTable, user: User) -> bool:
    return table.stage == Stage.PUBLISHED


@admin.register(RouteTable)
class RouteTableAdmin(ReadOnlyModelAdmin[RouteTable]):
    """The versions of the decision table, each with its rows as they are asked, and the draft of the next."""

    view_permissions: ClassVar[tuple[str, ...]] = ("cases.view_routetable",)
    list_display = ("valid_from", "valid_to", "stands", "source")
    ordering = ("-valid_from",)
    fields = (
        "valid_from", "valid_to", "source", "change_reason", "drafted_by", "drafted_at", "published_by",
        "published_at", "impact", "content_sha256",
    )  # fmt: skip
    object_actions = (
        ObjectAction(
            name="draft",
            label=_("Draft a new table"),
            deed=services.draft_table,
            available=_is_published,
            obstacles=lambda table, by: [no_draft_yet(RouteTable.objects.all())],
            form=routes.DraftTableForm,
            help_text=_("Begins with the rows of this one; a second person puts it in force."),
        ),
        ObjectAction(
            name="set_row",
            label=_("Add or write a row"),
            deed=services.set_row,
            available=is_draft,
            form=routes.RowForm,
            help_text=_("The rows are asked from the top, and the first that fits decides."),
        ),
        ObjectAction(
            name="drop_row",
            label=_("Take a row out"),
            deed=services.drop_row,
            available=is_draft,
            form=routes.DropRowForm,
        ),
        publishing_button(services.publish_table, routes.PublishTableForm, CHANGES),
        withdrawing_button(services.withdraw_table),
    )

    @admin.display(description=_("state"))
    def stands(self, obj: RouteTable) -> str:
        """Return where the version stands today."""
        return obj.stage_text(tokyo_day(timezone.now()))

    def get_header(self, request: HttpRequest, obj: RouteTable) -> dict[str, object]:
        """Return since when the table holds, and where it stands."""
        facts = [
            (_("valid from"), obj.valid_from),
            (_("valid until (exclusive)"), obj.valid_to),
            (_("state"), self.stands(obj)),
        ]
        return {"number": _("routing table"), "title": obj.source, "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: RouteTable) -> list[Panel]:
        """Return the rows in the order in which they are asked, and where a case would go by them."""
        rows = obj.rows.select_related("desk", "owner_desk", "linked_desk").order_by("order")
        shown = Panel("rows", _("Rows"), "cases/route_rows.html", {"rows": list(rows)})
        asked = routes.TryForm(request.GET or None)
        row = tried(obj, routing.Facts(**asked.cleaned_data)) if asked.is_bound and asked.is_valid() else None
        context = {"form": asked, "row": row, "is_asked": asked.is_bound and asked.is_valid()}
        return [shown, Panel("try", _("Try a case"), "cases/route_try.html", context)]
