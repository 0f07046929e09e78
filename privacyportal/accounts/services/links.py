"""Which account here belongs to whom at the firm's provider? Written inside other deeds."""

from datetime import datetime
from hashlib import sha256

from privacyportal.accounts import guards
from privacyportal.accounts.models import ProviderLink, User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import refuse_if

MARK_LENGTH = 12


def mark(issuer: str, subject: str) -> dict[str, object]:
    """Return what the trail keeps of a person at a provider: a digest, for the subject may be an address."""
    return {"mark": sha256(f"{issuer} {subject}".encode()).hexdigest()[:MARK_LENGTH]} if subject else {}


def tie(user: User, issuer: str, subject: str, *, by: Actor, at: datetime) -> ProviderLink:
    """Link an account with a person at a provider.

    :raises Refused: when either is linked already.
    """
    is_taken = ProviderLink.objects.filter(issuer=issuer, subject=subject).exclude(user=user).exists()
    is_linked = user.provider_links.filter(issuer=issuer).exists()
    refuse_if([guards.subject_free(is_taken=is_taken), guards.not_linked_yet(is_linked=is_linked)], obj=user)
    link = ProviderLink.objects.create(user=user, issuer=issuer, subject=subject, linked_at=at)
    trail.record(action="accounts.provider_linked", obj=user, by=by, at=at, changes=mark(issuer, subject))
    return link
