"""What do the lists of things that belong to a deadline have in common?"""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.admin import ReadOnlyModelAdmin


class OfClockAdmin(ReadOnlyModelAdmin):
    """A list of things that belong to a deadline, found by the number of its record."""

    list_select_related = ("clock__reference",)
    search_fields = ("clock__reference__number",)
    search_help_text = _("Number")

    @display(description=_("reference number"), ordering="clock__reference__number")
    def number(self, obj: Any) -> SafeString:
        """The record's number, leading to it."""
        link = reverse("reference", args=[obj.clock.reference.number])
        return format_html('<a href="{}">{}</a>', link, obj.clock.reference)

    @display(description=_("duty"), ordering="clock__duty")
    def duty_label(self, obj: Any) -> str:
        """The duty in words."""
        return str(obj.clock.label)
