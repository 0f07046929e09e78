"""Which lists has the portal, and by which names do a list's own filters ask?"""

from django.contrib import admin

from privacyportal.backoffice import lists
from privacyportal.backoffice.admin import PortalModelAdmin


def screens() -> list[PortalModelAdmin]:
    """Return every list of the portal."""
    found = [screen for _model, screen in sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)]
    return [screen for screen in found if isinstance(screen, PortalModelAdmin)]


def declared(screen: PortalModelAdmin) -> set[str]:
    """Return the names that a list's own filters ask by."""
    return set(lists.questions(screen.model, screen.list_filter) - lists.OWN)
