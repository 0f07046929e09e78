"""The portal was restored: what waits until a person lets it go on, and what of it may have been told before?

Between the backup and the restoration the former portal went on: what had fallen due by then, and the mails that waited
in the backup, may have left; what a person held back may have been let go, a letter posted. Nobody here knows, so none
of them leaves by itself: they become unknown, for a person to say of each whether it went out, unless whoever releases
the portal knows that nothing was sent since the backup.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backups.models import Restoration
from privacyportal.clocks.models import Level, Notice
from privacyportal.clocks.models.notices import NoticeQuerySet
from privacyportal.clocks.plan import Outcome, Reason
from privacyportal.clocks.river.braking import RELEASES
from privacyportal.clocks.river.loading import records_of
from privacyportal.notifications import periodic
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.notifications.querysets import MessageQuerySet
from privacyportal.notifications.releasing import LET_GO
from privacyportal.notifications.states import TRANSITIONS, Channel, Hold, Status
from privacyportal.notifications.states import Reason as Unsent

WAITING = (Outcome.PENDING, Outcome.BRAKED)
SHOWN = 100


@dataclass(frozen=True)
class Concerned:
    """How many steps are untold, how many mails and letters wait, and how many of each may have been told before.

    Of steps that a person holds back and of letters only those count that may have been: the others wait for nobody.
    """

    taken_at: datetime
    restored_at: datetime
    steps: int
    mails: int
    doubtful_steps: int
    doubtful_mails: int
    letters: int = 0

    @property
    def waiting(self) -> int:
        """How much waits."""
        return self.steps + self.mails + self.letters

    @property
    def doubtful(self) -> int:
        """How much of it may have been told before."""
        return self.doubtful_steps + self.doubtful_mails + self.letters


def concerned() -> Concerned | None:
    """Return what waits for the release of a restored portal; None where there is none to release."""
    held = list(Restoration.objects.held().order_by("restored_at"))
    if not held:
        return None
    restored_at = held[-1].restored_at
    doubtful = doubtful_steps(restored_at)
    steps = Notice.objects.filter(Q(outcome__in=WAITING) | Q(pk__in=doubtful.values("pk")))
    mails = Message.objects.filter(status__in=TRANSITIONS["doubt"][0], channel=Channel.MAIL)
    return Concerned(
        taken_at=held[0].taken_at,
        restored_at=restored_at,
        steps=steps.count(),
        mails=mails.count(),
        doubtful_steps=doubtful.count(),
        doubtful_mails=doubtful_mails(restored_at).count(),
        letters=doubtful_letters(restored_at).count(),
    )


def told_before(restored_at: datetime) -> Q:
    """Return the condition on steps that the former portal may have told of: fallen due by the restoration.

    The command that restores sweeps at once; of what is found later, only clocks count that stood in the backup so.
    """
    return Q(recorded_at__lte=restored_at) | Q(fire_at__lte=restored_at, clock__refreshed_at__lte=restored_at)


def doubtful_steps(restored_at: datetime) -> NoticeQuerySet:
    """Return the steps that the former portal may have told of, also those that somebody held back."""
    return Notice.objects.filter(told_before(restored_at), outcome__in=(*WAITING, Outcome.HELD))


def doubtful_mails(restored_at: datetime) -> MessageQuerySet:
    """Return the mails that the former portal may have sent."""
    return Message.objects.filter(sent_before(restored_at), status__in=TRANSITIONS["doubt"][0], channel=Channel.MAIL)


def doubtful_letters(restored_at: datetime) -> MessageQuerySet:
    """Return the letters that somebody may have posted, and recorded it in the former portal."""
    return Message.objects.to_post().filter(queued_at__lte=restored_at)


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
    steps = Notice.objects.filter(pk__in=doubtful_steps(found.restored_at).values("pk"))
    if again:
        steps.filter(outcome=Outcome.BRAKED).update(outcome=Outcome.PENDING, reason=Reason.RELEASED)
    else:
        leave_in_doubt(steps, found.restored_at)
    Restoration.objects.filter(pk__in=[row.pk for row in held]).update(
        released_at=at, released_by=by.account, reason=reason, again=again
    )
    changes = {"steps": found.steps, "mails": found.mails, "doubtful": found.doubtful, "again": again}
    trail.record(action="clocks.restored_released", by=by, at=at, changes=changes, reason=reason)
    notifications.wake()
    return found


def leave_in_doubt(steps: NoticeQuerySet, restored_at: datetime) -> None:
    """Let nothing leave that may have been told before: of each step, mail and letter a person will say."""
    held = steps.filter(outcome=Outcome.HELD)
    same = {name: OuterRef(name) for name in ("clock", "generation", "role")}
    Level.objects.filter(Exists(held.filter(**same, level=OuterRef("code")))).update(held_at=None, hold_reason="")
    steps.update(outcome=Outcome.PENDING, reason=Reason.RESTORED)
    unknown = {"status": TRANSITIONS["doubt"][1], "lease_until": None, "lease_token": None}
    doubtful_mails(restored_at).update(reason=Unsent.RESTORED, **unknown)
    doubtful_letters(restored_at).update(reason=Unsent.RESTORED)
    periodic.doubt(at=restored_at)


@dataclass(frozen=True)
class Doubt:
    """One that may have been told before: what, about which record, to whom, since when it waits; `row` says it."""

    what: str
    number: str
    to_whom: str
    since: datetime
    row: Notice | Message


def doubts(*, user: Viewer) -> list[Doubt]:
    """Return what may have been told before and concerns records that the person may see; the first of each kind."""
    held = list(Restoration.objects.held().order_by("-restored_at"))
    if not held:
        return []
    restored_at = held[0].restored_at
    steps = doubtful_steps(restored_at).visible_to(user).select_related("clock__reference").order_by("fire_at", "pk")
    found = [
        Doubt(str(step), step.clock.reference.number, step.get_role_display(), step.fire_at, step)
        for step in steps[:SHOWN]
    ]
    for messages in (doubtful_mails(restored_at), doubtful_letters(restored_at)):
        rows = messages.visible_to(user).select_related("reference", "recipient").order_by("queued_at", "pk")[:SHOWN]
        found += [Doubt(row.kind_text, str(row.reference or ""), row.to_whom, row.queued_at, row) for row in rows]
    return found


def named_by(found: Iterable[Doubt]) -> list[object]:
    """Return what a page names that shows these: the records of steps, and mails and letters themselves."""
    rows = [one.row for one in found]
    records = records_of(row.clock for row in rows if isinstance(row, Notice))
    return [*records.values(), *(row for row in rows if isinstance(row, Message))]


def unsettled(*, user: Viewer) -> int:
    """Return of how many mails somebody has still to say whether they went out before a restoration."""
    return Message.objects.visible_to(user).filter(status=Status.UNKNOWN, reason=Unsent.RESTORED).count()
