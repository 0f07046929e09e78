"""The portal was restored: what waits until a person lets it go on, and what of it may have been told before?

Between the backup and the restoration the former portal went on: what had fallen due by then, and the mails that waited
in the backup, may have left. Nobody here knows, so none of them leaves by itself: they become unknown, for a person to
settle or send, unless whoever releases the portal knows that nothing was sent since the backup.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backups.models import Restoration
from privacyportal.clocks.models import Notice
from privacyportal.clocks.plan import Outcome, Reason
from privacyportal.clocks.river.braking import RELEASES
from privacyportal.notifications import periodic
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.notifications.releasing import LET_GO
from privacyportal.notifications.states import TRANSITIONS, Channel, Hold, Status
from privacyportal.notifications.states import Reason as Unsent

WAITING = (Outcome.PENDING, Outcome.BRAKED)


@dataclass(frozen=True)
class Concerned:
    """How many steps are recorded and untold, how many mails wait, and how many of each may have been told before."""

    taken_at: datetime
    restored_at: datetime
    steps: int
    mails: int
    doubtful_steps: int
    doubtful_mails: int

    @property
    def waiting(self) -> int:
        """How much waits."""
        return self.steps + self.mails

    @property
    def doubtful(self) -> int:
        """How much of it may have been told before."""
        return self.doubtful_steps + self.doubtful_mails


def concerned() -> Concerned | None:
    """Return what waits for the release of a restored portal; None where there is none to release."""
    held = list(Restoration.objects.held().order_by("restored_at"))
    if not held:
        return None
    restored_at = held[-1].restored_at
    steps = Notice.objects.filter(outcome__in=WAITING)
    mails = Message.objects.filter(status__in=TRANSITIONS["doubt"][0], channel=Channel.MAIL)
    return Concerned(
        taken_at=held[0].taken_at,
        restored_at=restored_at,
        steps=steps.count(),
        mails=mails.count(),
        doubtful_steps=steps.filter(told_before(restored_at)).count(),
        doubtful_mails=mails.filter(sent_before(restored_at)).count(),
    )


def told_before(restored_at: datetime) -> Q:
    """Return the condition on steps that the former portal may have told of: fallen due by the restoration.

    The command that restores sweeps at once; of what is found later, only clocks count that stood in the backup so.
    """
    return Q(recorded_at__lte=restored_at) | Q(fire_at__lte=restored_at, clock__refreshed_at__lte=restored_at)


def sent_before(restored_at: datetime) -> Q:
    """Return the condition on mails that the former portal may have sent: in the backup, and free to leave by then.

    What the storm brake held may have been released by a person.
    """
    is_time = Q(status=Status.WAITING) | Q(hold=Hold.BRAKE) | Q(hold__in=LET_GO, release_at__lte=restored_at)
    return Q(queued_at__lte=restored_at) & is_time


@deed(right=RELEASES, words=_("Release of the restored portal"))
def release_restored(*, reason: str, again: bool, by: Actor, at: datetime) -> Concerned:
    """Let mail leave again, for a written reason; what may have been told before becomes unknown.

    :param again: that nothing was sent since the backup, as the person knows: then all of it leaves
    :raises Conflict: when it was released already.
    """
    held = list(Restoration.objects.held().select_for_update(of=("self",)))
    found = concerned()
    if not held or found is None:
        raise Conflict(_("The portal has been released meanwhile."))
    doubtful = Notice.objects.filter(told_before(found.restored_at), outcome__in=WAITING).values("pk")
    steps = Notice.objects.filter(pk__in=doubtful)
    if again:
        steps.filter(outcome=Outcome.BRAKED).update(outcome=Outcome.PENDING, reason=Reason.RELEASED)
    else:
        steps.update(outcome=Outcome.PENDING, reason=Reason.RESTORED)
        before, after = TRANSITIONS["doubt"]
        mails = Message.objects.filter(sent_before(found.restored_at), status__in=before, channel=Channel.MAIL)
        mails.update(status=after, reason=Unsent.RESTORED, lease_until=None, lease_token=None)
        periodic.doubt(at=found.restored_at)
    Restoration.objects.filter(pk__in=[row.pk for row in held]).update(
        released_at=at, released_by=by.account, reason=reason, again=again
    )
    changes = {"steps": found.steps, "mails": found.mails, "doubtful": found.doubtful, "again": again}
    trail.record(action="clocks.restored_released", by=by, at=at, changes=changes, reason=reason)
    notifications.wake()
    return found
