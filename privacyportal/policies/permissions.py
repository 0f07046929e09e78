"""Who may do what with the policy, its master data and the pledges to keep it?"""

from django.db import models

from privacyportal.accounts.models import User
from privacyportal.backoffice.rights import right
from privacyportal.policies.models import AccessReview, StaffPledge

MANAGE_POLICY = right("policies.change_policyversion")
CHANGE_OBLIGATION = right("policies.change_obligation")
MAP_OBLIGATION = right("policies.change_obligationmapping")
CHANGE_PURPOSE = right("policies.change_purposeofuse")
CHANGE_CATEGORY = right("policies.change_datacategory")
DISPOSE_NUMBERS = right("policies.change_numberdisposal")
CHANGE_WORDING = right("policies.change_consentwording")


def is_of(person: User, record: models.Model) -> bool:
    """Return whether a pledge is a person's own."""
    return isinstance(record, StaffPledge) and record.person_id == person.pk


def heads(person: User, record: models.Model) -> bool:
    """Return whether a person heads the department whose access is reviewed."""
    return isinstance(record, AccessReview) and record.department.head_id == person.pk


REVIEW_ACCESS = right("policies.change_accessreview", personally=heads, by_deputy=True)
# Nobody signs for another, whatever their role.
SIGN_OWN_PLEDGE = right(personally=is_of)
