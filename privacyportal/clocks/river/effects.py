"""What would a draft of a deadline rule change: which open deadlines would move, which would be past, who is told?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from privacyportal.backoffice.dates import TOKYO, table_day
from privacyportal.clocks.models import Clock, ClockRule, RuleLevel
from privacyportal.clocks.plan import FINAL, duties_of, plan_clock
from privacyportal.clocks.river.loading import loaded
from privacyportal.clocks.river.rulebook import RuleBook, value_of

MOST = 2000


@dataclass(frozen=True)
class Moved:
    """One open deadline that would move: its record's number, its last day now and then."""

    reference_id: int
    number: str
    before: date
    after: date

    @property
    def text(self) -> str:
        """The move in one line."""
        return f"{self.number} {table_day(self.before)} → {table_day(self.after)}"


def would_move(draft: ClockRule) -> list[Moved]:
    """The open deadlines that would move if a draft were published, up to MOST, nearest first.

    Promised and agreed dates are left out: no rule moves them. Nothing is written.
    """
    book = RuleBook(on=draft.valid_from, draft=draft)
    began = datetime.combine(draft.valid_from, time.min, TOKYO)
    rows = Clock.objects.open().filter(duty=draft.duty, started_at__gte=began, is_fixed=False)
    clocks = {clock.reference_id: clock for clock in rows.select_related("reference").order_by("due_at", "pk")[:MOST]}
    moved = []
    for subject, records in loaded([clock.reference for clock in clocks.values()]):
        duty = duties_of(subject.prefix)[draft.duty]
        for record in records:
            facts, clock = duty.facts(record), clocks[record.reference_id]
            rule = book.rule_for(draft.duty, facts) if facts else None
            planned = plan_clock(facts, rule, book.hours(rule)) if facts and rule else None
            if planned and planned.due.on != clock.due_on:
                moved.append(Moved(clock.reference_id, clock.reference.number, clock.due_on, planned.due.on))
    return sorted(moved, key=lambda row: (row.after, row.number))


def version_before(draft: ClockRule) -> ClockRule | None:
    """The published version that a draft would replace."""
    rows = ClockRule.objects.published().filter(duty=draft.duty, variant=draft.variant)
    return rows.filter(valid_from__lt=draft.valid_from).order_by("-valid_from").first()


def changes_steps(draft: ClockRule) -> bool:
    """Whether a draft's ladder differs from that of the version it would replace; a new special case has none."""
    before = version_before(draft)
    return before is not None and set(value_of(before).steps) != set(value_of(draft).steps)


def effect_text(draft: ClockRule, *, today: date) -> str:
    """What publishing a draft would change, in words and without naming a record: everybody may read it later."""
    return "\n".join([_moved_text(would_move(draft), today), *(_steps_text(draft) if changes_steps(draft) else ())])


def newest_use(rule: ClockRule) -> date | None:
    """The last Tokyo day on which something began that was judged, met or missed, by the rules of this key."""
    judged = Clock.objects.filter(duty=rule.duty, state__in=FINAL, is_fixed=False)
    judged = judged.filter(variant=rule.variant) if rule.variant else judged.filter(rule__variant="")
    last = judged.order_by("-started_at").values_list("started_at", flat=True).first()
    return last.astimezone(TOKYO).date() if last else None


def _moved_text(moved: Sequence[Moved], today: date) -> str:
    past = sum(row.after < today for row in moved)
    words = {"count": len(moved), "past": past}
    return (
        ngettext(
            "%(count)d open deadline would move, %(past)d of them to a day that is past.",
            "%(count)d open deadlines would move, %(past)d of them to a day that is past.",
            len(moved),
        )
        % words
    )


def _steps_text(draft: ClockRule) -> list[str]:
    before = version_before(draft)
    old = {_step_text(level) for level in before.levels.all()} if before else set()
    new = {_step_text(level) for level in draft.levels.all()}
    number = Clock.objects.open().filter(duty=draft.duty, rule__variant=draft.variant).count()
    comma = pgettext("list", ", ")
    return [
        text
        for text in (
            _("Steps added: %(steps)s") % {"steps": comma.join(sorted(new - old))} if new - old else "",
            _("Steps removed: %(steps)s") % {"steps": comma.join(sorted(old - new))} if old - new else "",
            _followers_text(number),
        )
        if text
    ]


def _followers_text(number: int) -> str:
    text = ngettext(
        "%(count)d open deadline follows the new steps.", "%(count)d open deadlines follow the new steps.", number
    )
    return text % {"count": number}


def _step_text(level: RuleLevel) -> str:
    text = f"{level} {level.offset:+d} {level.get_offset_unit_display()}"
    return f"{text} {_('also outside business hours')}" if level.at_once else text
