"""How do the rules that the portal brings along come into force, and what of them changes with a release?"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.publishing import bring_along
from privacyportal.backoffice.rights import right
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks.models import ClockRule, RuleChange, RuleLevel
from privacyportal.clocks.plan import Certainty, prefixes_with
from privacyportal.clocks.river.shipped import RULES, Shipped
from privacyportal.clocks.river.telling import Steps
from privacyportal.references.models import Reference

CHANGE = right("clocks.change_clockrule")
SINCE = date(1970, 1, 1)


@deed(right=CHANGE, words=_("Deadline rules of this release"), by_portal=True)
def install(*, by: Actor, at: datetime) -> list[ClockRule]:
    """Enter the shipped rules for duties and variants that have none yet; return those entered.

    A shipped rule that a release changes waits as a draft for an officer, where nobody has ever changed it here.

    Records that are there already get the new duties' clocks with the next sweeps, and no mail for what is past (E9).

    :raises KeyError: when the calendars have not been installed.
    """
    calendars = {calendar.code: calendar for calendar in BusinessCalendar.objects.all()}
    known = set(ClockRule.objects.published().values_list("duty", "variant"))
    rules = [_row(rule, calendars[rule.calendar], at) for rule in RULES if (rule.duty, rule.variant) not in known]
    shipped = {(rule.duty, rule.variant): rule for rule in RULES}
    ClockRule.objects.bulk_create(rules)
    RuleLevel.objects.bulk_create(
        [level for rule in rules for level in _levels(rule, shipped[rule.duty, rule.variant].steps)]
    )
    bring_along(rules, at=at)
    RuleChange.objects.bulk_create(
        [
            RuleChange(rule=rule, scope=RuleChange.Scope.RECORDS, changed_at=at)
            for rule in rules
            if Reference.objects.filter(prefix__in=prefixes_with(rule.duty)).exists()
        ]
    )
    _propose(shipped, calendars, by=by, at=at)
    entered = [trail.Entry(action="clocks.rule_entered", obj=rule, changes={"duty": rule.duty}) for rule in rules]
    if entered:
        trail.record_many(entered, by=by, at=at)
    return rules


def _propose(
    shipped: dict[tuple[str, str], Shipped], calendars: dict[str, BusinessCalendar], *, by: Actor, at: datetime
) -> None:
    """Draft what this release says otherwise of rules that are as an earlier one brought them; once each."""
    touched = set(ClockRule.objects.exclude(drafted_at=None).values_list("duty", "variant"))
    as_brought = ClockRule.objects.published().filter(valid_to=None, drafted_at=None).select_related("calendar")
    for row in as_brought:
        key = (row.duty, row.variant)
        if key not in shipped or key in touched:
            continue
        draft = _row(shipped[key], calendars[shipped[key].calendar], at)
        if (draft.terms, draft.certainty, draft.source) == (row.terms, row.certainty, row.source):
            continue
        draft.drafted_at = at
        draft.valid_from = tokyo_day(at) + timedelta(days=1)
        draft.change_reason = gettext("A release of the portal brings this change.")
        draft.save()
        RuleLevel.objects.bulk_create(_levels(draft, shipped[key].steps))
        changes = {"duty": draft.duty, "variant": draft.variant, "valid_from": draft.valid_from}
        trail.record(action="clocks.rule_drafted", obj=draft, by=by, at=at, changes=changes)


def _row(shipped: Shipped, calendar: BusinessCalendar, at: datetime) -> ClockRule:
    """The first version of a rule; where the law fixes the term, it holds what the law says as well."""
    row = ClockRule(
        duty=shipped.duty,
        variant=shipped.variant,
        amount=shipped.amount,
        unit=shipped.unit,
        calendar=calendar,
        day_one=shipped.day_one,
        roll_forward=shipped.roll,
        until_midnight=shipped.until_midnight,
        stopped_by=list(shipped.stopped_by),
        valid_from=SINCE,
        certainty=shipped.certainty,
        source=shipped.source,
    )
    if shipped.certainty == Certainty.HARD:
        row.law_amount, row.law_terms = row.amount, row.terms.to_store()
    return row


def _levels(rule: ClockRule, steps: Steps) -> list[RuleLevel]:
    return [
        RuleLevel(rule=rule, code=code, role=role, order=order, offset=offset, offset_unit=unit)
        for order, (code, role, offset, unit) in enumerate(steps, start=1)
    ]
