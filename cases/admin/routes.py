"""How does staff read the routing table?"""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.models import RouteTable
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.panels import Panel


@admin.register(RouteTable)
class RouteTableAdmin(ReadOnlyModelAdmin):
    """The versions of the decision table, each with its rows as they are evaluated."""

    view_permissions: ClassVar[tuple[str, ...]] = ("cases.view_routetable",)
    list_display = ("valid_from", "valid_to", "source")
    ordering = ("-valid_from",)
    fields = ("valid_from", "valid_to", "source", "content_sha256")

    def get_header(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return since when the table holds."""
        facts = [(_("valid from"), obj.valid_from), (_("valid to"), obj.valid_to)]
        return {"number": _("routing table"), "title": obj.source, "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: Any) -> list[Panel]:
        """Return the rows in the order in which they are asked."""
        rows = obj.rows.select_related("desk", "owner_desk", "linked_desk").order_by("order")
        return [Panel("rows", _("Rows"), "cases/route_rows.html", {"rows": list(rows)})]
