"""Which messages?"""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet, view_permission
from privacyportal.notifications.states import BOUNCED, Channel, Reason, Status
from privacyportal.references.registry import about_visible

POST = "notifications.post_letter"


def to_be_posted() -> Q:
    """Return the condition on letters that wait to be posted by a person."""
    return Q(status=Status.WAITING, channel=Channel.LETTER)


def troubled() -> Q:
    """Return the condition on mails that failed, or whose fate is unknown: a person must look."""
    return Q(status__in=[Status.FAILED, Status.UNKNOWN])


def came_back() -> Q:
    """Return the condition on mails that came back for good, as long as nobody has closed that."""
    return Q(status=Status.FAILED, reason=Reason.BOUNCED)


class MessageQuerySet(VisibleQuerySet):
    """Messages by reader and by what is to be done with them."""

    def visible_to(self, user: Viewer) -> Self:
        """One's own messages; with the right to see messages, also all about objects one may see, and only those.

        Who may post letters sees those about objects that they may see; who was told that a mail came back sees that.
        """
        own, seen = Q(recipient_id=user.pk), about_visible(user)
        if not user.has_perm(view_permission(self.model)):
            own |= Q(self.told_to([user.pk or 0]), seen, reference__isnull=False)
            if user.has_perm(POST):
                own |= Q(seen, channel=Channel.LETTER, reference__isnull=False)
            return self.filter(own)
        if not seen:
            return self
        hidden = self.model._default_manager.filter(collective=OuterRef("pk"), reference__isnull=False)
        return self.filter(own | Q(reference=None) & ~Exists(hidden.exclude(seen)) | seen)

    def told_to(self, people: Collection[int]) -> Exists:
        """Return the condition that one of these people was told that the mail came back: it is their task."""
        key = Concat(Value(f"{BOUNCED}:"), Cast(OuterRef("pk"), CharField()))
        return Exists(self.model._default_manager.filter(kind=BOUNCED, key=key, recipient__in=people))

    def returned(self) -> Self:
        """Came back for good, and nobody has closed that yet."""
        return self.filter(came_back())

    def ready(self, at: datetime) -> Self:
        """Waiting, due for an attempt, and in nobody's hands."""
        free = Q(lease_until=None) | Q(lease_until__lt=at)
        is_time = Q(next_attempt_at=None) | Q(next_attempt_at__lte=at)
        return self.filter(free, is_time, status=Status.WAITING, channel=Channel.MAIL)

    def to_post(self) -> Self:
        """Letters that wait to be posted by a person."""
        return self.filter(to_be_posted())

    def abandoned(self, at: datetime) -> Self:
        """Handed to the mail server by a process that never came back to say so."""
        return self.filter(status=Status.SENDING, lease_until__lt=at)

    def troubled(self) -> Self:
        """Failed or unknown: a person must look."""
        return self.filter(troubled())
