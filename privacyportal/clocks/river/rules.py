"""How does a compliance officer change a rule: from a day on, before it begins, for a special case, its ladder?"""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.clocks.models import ClockRule, RuleChange, RuleLevel
from privacyportal.clocks.river.computing import follow

type Person = AbstractBaseUser | None
RULE_FIELDS = (
    "amount", "unit", "calendar", "day_one", "roll_forward", "until_midnight", "stopped_by", "certainty", "source",
)  # fmt: skip
Scope = RuleChange.Scope


@deed
def amend_rule(
    *, obj: ClockRule, valid_from: date, mails_past: bool = False, by: Person, at: datetime, **values: Any
) -> ClockRule:
    """Replace a rule from a day on: the old row ends there, a new one begins with the same ladder (T5).

    What started before that day keeps the old rule; open clocks that started since follow, without a mail for what is
    past unless `mails_past` (E9). `values` are fields of the rule.

    :raises Refused: when the day is not after the old rule's first, or the old rule has already been replaced.
    """
    refuse_if([_replaced(obj), _not_later(obj, valid_from)], obj=obj)
    new = _like(obj, valid_from=valid_from, values=values)
    ClockRule.objects.filter(pk=obj.pk).update(valid_to=valid_from)
    _enter(new, levels_of=obj)
    changes = {"duty": obj.duty, "valid_from": valid_from, "fields": sorted(values)}
    trail.record(action="clocks.rule_amended", obj=new, by=by, at=at, changes=changes)
    if valid_from <= tokyo_day(at):
        _follow(new, Scope.TERMS, mails_past, at)
    return new


@deed
def correct_rule(*, obj: ClockRule, by: Person, at: datetime, **values: Any) -> ClockRule:
    """Put right the terms of a rule that has not begun: no clock counts by it yet.

    :raises Refused: when it has begun.
    """
    refuse_if([_begun(obj, at)], obj=obj)
    changed = {name: [getattr(obj, name), value] for name, value in values.items() if getattr(obj, name) != value}
    for name, value in values.items():
        setattr(obj, name, value)
    obj.clean_fields()
    obj.save(update_fields=sorted(values))
    trail.record(action="clocks.rule_corrected", obj=obj, by=by, at=at, changes={"duty": obj.duty, **_told(changed)})
    return obj


@deed
def withdraw_rule(*, obj: ClockRule, reason: str, by: Person, at: datetime) -> ClockRule | None:
    """Take back a rule that has not begun; the one before it goes on. Return that one.

    :raises Refused: when it has begun.
    """
    refuse_if([_begun(obj, at)], obj=obj)
    before = ClockRule.objects.filter(duty=obj.duty, variant=obj.variant, valid_to=obj.valid_from).first()
    changes = {"duty": obj.duty, "valid_from": obj.valid_from}
    trail.record(action="clocks.rule_withdrawn", obj=obj, by=by, at=at, changes=changes, reason=reason)
    until = obj.valid_to
    obj.delete()
    if before is not None:
        before.valid_to = until
        before.save(update_fields=["valid_to"])
    return before


@deed
def enter_variant(
    *, obj: ClockRule, variant: str, valid_from: date, mails_past: bool = False, by: Person, at: datetime, **values: Any
) -> ClockRule:
    """Enter a rule of its own for a special case of a duty, with the ladder of the duty's general rule.

    :raises Refused: when the special case has a rule already.
    """
    refuse_if([_taken(obj.duty, variant)], obj=obj)
    new = _like(obj, variant=variant, valid_from=valid_from, values=values)
    _enter(new, levels_of=obj)
    changes = {"duty": new.duty, "variant": variant, "valid_from": valid_from}
    trail.record(action="clocks.rule_entered", obj=new, by=by, at=at, changes=changes)
    if valid_from <= tokyo_day(at):
        _follow(new, Scope.TERMS, mails_past, at)
    return new


@deed
def set_level(
    *,
    rule: ClockRule,
    code: str,
    role: str,
    order: int,
    offset: int,
    offset_unit: str,
    at_once: bool = False,
    mails_past: bool = False,
    by: Person,
    at: datetime,
) -> RuleLevel:
    """Add a step to a rule's ladder or move it; open clocks follow at once, or where they are many with the sweeps.

    A step that is already past on an open clock is recorded without a mail, unless `mails_past` (E9).

    :raises ValidationError: when a value does not fit.
    """
    level = rule.levels.filter(code=code, role=role).first() or RuleLevel(rule=rule, code=code, role=role)
    level.order, level.offset, level.offset_unit, level.at_once = order, offset, offset_unit, at_once
    level.clean_fields(exclude={"rule"})
    level.validate_constraints(exclude={"rule"})
    level.save()
    changes = {"duty": rule.duty, "level": code, "role": role, "offset": f"{offset} {offset_unit}"}
    trail.record(action="clocks.level_set", obj=rule, by=by, at=at, changes=changes)
    _follow(rule, Scope.LADDER, mails_past, at)
    return level


@deed
def drop_level(*, level: RuleLevel, by: Person, at: datetime) -> None:
    """Take a step out of a rule's ladder; open clocks lose it too."""
    rule = level.rule
    changes = {"duty": rule.duty, "level": level.code, "role": level.role}
    trail.record(action="clocks.level_dropped", obj=rule, by=by, at=at, changes=changes)
    level.delete()
    _follow(rule, Scope.LADDER, False, at)


def _follow(rule: ClockRule, scope: Scope, mails_past: bool, at: datetime) -> None:
    """A few records follow in the same transaction; the sweeps see to the rest."""
    follow(RuleChange.objects.create(rule=rule, scope=scope, mails_past=mails_past, changed_at=at), at=at)


def _like(rule: ClockRule, *, values: dict[str, Any], **own: Any) -> ClockRule:
    kept = {name: getattr(rule, name) for name in RULE_FIELDS}
    new = ClockRule(**{"duty": rule.duty, "variant": rule.variant, **kept, **values, **own})
    new.clean_fields()
    return new


def _enter(new: ClockRule, *, levels_of: ClockRule) -> None:
    levels = list(levels_of.levels.all())
    new.save()
    RuleLevel.objects.bulk_create([_copy(level, new) for level in levels])


def _copy(level: RuleLevel, rule: ClockRule) -> RuleLevel:
    level.pk, level.rule = None, rule
    return level


def _told(changed: dict[str, list[Any]]) -> dict[str, Any]:
    """Return changes as the trail keeps them: a calendar by its code."""
    return {name: [getattr(value, "code", value) for value in pair] for name, pair in changed.items()}


def _replaced(rule: ClockRule) -> Refusal | None:
    if rule.valid_to is None:
        return None
    return Refusal(
        code="clocks.rule_replaced",
        cannot=_("This rule cannot be changed."),
        missing=_("It has already been replaced by a later one."),
        next_step=_("Change the rule that is in force."),
    )


def _not_later(rule: ClockRule, valid_from: date) -> Refusal | None:
    if valid_from > rule.valid_from:
        return None
    return Refusal(
        code="clocks.rule_day",
        cannot=_("The rule cannot change on that day."),
        missing=_("The day must be later than the first day of the rule in force."),
        next_step=_("Choose a later day."),
        field="valid_from",
    )


def _begun(rule: ClockRule, at: datetime) -> Refusal | None:
    if rule.valid_from > tokyo_day(at):
        return None
    return Refusal(
        code="clocks.rule_begun",
        cannot=_("This rule can no longer be corrected or withdrawn."),
        missing=_("It has begun, and deadlines may count by it."),
        next_step=_("Change it from a later day on."),
    )


def _taken(duty: str, variant: str) -> Refusal | None:
    if variant and not ClockRule.objects.filter(duty=duty, variant=variant).exists():
        return None
    return Refusal(
        code="clocks.rule_variant",
        cannot=_("No further rule can be entered for this special case."),
        missing=_("It has a rule already, or none was chosen."),
        next_step=_("Change the rule that is there."),
        field="variant",
    )
