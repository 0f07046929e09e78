"""Who may change a calendar, and is this version still a draft?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.rights import right
from privacyportal.calendars.models import CalendarVersion
from privacyportal.calendars.states import VersionStatus

CHANGE = right("calendars.change_calendarversion")


def require_draft(version: CalendarVersion) -> None:
    """Lock the version until the deed is done.

    :raises Conflict: when it is no longer a draft.
    """
    rows = CalendarVersion.objects.select_for_update()
    if not rows.filter(pk=version.pk, status=VersionStatus.DRAFT).exists():
        raise Conflict(_("This calendar version is no longer a draft."))
