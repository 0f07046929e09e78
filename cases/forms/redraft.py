"""What must whoever writes a text again read first? Why it came back."""

from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from privacyportal.backoffice.actions import ActionForm

SENT_BACK = "sent_back_reason"


class RedraftForm(ActionForm):
    """A text that a second person decides on; one that came back is written with the reason in sight."""

    def show_reason(self, reason: str) -> None:
        """Show, above what is typed, why the last draft came back."""
        shown = fields.text(_("why it was sent back"), required=False)
        shown.disabled, shown.initial = True, reason
        self.fields = {SENT_BACK: shown, **self.fields}

    def clean(self) -> dict[str, object]:
        """Leave out what was only shown."""
        data = super().clean() or {}
        data.pop(SENT_BACK, None)
        return data
