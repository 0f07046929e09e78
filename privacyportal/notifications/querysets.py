"""Which messages?"""

from datetime import datetime
from typing import Self

from django.db.models import Exists, OuterRef, Q

from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet, view_permission
from privacyportal.notifications.states import Channel, Status
from privacyportal.references.registry import about_visible

POST = "notifications.post_letter"


def to_be_posted() -> Q:
    """Return the condition on letters that wait to be posted by a person."""
    return Q(status=Status.WAITING, channel=Channel.LETTER)


def troubled() -> Q:
    """Return the condition on mails that failed, or whose fate is unknown: a person must look."""
    return Q(status__in=[Status.FAILED, Status.UNKNOWN])


class MessageQuerySet(VisibleQuerySet):
    """Messages by reader and by what is to be done with them."""

    def visible_to(self, user: Viewer) -> Self:
        """One's own messages; with the right to see messages, also all about objects one may see, and only those.

        Who may post letters sees those about objects that they may see.
        """
        own, seen = Q(recipient_id=user.pk), about_visible(user)
        if not user.has_perm(view_permission(self.model)):
            if user.has_perm(POST):
                own |= Q(seen, channel=Channel.LETTER, reference__isnull=False)
            return self.filter(own)
        if not seen:
            return self
        hidden = self.model._default_manager.filter(collective=OuterRef("pk"), reference__isnull=False)
        return self.filter(own | Q(reference=None) & ~Exists(hidden.exclude(seen)) | seen)

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
