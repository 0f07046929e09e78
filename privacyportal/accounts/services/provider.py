"""Who is it that the firm's provider sends, and how is an account linked with it?

Only issuer and subject say who somebody is. A name or a mail address links nothing (OpenID Connect Core 1.0, 5.7).
"""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts import followups, guards, rights
from privacyportal.accounts.models import ProviderLink, User
from privacyportal.accounts.provider.proving import Told
from privacyportal.accounts.services import links, requests
from privacyportal.accounts.services.users import create_user
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.backoffice.rights import FOLLOWS, OWN


@deed(right=FOLLOWS, words=gettext_lazy("sign-in through the provider"), by_portal=True, numbers=("told",))
def enter_by_provider(*, told: Told, by: Actor, at: datetime) -> User:
    """Return whose account it is; somebody unknown gets one without any right, where the installation says so.

    :raises Refused: for a closed account; for somebody unknown where strangers get none, where there is an account that
        may be theirs already, or where the provider says no name.
    """
    link = ProviderLink.objects.select_related("user").filter(issuer=told.issuer, subject=told.subject).first()
    user = link.user if link is not None else _welcome(told, at)
    refuse_if([guards.account_open(is_open=user.is_active)], obj=user)
    ProviderLink.objects.filter(user=user, issuer=told.issuer).update(last_used_at=at)
    trail.record(
        action="accounts.provider_passed", obj=user, by=by, at=at, changes=links.mark(told.issuer, told.subject)
    )
    return user


@deed(right=OWN, on="user", words=gettext_lazy("link with the provider"), numbers=("subject",))
def link_provider(*, user: User, issuer: str, subject: str, by: Actor, at: datetime) -> User:
    """Link one's own account with whom the provider `issuer` calls `subject`, and has just proved.

    :raises Refused: when either is linked already.
    """
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    links.tie(stored, issuer, subject, by=by, at=at)
    return stored


@deed(right=OWN, on="user", words=gettext_lazy("link with the provider removed"))
def unlink_provider(*, user: User, link: ProviderLink, by: Actor, at: datetime) -> None:
    """Remove the link of one's own account with the provider.

    :raises Conflict: when it is another's, or there is no password to come back with.
    """
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if link.user_id != stored.pk:
        raise Conflict(_("It is another person's key."))
    if not stored.has_usable_password():
        raise Conflict(_("You have no password. Ask an administrator for a link to choose one first."))
    link.delete()
    told = links.mark(link.issuer, link.subject)
    trail.record(action="accounts.provider_unlinked", obj=stored, by=by, at=at, changes=told)


@deed(
    right=rights.CHANGE,
    on="user",
    words=gettext_lazy("request to link an account with the provider"),
    by_portal=True,
    numbers=("subject",),
)
def ask_provider_link(*, user: User, subject: str, reason: str, by: Actor, at: datetime) -> User:
    """Ask a second person to agree that an account belongs to a person whom the provider calls by `subject`.

    :raises Refused: for one's own account, or when either is linked already.
    :raises Conflict: when another request for the account waits.
    """
    issuer = settings.PORTAL_OIDC_ISSUER
    is_taken = ProviderLink.objects.filter(issuer=issuer, subject=subject).exclude(user=user).exists()
    refuse_if(
        [
            guards.own_account(is_own=by.account == user, changed=["provider"]),
            guards.subject_free(is_taken=is_taken),
            guards.not_linked_yet(is_linked=user.provider_links.filter(issuer=issuer).exists()),
        ],
        obj=user,
    )
    requests.insist_on_none(user)
    requests.ask(user, changes={}, roles=[], by=by, at=at, reason=reason, link=(issuer, subject))
    return user


def _welcome(told: Told, at: datetime) -> User:
    """Make an account without any right for somebody unknown, and have the administrators told."""
    refuse_if([guards.stranger_welcome(may_come=settings.PORTAL_OIDC_NEW_ACCOUNTS)])
    refuse_if([guards.stranger_named(is_named=_is_named(told))])
    said = {"last_name": told.last_name, "first_name": told.first_name, "email": told.email}
    has_name = User.objects.filter(username__iexact=told.name).exists()
    refuse_if([guards.no_account_yet(has_likely=has_name or any(requests.taken(None, said)))])
    user = create_user(
        username=told.name,
        last_name=told.last_name,
        first_name=told.first_name,
        email=told.email,
        by=PORTAL,
        at=at,
    )
    links.tie(user, told.issuer, told.subject, by=PORTAL, at=at)
    followups.newcomer(person=user, by=PORTAL, at=at)
    return user


def _is_named(told: Told) -> bool:
    field = User._meta.get_field("username")
    try:
        field.clean(told.name, None)
    except ValidationError:
        return False
    return bool(told.last_name)
