"""What may nobody do to an account, whatever their role?"""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from privacyportal.accounts.roles import ROLES
from privacyportal.backoffice.refusals import Refusal

# What people may settle for themselves: who stands in for them, when they are away, in which language they read.
OWN_AFFAIRS = frozenset({"deputy", "absent_from", "absent_until", "language"})
# As many records of a kind does a refusal name.
SHOWN = 10


def refuse(code: str, missing: str, next_step: str, field: str = "") -> Refusal:
    """Return the refusal of a change of an account."""
    cannot = _("This account cannot be changed in this way.")
    return Refusal(code=f"accounts.{code}", cannot=cannot, missing=missing, next_step=next_step, field=field)


def own_account(*, is_own: bool, changed: Collection[str]) -> Refusal | None:
    """Nobody changes their own rights, place or sign-in name: a second administrator does."""
    if not is_own or set(changed) <= OWN_AFFAIRS:
        return None
    return refuse("own_account", _("It is your own account."), _("Ask another administrator."))


def superuser(*, is_outside_roles: bool, by_such: bool) -> Refusal | None:
    """An account outside the roles is changed only by another such account."""
    if not is_outside_roles or by_such:
        return None
    return refuse("superuser", _("It stands outside the roles."), _("It is changed on the server only."))


def known_roles(roles: Collection[str]) -> Refusal | None:
    """Rights come from the table of roles and from nowhere else."""
    unknown = set(roles) - {role.code for role in ROLES}
    if not unknown:
        return None
    return refuse("unknown_role", _("There is no such role."), _("Choose roles from the table."), field="roles")


def not_themselves(user: int | None, *, manager: int | None, deputy: int | None) -> Refusal | None:
    """Nobody is their own supervisor or deputy; by key."""
    if user is None or user not in (manager, deputy):
        return None
    missing = _("Nobody is their own supervisor or deputy.")
    return refuse("own_ladder", missing, _("Choose another person."), field="manager" if user == manager else "deputy")


def name_free(*, taken: bool) -> Refusal | None:
    """A sign-in name belongs to one account for ever."""
    if not taken:
        return None
    return refuse("name_taken", _("The sign-in name is in use."), _("Choose another name."), field="username")


def mail_free(*, holder: str) -> Refusal | None:
    """A mail address belongs to one person: the link to sign in goes there."""
    if not holder:
        return None
    missing = _("%(holder)s has this email address.") % {"holder": holder}
    return refuse("mail_taken", missing, _("Enter the person's own address."), field="email")


def number_free(*, holder: str) -> Refusal | None:
    """A staff number belongs to one person, and a person has one account."""
    if not holder:
        return None
    missing = _("%(holder)s has this staff number.") % {"holder": holder}
    return refuse("number_taken", missing, _("Use the account that is there."), field="staff_number")


def told_apart(*, namesake: str, is_told_apart: bool) -> Refusal | None:
    """A namesake is another person only where staff numbers tell the two apart; four eyes compare persons."""
    if not namesake or is_told_apart:
        return None
    missing = _("There is an account with the same name: %(namesake)s.") % {"namesake": namesake}
    next_step = _("If it is another person, enter the staff numbers of both; else use the account that is there.")
    return refuse("namesake", missing, next_step, field="staff_number")


def has_mail(*, mail: str) -> Refusal | None:
    """A link to sign in needs somewhere to go."""
    if mail:
        return None
    return refuse("no_mail", _("It has no email address."), _("Enter the person's address first."), field="email")


def password_fit(*, problems: Collection[str], is_former: bool) -> Refusal | None:
    """A password that others can guess, or that was given up once, is no password."""
    if not problems and not is_former:
        return None
    former = _("You have used this password before.")
    return Refusal(
        code="accounts.password",
        cannot=_("This password cannot be used."),
        missing=" ".join(problems) or former,
        next_step=_("Choose another one."),
        field="new_password1",
    )


def refuse_provider(code: str, missing: str, next_step: str, field: str = "") -> Refusal:
    """Return the refusal of what concerns the firm's provider."""
    cannot = _("The sign-in through the firm's provider is not possible in this way.")
    return Refusal(code=f"accounts.{code}", cannot=cannot, missing=missing, next_step=next_step, field=field)


def account_open(*, is_open: bool) -> Refusal | None:
    """A closed account stays closed, whatever the provider says."""
    if is_open:
        return None
    return refuse_provider("account_closed", _("Your account here is closed."), _("Ask an administrator."))


def stranger_welcome(*, may_come: bool) -> Refusal | None:
    """Where the installation lets no strangers in, an account here comes first."""
    if may_come:
        return None
    missing = _("No account here is linked with your account at the provider.")
    return refuse_provider("stranger", missing, _link_first())


def no_account_yet(*, has_likely: bool) -> Refusal | None:
    """A name or mail address makes nobody the owner of an account that is there (OpenID Connect Core 1.0, 5.7)."""
    if not has_likely:
        return None
    missing = _("There is an account here that may be yours, and it is not linked with the provider.")
    return refuse_provider("unlinked", missing, _link_first())


def stranger_named(*, is_named: bool) -> Refusal | None:
    """An account needs a sign-in name and a person's name."""
    if is_named:
        return None
    missing = _("The provider does not say your name and a sign-in name that can be used here.")
    return refuse_provider("unnamed", missing, _("Ask an administrator."))


def subject_free(*, is_taken: bool) -> Refusal | None:
    """A person at the provider has one account here."""
    if not is_taken:
        return None
    missing = _("This account at the provider is linked with another account here.")
    next_step = _("Ask an administrator: two persons can remove that link.")
    return refuse_provider("subject_taken", missing, next_step, field="subject")


def not_linked_yet(*, is_linked: bool) -> Refusal | None:
    """An account here belongs to one person at the provider."""
    if not is_linked:
        return None
    missing = _("The account here is linked with an account at the provider already.")
    return refuse_provider("linked_already", missing, _("Remove that link first."), field="subject")


def _link_first() -> str:
    return _(
        "Sign in with your password and link the account under “Keys to sign in”, or ask an administrator to have it "
        "linked."
    )


def refuse_key(code: str, missing: str, next_step: str, field: str = "") -> Refusal:
    """Return the refusal of a change of one's keys."""
    return Refusal(
        code=f"accounts.{code}",
        cannot=_("The keys to sign in cannot be changed in this way."),
        missing=missing,
        next_step=next_step,
        field=field,
    )


def key_proven(*, is_proven: bool) -> Refusal | None:
    """A program counts as a key when it has written a right code."""
    if is_proven:
        return None
    return refuse_key("key_proven", _("The code is not right."), _("Enter the code that is shown now."), "code")


def key_new(*, is_known: bool) -> Refusal | None:
    """A passkey belongs to one account."""
    if not is_known:
        return None
    return refuse_key("key_known", _("This passkey is in use already."), _("Use another device."))


def key_named(*, taken: bool) -> Refusal | None:
    """Keys are told apart by their names."""
    if not taken:
        return None
    return refuse_key("key_named", _("One of your keys has this name."), _("Give it another name."), "name")


def key_spare(*, is_last: bool) -> Refusal | None:
    """Where a second step is required, somebody without a key could not come back."""
    if not is_last:
        return None
    return refuse_key("key_spare", _("It is your last key."), _("Add another one first."))


def second_person(*, same_as_asker: bool, same_as_concerned: bool) -> Refusal | None:
    """Rights are given by two persons, neither of whom is the one who gets them."""
    if not same_as_asker and not same_as_concerned:
        return None
    missing = _("You asked for it yourself.") if same_as_asker else _("It concerns your own account.")
    return Refusal(
        code="accounts.second_person",
        cannot=_("You cannot decide on this request."),
        missing=missing,
        next_step=_("Ask another person who may decide."),
    )


def somebody_takes_over(charge: str, records: Collection[str], *, field: str) -> Refusal | None:
    """Nobody leaves, or moves away from, what would then be without anybody in charge; the records by their numbers."""
    if not records:
        return None
    shown = pgettext("list", ", ").join([*records][:SHOWN])
    said = {"charge": charge, "count": len(records), "records": shown}
    missing = _("Nobody would be in charge any more: %(charge)s (%(count)d): %(records)s.") % said
    return refuse("nobody_takes_over", missing, _("Choose who takes it over."), field)


def fit_to_take_over(person: str, charge: str, record: str, why: str, *, field: str) -> Refusal:
    """Who takes a charge over may have it, as if it were given to them in any other way; `why` they may not."""
    said = {"person": person, "charge": charge, "record": record, "why": why}
    missing = _("%(person)s cannot take over %(record)s (%(charge)s): %(why)s") % said
    return refuse("nobody_takes_over", missing, _("Choose another person for it."), field)


def role_kept(roles: Collection[str], *, field: str = "") -> Refusal | None:
    """The roles without which nobody could go on are never left without a holder; `roles` in words."""
    if not roles:
        return None
    missing = _("Nobody else holds the role: %(roles)s.") % {"roles": pgettext("list", ", ").join(roles)}
    next_step = _("Have the role given to another person first; a second person agrees to it.")
    return refuse("last_of_role", missing, next_step, field)
