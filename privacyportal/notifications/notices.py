"""In which ways are colleagues told of what is done to many records at once?"""

from contextlib import nullcontext

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels
from privacyportal.backoffice.notices import Notice, add
from privacyportal.notifications import services

WAYS = (
    Notice(code="one", label=_("one mail to each colleague, of all of them"), within=services.together),
    Notice(code="each", label=_("one mail for each record"), within=lambda at: nullcontext()),
    Notice(code="none", label=_("no mail"), within=services.untold),
)
add(*WAYS)
labels.register({f"notice={way.code}": way.label for way in WAYS})
