"""Is this a storm? A sweep that would tell too much at once is held back and a person is asked (E9)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.rights import right
from privacyportal.clocks.models import Notice, SweepRun
from privacyportal.clocks.plan import Outcome, Reason
from privacyportal.notifications import releasing
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind
from privacyportal.notifications.telling import Fact

RELEASE = "release_brake"
RELEASES = right(f"clocks.{RELEASE}")
KIND = "clocks.brake"
NOBODY = "clocks.nobody"


def brake(*, run: SweepRun, most: int) -> int:
    """Hold back all that this sweep has recorded if it is more than the firm allows at once; return how many."""
    fresh = run.notices.filter(outcome=Outcome.PENDING)
    if fresh[most : most + 1].exists():
        run.braked = fresh.update(outcome=Outcome.BRAKED)
    return run.braked


def tell(*, run: SweepRun, people: Sequence[int], at: datetime) -> None:
    """Send those who may release it one summary of what this sweep holds back: counts only, no records."""
    if not run.braked and not people:
        return
    facts = {"notices": run.braked, "people": len(people)}
    notifications.queue(kind=KIND, key=f"{KIND}:{run.pk}", recipients=who_may_release(), facts=facts, by=PORTAL, at=at)


def who_may_release() -> list[User]:
    """Active people whose role lets them release what the brake holds."""
    wanted = {"permissions__codename": RELEASE, "permissions__content_type__app_label": "clocks"}
    held = Q(**{f"groups__{name}": value for name, value in wanted.items()})
    return list(User.objects.filter(held, is_active=True).distinct())


def braked() -> tuple[int, int]:
    """How many notices and how many prepared mails the brake holds back now."""
    return Notice.objects.filter(outcome=Outcome.BRAKED).count(), releasing.braked().count()


def tell_nobody_found(*, run: SweepRun, number: int, at: datetime) -> None:
    """Send those who can mend it one summary of how many notices of this sweep found nobody to tell (E2)."""
    if number:
        facts = {"notices": number}
        notifications.queue(
            kind=NOBODY, key=f"{NOBODY}:{run.pk}", recipients=who_may_release(), facts=facts, by=PORTAL, at=at
        )


@deed(right=RELEASES, words=gettext_lazy("Storm brake released"))
def release_all(*, by: Actor, at: datetime, reason: str) -> int:
    """Send everything that the brake holds back, one collective mail per person; return how much it was."""
    notices = Notice.objects.filter(outcome=Outcome.BRAKED).update(outcome=Outcome.PENDING, reason=Reason.RELEASED)
    mails = releasing.let_go()
    trail.record(
        action="clocks.brake_released", by=by, at=at, changes={"notices": notices, "mails": mails}, reason=reason
    )
    return notices + mails


@deed(right=RELEASES, words=gettext_lazy("Reminders held by the storm brake not sent"))
def drop_all(*, by: Actor, at: datetime, reason: str) -> int:
    """Decide that what the brake holds back is not sent, for a written reason; return how much it was."""
    notices = Notice.objects.filter(outcome=Outcome.BRAKED).update(
        outcome=Outcome.SUPPRESSED, reason=Reason.DROPPED, settled_at=at
    )
    mails = releasing.drop_braked()
    trail.record(
        action="clocks.brake_dropped", by=by, at=at, changes={"notices": notices, "mails": mails}, reason=reason
    )
    return notices + mails


def wanted(message: Message) -> str:
    """Nothing to decide any more: somebody has already released or dropped it."""
    return "" if any(braked()) else "clocks.settled"


def content(message: Message) -> Content:
    """How much is held back, and where it is decided."""
    notices, people = message.facts["notices"], message.facts["people"]
    parts = []
    if notices:
        parts.append(
            ngettext("%(count)d notice of one sweep", "%(count)d notices of one sweep", notices) % {"count": notices}
        )
    if people:
        parts.append(
            ngettext("the mails to %(count)d person", "the mails to %(count)d persons", people) % {"count": people}
        )
    return Content(
        bracket=_("Storm brake"),
        ask=_("Decide whether the reminders held back are sent"),
        lead=_("More fell due at once than the firm allows, so nothing of it was sent: %(what)s.")
        % {"what": "、".join(parts)},
        lines=[(_("Recorded at"), timezone.localtime(message.queued_at).strftime("%Y-%m-%d %H:%M"))],
        action=_("See what is held back"),
        why=_("You receive this mail because you may release held reminders."),
        path=reverse("outlook"),
    )


def nobody_found(message: Message) -> Content:
    """How many notices found nobody, and where to see them."""
    number = message.facts["notices"]
    lead = ngettext(
        "%(count)d reminder fell due and nobody who may see the record was found to tell.",
        "%(count)d reminders fell due and nobody who may see the records was found to tell.",
        number,
    )
    return Content(
        bracket=_("Nobody to tell"),
        ask=_("Enter persons in charge"),
        lead=lead % {"count": number},
        action=_("See what is to be put right"),
        why=_("You receive this mail because you look after reminders."),
        path=reverse("health"),
    )


register_kind(
    Kind(code=NOBODY, label=gettext_lazy("Nobody to tell"), content=nobody_found, facts={"notices": Fact.COUNT}),
    Kind(
        code=KIND,
        label=gettext_lazy("Storm brake"),
        wanted=wanted,
        content=content,
        facts={"notices": Fact.COUNT, "people": Fact.COUNT},
    ),
)
