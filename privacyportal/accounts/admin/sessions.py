"""What does an administrator see of where a person is signed in?"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.accounts.services.sessions import open_of
from privacyportal.backoffice.panels import Panel


def signed_in_at(person: User) -> Panel:
    """Return the person's open sessions."""
    rows = open_of(person, at=timezone.now())
    return Panel("sessions", _("Open sessions"), "accounts/sessions.html", {"sessions": rows})
