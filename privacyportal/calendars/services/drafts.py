"""Who may change a calendar, and is this version still a draft?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.rights import right
from privacyportal.calendars.models import CalendarVersion
from privacyportal.calendars.states import VersionStatus

CHANGE = right("calendars.change_calendarversion")


def require_draft(version: CalendarVersion) -> None:
    """Lock the version until the deed is done, and read it as it is stored now.

    :raises Conflict: when it is no longer a draft.
    """
    drafts = CalendarVersion.objects.select_for_update().filter(status=VersionStatus.DRAFT)
    try:
        version.refresh_from_db(from_queryset=drafts)
    except CalendarVersion.DoesNotExist as gone:
        raise Conflict(_("This calendar version is no longer a draft.")) from gone
