"""What may nobody do to an account, whatever their role?"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from privacyportal.accounts.models import User
from privacyportal.accounts.roles import ROLES
from privacyportal.backoffice.refusals import Refusal

# What people may settle for themselves: who stands in for them, when they are away, in which language they read.
OWN_AFFAIRS = frozenset({"deputy", "absent_from", "absent_until", "language"})


def refuse(code: str, missing: str, next_step: str, field: str = "") -> Refusal:
    """Return the refusal of a change of an account."""
    cannot = _("This account cannot be changed in this way.")
    return Refusal(code=f"accounts.{code}", cannot=cannot, missing=missing, next_step=next_step, field=field)


def own_account(user: User, by: User | None, changed: Collection[str]) -> Refusal | None:
    """Nobody changes their own rights, place or sign-in name: a second administrator does."""
    if by is None or user.pk != by.pk or set(changed) <= OWN_AFFAIRS:
        return None
    return refuse("own_account", _("It is your own account."), _("Ask another administrator."))


def superuser(user: User, by: User | None) -> Refusal | None:
    """An account outside the roles is changed only by another such account."""
    if not user.is_superuser or by is None or by.is_superuser:
        return None
    return refuse("superuser", _("It stands outside the roles."), _("It is changed on the server only."))


def known_roles(roles: Collection[str]) -> Refusal | None:
    """Rights come from the table of roles and from nowhere else."""
    unknown = set(roles) - {role.code for role in ROLES}
    if not unknown:
        return None
    return refuse("unknown_role", _("There is no such role."), _("Choose roles from the table."), field="roles")


def not_themselves(user: User | None, manager: User | None, deputy: User | None) -> Refusal | None:
    """Nobody is their own supervisor or deputy."""
    if user is None or user not in (manager, deputy):
        return None
    missing = _("Nobody is their own supervisor or deputy.")
    return refuse("own_ladder", missing, _("Choose another person."), field="manager" if user == manager else "deputy")


def name_free(*, taken: bool) -> Refusal | None:
    """A sign-in name belongs to one account for ever."""
    if not taken:
        return None
    return refuse("name_taken", _("The sign-in name is in use."), _("Choose another name."), field="username")
