"""Are deadlines watched, and does what falls due leave as mail? Read from the rows that the river leaves behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import long_instant, tokyo_day
from privacyportal.backups.models import Restoration, is_held
from privacyportal.clocks.models import Level, Notice, SweepRun
from privacyportal.clocks.plan import OPEN, Outcome
from privacyportal.clocks.river import braking, limits, restoring
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Channel, Hold, Status
from privacyportal.roof.pages.boards import listing
from privacyportal.roof.pages.health.check import Check, Severity, graded

SWEEPS_MISSED = 3
MAIL_LATE = timedelta(minutes=10)
TRIES_TOLERATED = 3
# Two machines' clocks may differ by so much.
CLOCKS_DIFFER = timedelta(seconds=30)
# For which the statement of the pulse is put together; each question puts its own moment in its place.
SOME_DAY = datetime(2020, 1, 1, tzinfo=UTC)
# A failure that nobody can put right any more must not keep the alarm ringing for ever.
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """When a sweep last ended, whether mail waits longer than it should, whether a restored portal holds all of it."""

    swept_at: datetime | None
    mail_is_late: bool = False
    is_held: bool = False

    def is_watched(self, at: datetime) -> bool:
        """Whether a sweep ended within the last SWEEPS_MISSED intervals, on either side should the clock have moved."""
        limit = timedelta(seconds=SWEEPS_MISSED * settings.PORTAL_SWEEP_SECONDS)
        return self.swept_at is not None and abs(at - self.swept_at) <= limit


def pulse(at: datetime) -> Pulse:
    """Return how the river is, with one query."""
    sql, given = _asked(connection.vendor)
    moment = {_moment(SOME_DAY - MAIL_LATE): _moment(at - MAIL_LATE)}
    last = next(iter(SweepRun.objects.raw(sql, [moment.get(value, value) for value in given])), None)
    if last is None:
        return Pulse(swept_at=None, is_held=Restoration.objects.held().exists())
    is_held = bool(vars(last)["is_held"])
    # Mail that is held has to wait.
    return Pulse(swept_at=last.ended_at, mail_is_late=bool(vars(last)["mail_is_late"]) and not is_held, is_held=is_held)


# Every page asks it, and putting the statement together takes far longer than the database takes to answer.
@lru_cache
def _asked(vendor: str) -> tuple[str, tuple[object, ...]]:
    # In the order in which they came, not by the time that the clock showed then.
    runs = SweepRun.objects.filter(ended_at__isnull=False).order_by("-pk").only("ended_at")
    late, held = Message.objects.filter(is_late(SOME_DAY)), Restoration.objects.held()
    last = runs.annotate(mail_is_late=Exists(late), is_held=Exists(held))[:1]
    sql, given = last.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(given)


def _moment(at: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(at)


def is_late(at: datetime) -> Q:
    """Return the condition on mails that should have left: untouched for MAIL_LATE, or put off again and again.

    A mail that the server could not even be asked to take (an error, but no attempt counted) is late at once.
    """
    limit = at - MAIL_LATE
    untouched = LessThan(Coalesce("next_attempt_at", "release_at", "queued_at"), limit)
    put_off = ~Q(error="") & (Q(attempts=0) | Q(attempts__gt=TRIES_TOLERATED))
    overslept = Q(status=Status.HELD, release_at__lt=limit) & ~Q(hold=Hold.BRAKE)
    return Q(status=Status.WAITING, channel=Channel.MAIL) & (untouched | put_off) | overslept


def working(at: datetime) -> Iterator[Check]:
    """Whether deadlines are watched and mail leaves: what the banner tells, with one query."""
    now = pulse(at)
    yield released(now)
    yield watched(now, at)
    text = _("Mail waits although it should have left.") if now.mail_is_late else _("No mail waits too long.")
    yield Check(
        code="mail.late",
        title=_("Sending of mail"),
        severity=graded(not now.mail_is_late),
        text=text,
        url=listing("notifications_message", status__exact=Status.WAITING.value),
    )


def released(now: Pulse) -> Check:
    """Whether a person has released the portal since it was last restored; how much waits for that."""
    found = restoring.concerned() if now.is_held else None
    words = {
        "restored": long_instant(found.restored_at) if found else "",
        "taken": long_instant(found.taken_at) if found else "",
        "count": found.waiting if found else 0,
        "doubtful": found.doubtful if found else 0,
    }
    held = _(
        "On %(restored)s the portal was restored to its state of %(taken)s. No mail leaves until somebody releases it: "
        "%(count)d reminders and mails wait, of which %(doubtful)d may have been sent before."
    )
    return Check(
        code="portal.restored",
        title=_("Restored portal"),
        severity=graded(found is None),
        text=held % words if found else _("Nothing is held after a restoration."),
        url=reverse("restored"),
    )


def watched(now: Pulse, at: datetime) -> Check:
    """Whether sweeps end as often as they should."""
    code, title, url = "sweep.late", _("Watch over deadlines"), listing("clocks_sweeprun")
    if now.swept_at is None:
        text = _("It has never run. Are worker and scheduler started?")
        return Check(code="sweep.never", title=title, severity=Severity.ERROR, text=text, url=url)
    words = {"time": long_instant(now.swept_at), "seconds": settings.PORTAL_SWEEP_SECONDS}
    if now.is_watched(at):
        return Check(code=code, title=title, text=_("Last run: %(time)s.") % words, url=url)
    text = _("It last ran on %(time)s and should run every %(seconds)d seconds.") % words
    return Check(code=code, title=title, severity=Severity.ERROR, text=text, url=url)


def clock(at: datetime) -> Iterator[Check]:
    """Whether the machine's clock was set back: sweeps that ended later than now."""
    last = SweepRun.objects.aggregate(last=Max("ended_at"))["last"]
    is_good = last is None or last - at <= CLOCKS_DIFFER
    back = _(
        "The clock of this machine was set back: sweeps ended until %(time)s, which is still to come. Deadlines are "
        "watched and nothing is sent twice, but times recorded meanwhile may be wrong. Check the clock."
    )
    yield Check(
        code="clock.back",
        title=_("Clock of this machine"),
        severity=graded(is_good),
        text=_("It runs forward.") if is_good else back % {"time": long_instant(last)},
        url=listing("clocks_sweeprun"),
    )


def recording(at: datetime) -> Iterator[Check]:
    """Whether every step that fell due is recorded: asked of the clocks, not of the sweep."""
    held = Level.objects.to_come().filter(fire_at__lte=at).aggregate(count=Count("pk"), oldest=Min("fire_at"))
    limit = timedelta(seconds=SWEEPS_MISSED * settings.PORTAL_SWEEP_SECONDS)
    is_good = held["oldest"] is None or at - held["oldest"] <= limit
    words = {"count": held["count"], "time": long_instant(held["oldest"])}
    late = _("%(count)d steps fell due without being recorded, the first on %(time)s.") % words
    yield Check(
        code="sweep.lag",
        title=_("Recording of steps"),
        severity=graded(is_good),
        text=_("Every step that fell due is recorded.") if is_good else late,
        url=listing("clocks_sweeprun"),
    )


def mails(at: datetime) -> Iterator[Check]:
    """Whether mails ended well."""
    held = Message.objects.filter(queued_at__gte=at - LOOK_BACK).aggregate(
        failed=Count("pk", filter=Q(status=Status.FAILED)), unknown=Count("pk", filter=Q(status=Status.UNKNOWN))
    )
    yield in_bulk(at)
    for status, title in ((Status.FAILED, _("Mails that failed")), (Status.UNKNOWN, _("Mails with unknown delivery"))):
        yield counted(
            code=f"mail.{status.value}",
            title=title,
            count=held[status.value],
            url=listing("notifications_message", status__exact=status.value),
        )


def proven(at: datetime) -> Iterator[Check]:
    """Whether a mail server has ever taken a mail of this portal: only a real delivery proves that mail works."""
    is_sent = Message.objects.filter(channel=Channel.MAIL, status=Status.SENT).exists()
    never = _("No mail has been sent yet: an invitation or a reminder that arrives proves it.")
    yield Check(
        code="mail.proven",
        title=_("Mail proven by a delivery"),
        text=_("The mail server has taken mail.") if is_sent else never,
        url=listing("notifications_message") if is_sent or Message.objects.exists() else listing("accounts_user"),
        is_missing=not is_sent,
    )


def in_bulk(at: datetime) -> Check:
    """Whether so many mails of the last day failed that it is the mail server's or our set-up's fault."""
    ended = Q(status__in=[Status.SENT, Status.FAILED])
    found = Message.objects.filter(channel=Channel.MAIL, queued_at__gte=at - timedelta(days=1)).aggregate(
        failed=Count("pk", filter=Q(status=Status.FAILED)), ended=Count("pk", filter=ended)
    )
    is_good = not limits.failed_in_bulk(found["failed"], found["ended"], tokyo_day(at))
    text = _("%(failed)d of the %(ended)d mails of the last 24 hours failed.") % found
    return Check(
        code="mail.failing",
        title=_("Mails failing in bulk"),
        severity=graded(is_good),
        text=text,
        url=listing("notifications_message", status__exact=Status.FAILED.value),
    )


def notices(at: datetime) -> Iterator[Check]:
    """Whether every step that fell due found its reader; of steps long past only those of open deadlines count."""
    current = Q(clock__state__in=OPEN, generation=F("clock__generation"), recorded_at__gte=at - LOOK_BACK)
    held = Notice.objects.aggregate(
        nobody=Count("pk", filter=current & Q(outcome=Outcome.NOBODY)),
        failed=Count("pk", filter=current & Q(outcome=Outcome.FAILED)),
        pending=Count("pk", filter=Q(outcome=Outcome.PENDING, recorded_at__lt=at - MAIL_LATE)),
    )
    if is_held():
        held["pending"] = 0  # they wait for the release
    for outcome, title in (
        ("nobody", _("Steps that nobody could be told of")),
        ("failed", _("Steps whose mail could not be prepared")),
        ("pending", _("Steps recorded without mail being prepared")),
    ):
        severity = Severity.ERROR if outcome == "pending" else Severity.WARNING
        url = listing("clocks_notice", outcome__exact=outcome)
        yield counted(code=f"notices.{outcome}", title=title, count=held[outcome], url=url, severity=severity)


def brake(at: datetime) -> Iterator[Check]:
    """Whether the storm brake holds something back until a person decides."""
    yield counted(
        code="notices.braked",
        title=_("Reminders held back by the storm brake"),
        count=sum(braking.braked()),
        url=listing("clocks_notice", outcome__exact="braked"),
    )


def counted(*, code: str, title: str, count: int, url: str, severity: Severity = Severity.WARNING) -> Check:
    """Return a check that is good when there are none."""
    text = _("%(count)d to be looked at.") % {"count": count} if count else _("None.")
    return Check(code=code, title=title, severity=graded(count == 0, severity), text=text, url=url)
