"""How does a deadline rule change? A draft with its terms and steps, then a second person who publishes it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice import publishing
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.rights import right
from privacyportal.backoffice.values import differing, values_of
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks.models import ClockRule, RuleChange, RuleLevel
from privacyportal.clocks.plan import beyond_law
from privacyportal.clocks.river.computing import follow
from privacyportal.clocks.river.effects import changes_steps, effect_text, newest_use, would_move

CHANGE = right("clocks.change_clockrule")
RULE_FIELDS = (
    "amount", "unit", "calendar", "day_one", "roll_forward", "until_midnight", "stopped_by", "certainty", "source",
)  # fmt: skip
DRAFT_FIELDS = ("valid_from", "change_reason", "mails_past", *RULE_FIELDS)
COPIED = (*RULE_FIELDS, "law_amount", "law_terms")
# Who has done any of these to a draft is not its second person.
CHANGES = ("clocks.rule_drafted", "clocks.rule_corrected", "clocks.level_set", "clocks.level_dropped")
Scope = RuleChange.Scope


class RuleTerms(TypedDict, total=False):
    """The terms of a rule that a draft may change, and why."""

    amount: int
    unit: str
    calendar: BusinessCalendar
    day_one: bool
    roll_forward: bool
    until_midnight: bool
    stopped_by: list[str]
    certainty: str
    source: str
    change_reason: str
    mails_past: bool


class DraftTerms(RuleTerms, total=False):
    """What of a draft may be put right."""

    valid_from: date


@deed(right=CHANGE, on="obj", words=_("Deadline rule drafted"))
def amend_rule(*, obj: ClockRule, valid_from: date, by: Actor, at: datetime, **values: Unpack[RuleTerms]) -> ClockRule:
    """Draft the next version of a rule with the same steps; nothing counts by it before a second person publishes it.

    `values` are of DRAFT_FIELDS. Return the draft.

    :raises Refused: when there is a draft already, or it would allow more time than the law.
    """
    refuse_if([publishing.no_draft_yet(versions_of(obj.duty, obj.variant))], obj=obj)
    return _drafted(obj, variant=obj.variant, valid_from=valid_from, values=values, by=by, at=at)


@deed(right=CHANGE, on="obj", words=_("Draft a rule for a special case"))
def enter_variant(
    *, obj: ClockRule, variant: str, valid_from: date, by: Actor, at: datetime, **values: Unpack[RuleTerms]
) -> ClockRule:
    """Draft a rule of its own for a special case of a duty, with the steps of the duty's general rule.

    :raises Refused: when the special case has a rule or a draft already, or it would allow more time than the law.
    """
    refuse_if([_taken(obj.duty, variant), publishing.no_draft_yet(versions_of(obj.duty, variant))], obj=obj)
    return _drafted(obj, variant=variant, valid_from=valid_from, values=values, by=by, at=at)


@deed(right=CHANGE, on="obj", words=_("Draft of a deadline rule changed"))
def correct_rule(*, obj: ClockRule, by: Actor, at: datetime, **values: Unpack[DraftTerms]) -> ClockRule:
    """Put right the terms of a draft; what is published is changed by a new draft only.

    :raises Refused: when it would allow more time than the law.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(obj)
    given = differing(obj, values)
    changed = {name: [before, given[name]] for name, before in values_of(obj, given).items()}
    for name, value in values.items():
        setattr(obj, name, value)
    refuse_if(law_refusals(obj), obj=obj)
    obj.clean_fields()
    obj.save(update_fields=sorted(values))
    trail.record(action="clocks.rule_corrected", obj=obj, by=by, at=at, changes={"duty": obj.duty, **_told(changed)})
    return obj


@deed(right=CHANGE, on="obj", words=_("Deadline rule put in force"))
def publish_rule(*, obj: ClockRule, by: Actor, at: datetime) -> ClockRule:
    """Put a draft in force from its first day; the version before it ends there.

    Open deadlines follow: those that began since that day in their limit, all of the duty's special case in their
    steps once it has begun; a few at once, the rest with the sweeps, without a mail for what is past unless the draft
    says so (E9). What moved is kept with the version.

    :raises Refused: when a person who drafted or changed it publishes it, its first day is not after the newest
        deadline that was judged by the present version, or it would allow more time than the law.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(obj)
    refuse_if(law_refusals(obj), obj=obj)
    impact, moved = effect_text(obj, today=tokyo_day(at)), len(would_move(obj))
    has_new_steps = changes_steps(obj)
    publishing.put_in_force(
        obj,
        versions=versions_of(obj.duty, obj.variant),
        changes=CHANGES,
        newest_use=newest_use(obj),
        impact=impact,
        by=by,
        at=at,
    )
    changes = {"duty": obj.duty, "variant": obj.variant, "valid_from": obj.valid_from, "moved": moved}
    trail.record(action="clocks.rule_published", obj=obj, by=by, at=at, changes=changes, reason=obj.change_reason)
    _let_follow(obj, has_new_steps, at)
    return obj


@deed(right=CHANGE, on="obj", words=_("Draft of a deadline rule withdrawn"))
def withdraw_rule(*, obj: ClockRule, reason: str, by: Actor, at: datetime) -> ClockRule:
    """Give a draft up; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    publishing.give_up(obj)
    changes = {"duty": obj.duty, "valid_from": obj.valid_from}
    trail.record(action="clocks.rule_withdrawn", obj=obj, by=by, at=at, changes=changes, reason=reason)
    return obj


@deed(right=CHANGE, on="rule", words=_("Step of a deadline rule set"))
def set_level(
    *,
    rule: ClockRule,
    code: str,
    role: str,
    order: int,
    offset: int,
    offset_unit: str,
    at_once: bool = False,
    by: Actor,
    at: datetime,
) -> RuleLevel:
    """Add a step to a draft's ladder or move it.

    :raises ValidationError: when a value does not fit.
    :raises Conflict: when the rule is no longer a draft.
    """
    publishing.require_draft(rule)
    level = rule.levels.filter(code=code, role=role).first() or RuleLevel(rule=rule, code=code, role=role)
    level.order, level.offset, level.offset_unit, level.at_once = order, offset, offset_unit, at_once
    level.clean_fields(exclude={"rule"})
    level.validate_constraints(exclude={"rule"})
    level.save()
    changes = {"duty": rule.duty, "level": code, "role": role, "offset": f"{offset} {offset_unit}"}
    trail.record(action="clocks.level_set", obj=rule, by=by, at=at, changes=changes)
    return level


@deed(right=CHANGE, on="rule", words=_("Step of a deadline rule removed"))
def drop_level(*, rule: ClockRule, level: RuleLevel, by: Actor, at: datetime) -> None:
    """Take a step out of a draft's ladder; open deadlines lose it when a second person has published the draft.

    :raises Conflict: when the rule is no longer a draft.
    """
    publishing.require_draft(rule)
    changes = {"duty": rule.duty, "level": level.code, "role": level.role}
    trail.record(action="clocks.level_dropped", obj=rule, by=by, at=at, changes=changes)
    rule.levels.filter(pk=level.pk).delete()


def versions_of(duty: str, variant: str) -> QuerySet[ClockRule]:
    """All versions of the rule of one duty and special case."""
    return ClockRule.objects.filter(duty=duty, variant=variant)


def law_refusals(rule: ClockRule) -> list[Refusal]:
    """What of a rule would give more time than the law does, field by field; empty where the law fixes no term."""
    law = rule.law
    return [
        Refusal(
            code="clocks.beyond_law",
            cannot=_("This rule cannot allow so much time: the term is fixed by law."),
            missing=why,
            next_step=_("Allow as much as the law or less (%(source)s).") % {"source": rule.source},
            field=name,
        )
        for name, why in (beyond_law(rule.terms, law) if law else ())
    ]


def _drafted(
    base: ClockRule, *, variant: str, valid_from: date, values: Mapping[str, object], by: Actor, at: datetime
) -> ClockRule:
    kept = values_of(base, COPIED)
    draft = ClockRule(
        **{"duty": base.duty, "variant": variant, **kept, **values, "valid_from": valid_from},
        drafted_at=at,
        drafted_by=by.account,
    )
    draft.clean_fields()
    refuse_if(law_refusals(draft), obj=base)
    draft.save()
    RuleLevel.objects.bulk_create([_copy(level, draft) for level in base.levels.all()])
    changes = {"duty": draft.duty, "variant": variant, "valid_from": valid_from, "fields": sorted(values)}
    trail.record(action="clocks.rule_drafted", obj=draft, by=by, at=at, changes=changes, reason=draft.change_reason)
    return draft


def _let_follow(rule: ClockRule, has_new_steps: bool, at: datetime) -> None:
    """A few records follow in the same transaction; the sweeps see to the rest, and to what begins later."""
    has_begun = rule.valid_from <= tokyo_day(at)
    if not (has_begun or has_new_steps):
        return
    change = RuleChange.objects.create(
        rule=rule,
        scope=Scope.LADDER if has_new_steps else Scope.TERMS,
        mails_past=rule.mails_past,
        changed_at=at,
        not_before=None if has_begun else rule.valid_from,
    )
    if has_begun:
        follow(change, at=at)


def _copy(level: RuleLevel, rule: ClockRule) -> RuleLevel:
    level.pk, level.rule = None, rule
    return level


def _told(changed: Mapping[str, list[object]]) -> dict[str, object]:
    """Return changes as the trail keeps them: a calendar by its code."""
    return {
        name: [value.code if isinstance(value, BusinessCalendar) else value for value in pair]
        for name, pair in changed.items()
    }


def _taken(duty: str, variant: str) -> Refusal | None:
    if variant and not versions_of(duty, variant).filter(stage=publishing.Stage.PUBLISHED).exists():
        return None
    return Refusal(
        code="clocks.rule_variant",
        cannot=_("No further rule can be entered for this special case."),
        missing=_("It has a rule already, or none was chosen."),
        next_step=_("Change the rule that is there."),
        field="variant",
    )
