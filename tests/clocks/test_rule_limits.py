"""Which rules stand, does any give more time than the law, and does none begin behind what it judged?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.backoffice.publishing import Stage
from privacyportal.backoffice.refusals import Refused
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.plan import Facts
from privacyportal.clocks.show.problems import problems
from tests.clocks.rules import NOW, RECEIVED, TODAY, MakeCompany, amended, officer, published
from tests.factories.clocks import DUTY, make_rule, tokyo
from tests.rewriting import published_as, rewriting

pytestmark = pytest.mark.usefixtures("baba", "endo")
type SignIn = Callable[[User], Client]


def law_of(rule: ClockRule) -> ClockRule:
    rule.law_amount, rule.law_terms = rule.amount, rule.terms.to_store()
    with rewriting(ClockRule):
        rule.save()
    return rule


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"amount": 11}, "amount"),
        ({"amount": 0}, "amount"),
        ({"unit": "months", "amount": 1}, "unit"),
        ({"roll_forward": True}, "roll_forward"),
        ({"until_midnight": True}, "until_midnight"),
    ],
)
def test_nobody_gives_more_time_than_the_law(rule: ClockRule, terms: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        amended(law_of(rule), **terms)
    assert [refusal.field for refusal in refused.value.refusals] == [field]
    assert ClockRule.objects.filter(duty=DUTY).count() == 1


def test_less_time_than_the_law_is_allowed_and_the_laws_own_again_afterwards(rule: ClockRule) -> None:
    shorter = published(amended(law_of(rule), amount=5))
    again = amended(shorter, amount=10, valid_from=date(2026, 12, 5))
    assert (shorter.amount, again.law_amount) == (5, 10)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockRule.objects.filter(pk=again.pk).update(amount=11)


@pytest.mark.parametrize(("variant", "days"), [("", 30), ("wrongful_purpose", 60)])
def test_the_final_leak_report_ships_with_the_acts_own_term(variant: str, days: int) -> None:
    rule = ClockRule.objects.get(duty="cases.leak_final_report", variant=variant)
    assert (rule.law_amount, rule.law_terms["calendar"], rule.law_terms["day_one"]) == (days, "GOV", True)
    with pytest.raises(Refused):
        amended(rule, amount=600)


def test_a_version_never_begins_on_or_before_a_day_that_was_judged_by_the_present_one(
    company: MakeCompany, rule: ClockRule
) -> None:
    done = company(Facts(started_at=RECEIVED, stopped_at=tokyo("2026-12-01T10:00")))
    river.refresh(reference=done.reference, at=NOW)
    with pytest.raises(Refused) as refused:
        published(amended(rule, valid_from=date(2026, 11, 24), amount=1))
    assert [refusal.code for refusal in refused.value.refusals] == ["backoffice.backwards"]
    draft = ClockRule.objects.get(duty=DUTY, stage=Stage.DRAFT)
    river.correct_rule(obj=draft, valid_from=date(2026, 11, 25), by=officer(), at=NOW)
    assert published(draft).valid_from == date(2026, 11, 25)
    assert Clock.objects.get(reference=done.reference).rule_id == rule.pk


def test_a_version_to_come_gives_way_to_one_that_begins_earlier(rule: ClockRule) -> None:
    later = published(amended(rule, valid_from=date(2027, 4, 1), amount=7))
    sooner = published(amended(later, valid_from=date(2027, 1, 1), amount=8))
    later.refresh_from_db()
    rule.refresh_from_db()
    assert (later.stage, rule.valid_to, sooner.valid_to) == (Stage.WITHDRAWN, date(2027, 1, 1), None)


def test_overlaps_gaps_and_missing_rules_are_shown_as_errors(rule: ClockRule, baba: User, as_user: SignIn) -> None:
    def wrong() -> list[str]:
        return [row.text for row in problems(TODAY) if row.duty == DUTY and row.is_error]

    assert wrong() == []
    published_as(ClockRule.objects.filter(pk=rule.pk), valid_to=date(2026, 12, 1))
    assert len(wrong()) == 1
    make_rule(5, valid_from=date(2026, 11, 1))
    assert len(wrong()) == 1
    page = as_user(baba).get("/admin/clocks/clockrule/").content.decode()
    assert wrong()[0] in page


def test_every_declared_duty_has_its_rules() -> None:
    assert [row.text for row in problems(TODAY) if row.duty != DUTY] == []


def test_every_vendor_is_reviewed_at_least_yearly() -> None:
    months = {row.variant: row.amount for row in ClockRule.objects.filter(duty="vendors.review")}
    assert months == {"high": 6, "medium": 12, "low": 12, "abroad": 12}
