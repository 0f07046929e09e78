"""What does a reminder say, and is it still true?"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.backoffice.dates import long_day
from privacyportal.calendars.loading import display_hours
from privacyportal.clocks.models import Notice
from privacyportal.clocks.plan import Duty, LevelCode, Role, duty_of, subject_of
from privacyportal.clocks.river import DEADLINE, HANDED_OVER, misaddressed, named, notice_of, unsent, why_not
from privacyportal.clocks.river.waiting import OVERTAKEN, hours_of, overtaken
from privacyportal.clocks.show.display import bracket, bracket_to_know, limit_text, of_clock
from privacyportal.clocks.show.ics import attachment_for
from privacyportal.notifications.hours import has_waited, moment_of
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Attachment, Content, Kind, register_kind
from privacyportal.notifications.telling import Fact

NOTICE, RECORD = "_clocks_notice", "_clocks_record"
GONE, LEAVES_AT = "_clocks_gone", "_clocks_leaves_at"
NOTICES = Notice.objects.select_related("clock").prefetch_related("clock__rule")
THEIRS = (Role.OWNER, Role.DEPUTY)
ESCALATIONS = (LevelCode.ESCALATE_MANAGER, LevelCode.ESCALATE_HEAD)


def wanted(message: Message) -> str:
    """Why a reminder is no longer wanted, asked just before it is sent (E12)."""
    notice = _notice(message)
    reason = why_not(notice.clock, notice.generation)
    if reason:
        return f"clocks.{reason}"
    return str(message.__dict__[GONE])


def leaves_at(message: Message) -> datetime | None:
    """When a reminder that waited may leave: within its reader's hours (E3)."""
    moment: datetime | None = message.__dict__.get(LEAVES_AT)
    return moment


def content(message: Message) -> Content:
    """The reminder in the active language: what to do, by when, why it came."""
    notice, now = _notice(message), moment_of(message)
    clock = notice.clock
    duty, hours = duty_of(clock.duty), display_hours("DESK")
    obj, left = message.__dict__[RECORD], of_clock(clock, now, hours)
    title = subject_of(clock.reference.prefix).title(obj)
    head = (
        bracket_to_know(due_on=clock.due_on, at=now, hours=hours)
        if duty.informational
        else bracket(due_at=clock.due_at, at=now, hours=hours)
    )
    limit = long_day(clock.due_on) if duty.informational else limit_text(clock.due_at)
    return Content(
        bracket=head,
        ask=duty.ask,
        title=title,
        lead=_lead(duty, notice, limit, is_late=clock.due_at <= now),
        lines=[
            (_("Duty"), clock.label),
            (_("Date") if duty.informational else _("Deadline"), limit),
            (_("Time left"), left.text),
        ],
        limit=limit,
        tone=left.tone,
        urgency=clock.due_at.timestamp(),
        attachments=_attachments(notice, title, now),
        action=_("Open the record"),
        why=_why(notice),
        handover=_(
            "To hand it over, open the record and change the person in charge; "
            "for an absence, enter a deputy under your name."
        ),
    )


def _lead(duty: Duty, notice: Notice, limit: str, *, is_late: bool) -> str:
    """The first sentence, true at this moment whatever the step: what waited past its limit is overdue."""
    words = {"duty": duty.ask, "limit": limit}
    if duty.informational:
        return _("Please note this date: %(limit)s, %(duty)s.") % words
    is_late = is_late or notice.level == LevelCode.OVERDUE
    if notice.level in ESCALATIONS or (is_late and notice.role not in THEIRS):
        return _("The deadline %(limit)s has passed without an answer. Please see to it: %(duty)s.") % words
    if is_late:
        return _("The deadline was %(limit)s. Please do this now: %(duty)s.") % words
    return _("Please do this by %(limit)s: %(duty)s.") % words


def _attachments(notice: Notice, title: str, now: datetime) -> list[Attachment]:
    """The limit for the calendar of whoever has to keep it, while it is still to come."""
    return [attachment_for(notice.clock, title=title)] if notice.role in THEIRS and notice.clock.due_at > now else []


def _why(notice: Notice) -> str:
    reasons = {
        Role.OWNER: _("You receive this mail because you are in charge of this record, or stand in for that person."),
        Role.DEPUTY: _("You receive this mail because you stand in for the person in charge."),
        Role.MANAGER: _(
            "You receive this mail because you supervise the person in charge, or stand in for the supervisor."
        ),
        Role.DEPARTMENT_HEAD: _("You receive this mail because you head the department in charge."),
        Role.HEAD_OF_PLANNING: _("You receive this mail because you head the planning department."),
        Role.COMPLIANCE_HEAD: _("You receive this mail because you are responsible for compliance."),
    }
    return reasons[Role(notice.role)]


def prepare(messages: Sequence[Message]) -> None:
    """Read the notices and records of some reminders at once."""
    notices = NOTICES.all().in_bulk([message.facts["notice"] for message in messages])
    for message in messages:
        notices[message.facts["notice"]].clock.reference = message.reference
    records = named(notice.clock for notice in notices.values())
    for message in messages:
        notice = notices[message.facts["notice"]]
        message.__dict__[NOTICE] = notice
        message.__dict__[RECORD] = records.get(notice.clock.reference_id)
        message.__dict__[GONE] = ""
    _look_again([message for message in messages if has_waited(message)], notices)


def _look_again(waited: Sequence[Message], notices: dict[int, Notice]) -> None:
    """One that had to wait may be somebody else's by now, or overtaken; a first attempt follows at once."""
    if not waited:
        return
    at = max(map(moment_of, waited))
    theirs = {key: notices[key] for key in map(notice_of, waited)}
    gone = dict.fromkeys(overtaken(waited, theirs), OVERTAKEN)
    gone |= {message.pk: HANDED_OVER for message in misaddressed(waited, theirs, at=at)}
    hours = hours_of(waited, at=at)
    for message in waited:
        message.__dict__[GONE] = gone.get(message.pk, "")
        message.__dict__[LEAVES_AT] = hours.get(message.pk)


def _notice(message: Message) -> Notice:
    if NOTICE not in message.__dict__:
        prepare([message])
    notice: Notice = message.__dict__[NOTICE]
    return notice


register_kind(
    Kind(
        code=DEADLINE,
        label=gettext_lazy("Deadline reminder"),
        wanted=wanted,
        content=content,
        prepare=prepare,
        unsent=unsent,
        leaves_at=leaves_at,
        facts={"notice": Fact.KEY, "duty": Fact.CODE, "level": Fact.CODE, "role": Fact.CODE},
    )
)
