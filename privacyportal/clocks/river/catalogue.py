"""Which rules does the portal bring along, how firm is each, and where does it come from?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.publishing import Stage
from privacyportal.backoffice.rights import right
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks.models import ClockRule, RuleChange, RuleLevel
from privacyportal.clocks.plan import Certainty, LevelCode, OffsetUnit, Unit, prefixes_with
from privacyportal.clocks.river.telling import (
    ASK,
    AT_ONCE,
    LAPSED,
    MONTH_AHEAD,
    QUARTER_AHEAD,
    SHORT,
    USUAL,
    Steps,
    late,
    warning,
)
from privacyportal.references.models import Reference

CHANGE = right("clocks.change_clockrule")
SINCE = date(1970, 1, 1)
TARGET_SOURCE = "初期設定（変更可）"
# The rule says "at intervals"; "about once a year or more often" is the guideline's.
CHECKED = (
    "個人情報保護法施行規則第18条第1項第1号（定期的に）、ガイドライン外国第三者提供編6-1(1)（年1回程度又はそれ以上）"
)


@dataclass(frozen=True)
class Shipped:
    """A rule as the portal brings it."""

    duty: str
    amount: int
    unit: Unit
    steps: Steps
    variant: str = ""
    calendar: str = "DESK"
    day_one: bool = False
    roll: bool = False
    until_midnight: bool = False
    stopped_by: tuple[str, ...] = ("*",)
    certainty: Certainty = Certainty.TARGET
    source: str = TARGET_SOURCE


RULES = (
    Shipped("cases.acknowledge", 1, Unit.BUSINESS_DAYS, SHORT, stopped_by=()),
    Shipped("cases.answer", 10, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -3) + USUAL),
    # A request for disclosure etc.: without delay by the Act; ten calendar days from arrival is the firm's target.
    Shipped("cases.answer", 10, Unit.DAYS, warning(LevelCode.SOON, -3) + SHORT, variant="disclosure", roll=True),
    # The routing table's shorter limit, for individual numbers.
    Shipped("cases.answer", 5, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -2) + USUAL, variant="5_days"),
    Shipped("cases.identity_check", 5, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -1) + USUAL),
    Shipped("cases.pass_on", 2, Unit.BUSINESS_DAYS, SHORT, stopped_by=()),
    Shipped("cases.referral_answer", 3, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -1) + SHORT, stopped_by=()),
    Shipped(
        "cases.suit_possible",
        15,
        Unit.DAYS,
        warning(LevelCode.SOON, -3),
        until_midnight=True,
        stopped_by=(),
        certainty=Certainty.HARD,
        source="個人情報保護法第39条第1項（到達日から2週間を経過した日）",
    ),
    # How long the body may take on its own calendar before we ask; nothing binds it.
    Shipped("cases.body_answer", 20, Unit.BUSINESS_DAYS, ASK, stopped_by=()),
    Shipped("cases.body_answer", 10, Unit.BUSINESS_DAYS, ASK, variant="passed_on", stopped_by=()),
    Shipped("cases.latest_message", 5, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -1) + USUAL, stopped_by=()),
    Shipped("cases.progress", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -1) + USUAL, stopped_by=()),
    Shipped("cases.promise", 0, Unit.DAYS, warning(LevelCode.SOON, -2) + SHORT, stopped_by=(), source="約束した期日"),
    Shipped("cases.nudge", 10, Unit.BUSINESS_DAYS, late(5, 10), stopped_by=()),
    Shipped("cases.long_wait", 30, Unit.DAYS, late(3, 10), roll=True, stopped_by=()),
    # Whether the day of knowing is the first day is stated of the final report only; the stricter reading is taken.
    Shipped(
        "cases.leak_first_report",
        5,
        Unit.DAYS,
        warning(LevelCode.EARLY, -3, OffsetUnit.DAYS) + warning(LevelCode.SOON, -2, OffsetUnit.DAYS) + SHORT,
        calendar="GOV",
        day_one=True,
        until_midnight=True,
        stopped_by=(),
        certainty=Certainty.GUIDELINE,
        source="個人情報保護法施行規則第8条第1項（速やかに）、ガイドライン通則編3-5-3-3（概ね3～5日以内）、"
        "番号法第29条の4（個人番号）、金融商品取引業等に関する内閣府令第123条第1項第6号の2（個人顧客）",
    ),
    *(
        Shipped(
            "cases.leak_final_report",
            days,
            Unit.DAYS,
            warning(LevelCode.EARLY, -14, OffsetUnit.DAYS) + warning(LevelCode.SOON, -5) + SHORT,
            variant=variant,
            calendar="GOV",
            day_one=True,
            roll=True,
            until_midnight=True,
            stopped_by=(),
            certainty=Certainty.HARD,
            source=f"個人情報保護法施行規則第8条第2項（{days}日以内）、ガイドライン通則編3-5-3-4",
        )
        for variant, days in (("", 30), ("wrongful_purpose", 60))
    ),
    # Erasing without delay is a duty of effort (Act, Article 22); a month after the end is the firm's target.
    Shipped(
        "cases.identity_disposal",
        1,
        Unit.MONTHS,
        warning(LevelCode.SOON, -5) + USUAL,
        roll=True,
        stopped_by=(),
        source="個人情報保護法第22条（遅滞なく消去する努力義務）、初期設定1か月（変更可）",
    ),
    Shipped("vendors.review", 6, Unit.MONTHS, MONTH_AHEAD + USUAL, variant="high", roll=True),
    Shipped("vendors.review", 12, Unit.MONTHS, MONTH_AHEAD + USUAL, variant="medium", roll=True),
    Shipped("vendors.review", 12, Unit.MONTHS, MONTH_AHEAD + USUAL, variant="low", roll=True),
    # A vendor abroad is looked at about once a year whatever its criticality: the firm's target. What binds a vendor on
    # the ground of equivalent measures are the two checks below.
    Shipped(
        "vendors.review",
        12,
        Unit.MONTHS,
        MONTH_AHEAD + USUAL,
        variant="abroad",
        roll=True,
    ),
    Shipped("vendors.contract_end", 0, Unit.DAYS, QUARTER_AHEAD + USUAL, until_midnight=True, source="委託契約"),
    Shipped(
        "vendors.evidence_expiry", 0, Unit.DAYS, QUARTER_AHEAD + USUAL, until_midnight=True, source="認証等の有効期間"
    ),
    Shipped(
        "vendors.equivalent_measures_check",
        12,
        Unit.MONTHS,
        MONTH_AHEAD + USUAL,
        certainty=Certainty.GUIDELINE,
        source=CHECKED,
    ),
    Shipped(
        "vendors.equivalent_law_check",
        12,
        Unit.MONTHS,
        MONTH_AHEAD + USUAL,
        certainty=Certainty.GUIDELINE,
        source=CHECKED,
    ),
    # The morning of the lapse tells the owner and the head of compliance at once; a day later it is late.
    Shipped(
        "vendors.ground_lapse",
        1,
        Unit.BUSINESS_DAYS,
        LAPSED,
        stopped_by=(),
        source="個人情報保護法第28条第1項、同施行規則第18条第1項第2号（支障があるときは提供を停止）、初期設定1営業日（変更可）",
    ),
    # Returned or erased at the partners as agreed; the guideline recommends the terms, the days are the firm's target.
    Shipped(
        "vendors.joint_use_lapse",
        20,
        Unit.BUSINESS_DAYS,
        AT_ONCE + warning(LevelCode.SOON, -5) + USUAL,
        stopped_by=(),
        source="ガイドライン通則編3-6-3(3)（共同利用の終了後の手続を定めておくことが望ましい）、初期設定20営業日（変更可）",
    ),
    Shipped(
        "vendors.joint_use_lapse",
        1,
        Unit.BUSINESS_DAYS,
        LAPSED,
        variant="abroad",
        stopped_by=(),
        source="個人情報保護法第28条第1項、初期設定1営業日（変更可）",
    ),
    # No law names days for what rested on a consent, contract, joint use or ground that has ended: the firm's targets.
    Shipped("consents.support_lapse", 5, Unit.BUSINESS_DAYS, AT_ONCE + USUAL, stopped_by=()),
    Shipped("cases.support_lapse", 3, Unit.BUSINESS_DAYS, AT_ONCE + USUAL, stopped_by=()),
    Shipped("checklists.assessment", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + USUAL),
    Shipped("checklists.corrective_action", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + USUAL),
    Shipped("consents.expiry", 0, Unit.DAYS, MONTH_AHEAD + USUAL, until_midnight=True, source="同意の有効期間"),
    # "Promptly, each time" by the rule; three business days is the firm's target. The record itself ends the clock.
    Shipped(
        "consents.provision_record",
        3,
        Unit.BUSINESS_DAYS,
        SHORT,
        stopped_by=(),
        source="個人情報保護法施行規則第19条第2項（その都度、速やかに）、初期設定3営業日（変更可）",
    ),
    Shipped("policies.review", 12, Unit.MONTHS, MONTH_AHEAD + USUAL, roll=True),
    Shipped("policies.pledge", 12, Unit.MONTHS, MONTH_AHEAD + late(5, 15), roll=True),
    Shipped("policies.pledge", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + late(5, 15), variant="first"),
    Shipped("policies.acknowledgement", 20, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + late(5, 15)),
    Shipped("policies.review_item", 30, Unit.BUSINESS_DAYS, warning(LevelCode.SOON, -5) + USUAL),
)


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
        draft.stage, draft.published_at, draft.drafted_at = Stage.DRAFT, None, at
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
        stage=Stage.PUBLISHED,
        published_at=at,
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
