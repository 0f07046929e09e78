"""What are the rights on accounts, departments and desks called?"""

from typing import TYPE_CHECKING

from django.db import models

from privacyportal.backoffice.rights import right

if TYPE_CHECKING:
    from privacyportal.accounts.models import User


def _is_own(user: "User", obj: models.Model) -> bool:
    return obj == user


REGISTER = right("accounts.add_user")
CHANGE = right("accounts.change_user")
# One's own absence, deputy and language; a guard holds one's own account to these.
CHANGE_OR_OWN = right("accounts.change_user", personally=_is_own)
DECIDE = right("accounts.decide_accountrequest")
DEPARTMENT = right("accounts.change_department")
DESK = right("accounts.change_desk")
