"""What begins today? Purposes and categories show the text of the version that has come into force."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.policies.services.categories import follow_category
from privacyportal.policies.services.purposes import follow_purpose


@deed(right=FOLLOWS, words=_("versions that begin today"), by_portal=True)
def follow_the_day(*, by: Actor, at: datetime) -> int:
    """Let every purpose and category say what its version of today says; return how many there are. Safe to repeat."""
    today = tokyo_day(at)
    purposes, categories = list(PurposeOfUse.objects.all()), list(DataCategory.objects.all())
    for purpose in purposes:
        follow_purpose(purpose, today)
    for category in categories:
        follow_category(category, today)
    return len(purposes) + len(categories)
