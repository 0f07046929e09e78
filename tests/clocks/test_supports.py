"""A lapse reaches what rests on it at once (A16): every pair has a task with mails, and a list that shows it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cases import services as cases
from consents import services as consents
from consents.models import ThirdPartyProvision
from consents.states import Decision, Ending, Ground
from privacyportal.accounts.models import User
from privacyportal.clocks.models import Clock, ClockRule, Level
from privacyportal.clocks.plan import Role, supports
from privacyportal.references.kinds import registered
from privacyportal.references.models import Reference
from tests.factories import cases as case_make
from tests.factories import consents as make
from tests.factories.clocks import tokyo
from vendors import services as vendors
from vendors.models import Country, JointUseArrangement

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PROVISION, CASE, USE = "consents.support_lapse", "cases.support_lapse", "vendors.joint_use_lapse"
GROUND, CONTRACT, ITEM = "vendors.ground_lapse", "vendors.contract_end", "policies.review_item"
# What may lapse, what rests on it, and the task: a pair that comes or goes is a decision.
PAIRS = [
    ("CONSENT", "CASE", CASE),
    ("CONSENT", "PROVISION", PROVISION),
    ("COUNTRY", "GROUND", GROUND),
    ("COUNTRY", "PROVISION", PROVISION),
    ("ENTRUST", "PROVISION", PROVISION),
    ("ENTRUST", "VENDOR", CONTRACT),
    ("GROUND", "JOINTUSE", USE),
    ("GROUND", "PROVISION", PROVISION),
    ("GROUND", "VENDOR", GROUND),
    ("JOINTUSE", "CASE", CASE),
    ("JOINTUSE", "PROVISION", PROVISION),
    ("PURPOSE", "CONSENT", ITEM),
    ("VENDOR", "CASE", CASE),
    ("VENDOR", "PROVISION", PROVISION),
]


def clock(reference: Reference, duty: str) -> Clock | None:
    return Clock.objects.filter(reference=reference, duty=duty, state="running").first()


def begins(reference: Reference, duty: str) -> tuple[datetime, date] | None:
    found = clock(reference, duty)
    return (found.started_at, found.due_on) if found else None


def lapsed(at: datetime = make.NOW) -> list[ThirdPartyProvision]:
    return list(ThirdPartyProvision.objects.without_support(at))


def consented(**fields: Any) -> ThirdPartyProvision:
    person = make.DataSubjectFactory()
    make.decide(person, make.wording(), **fields)
    return make.provide(make.proposal(Ground.CONSENT, data_subject=person, subjects=""))


def entrusted(name: str = "東和データセンター株式会社") -> ThirdPartyProvision:
    contract = make.contract(make.vendor(name=name))
    return make.provide(make.proposal(Ground.ENTRUSTMENT, entrustment=contract))


def shared(**fields: Any) -> ThirdPartyProvision:
    member = make.partner()
    use = make.arrangement(member, **fields)
    return make.provide(make.proposal(Ground.JOINT_USE, partner=member, arrangement=use))


def test_the_table_of_pairs_is_this() -> None:
    assert sorted({(pair.supporter, pair.dependent, pair.duty) for pair in supports()}) == PAIRS


def test_every_pair_has_a_path_a_task_that_tells_its_owner_and_a_list() -> None:
    for pair in supports():
        model = registered[pair.dependent].model_class
        assert list(model._default_manager.filter(**{f"{pair.path}__in": []})) == []
        for rule in ClockRule.objects.published().filter(duty=pair.duty):
            assert rule.levels.filter(role=Role.OWNER).exists(), pair
            assert rule.levels.filter(role=Role.COMPLIANCE_HEAD).exists(), pair
        assert ClockRule.objects.published().filter(duty=pair.duty).exists(), pair


def test_every_list_of_a_pair_opens_with_what_it_is_narrowed_by(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    for listed, narrowed in {(pair.listed, tuple(sorted(pair.narrowed.items()))) for pair in supports()}:
        assert apps.get_model(*listed.split("_", 1)) is not None
        answer = client.get(reverse(f"admin:{listed}_changelist"), dict(narrowed))
        assert answer.status_code == 200, listed
        assert answer.context["cl"].params.items() >= dict(narrowed).items() or answer.context["cl"].has_filters


def test_a_consent_with_a_last_day_is_a_task_of_the_day_after_and_a_list_of_that_day() -> None:
    given = consented(expires_on=date(2026, 11, 30))
    assert begins(given.reference, PROVISION) == (tokyo("2026-12-01T00:00"), date(2026, 12, 8))
    assert lapsed(tokyo("2026-11-30T23:59")) == []
    assert lapsed(tokyo("2026-12-01T00:00")) == [given]


def test_a_withdrawn_consent_reaches_its_provision_at_once_and_a_new_one_takes_the_task_away() -> None:
    given = consented()
    assert lapsed() == []
    make.decide(given.data_subject, make.wording(), Decision.WITHDRAWN, decided_at=make.NOW)
    assert begins(given.reference, PROVISION) == (tokyo("2026-11-16T00:00"), date(2026, 11, 24))
    assert lapsed() == [given]
    make.decide(given.data_subject, make.wording(), decided_at=make.NOW.replace(hour=11), at=make.NOW.replace(hour=12))
    assert lapsed() == []


def test_a_contract_ended_early_and_a_vendor_suspended_reach_their_provisions() -> None:
    one, other = entrusted(), entrusted("みさき印刷株式会社")
    vendors.end_entrustment(
        entrustment=one.entrustment, ended_on=make.DAY, reason="業務の終了", by=make.officer(), at=make.NOW
    )
    vendors.suspend(vendor=other.vendor, reason="重大な不備", by=make.officer(), at=make.NOW)
    assert begins(one.reference, PROVISION) == (tokyo("2026-11-17T00:00"), date(2026, 11, 25))
    assert begins(other.reference, PROVISION) == (tokyo("2026-11-16T00:00"), date(2026, 11, 24))
    assert lapsed() == [other]


def test_a_provision_seen_to_is_no_task_any_more_and_says_how_it_ended() -> None:
    given = consented(expires_on=date(2026, 11, 30))
    later = tokyo("2026-12-02T10:00")
    consents.end_provision(
        provision=given,
        ending=Ending.STOPPED,
        ended_on=date(2026, 12, 1),
        note="配信を停止しました。",
        by=make.officer(),
        at=later,
    )
    assert lapsed(later) == []
    assert Clock.objects.get(reference=given.reference, duty=PROVISION).stopped_at == later


def test_the_newest_provision_stands_for_those_before_it() -> None:
    first = entrusted()
    plan = make.proposal(Ground.ENTRUSTMENT, entrustment=first.entrustment)
    second = make.provide(plan)
    vendors.suspend(vendor=first.vendor, reason="重大な不備", by=make.officer(), at=make.NOW)
    assert lapsed() == [second]


def test_a_joint_use_that_ends_reaches_provision_case_and_its_own_winding_up(aoki: User) -> None:
    given = shared()
    case = case_make.open_case(arrangement=given.arrangement, partner=given.partner)
    vendors.change_arrangement(
        arrangement=given.arrangement, ends_on=date(2026, 11, 30), by=make.officer(), at=make.NOW
    )
    first = tokyo("2026-12-01T00:00")
    assert begins(given.reference, PROVISION) == (first, date(2026, 12, 8))
    assert begins(case.reference, CASE) == (first, date(2026, 12, 4))
    assert begins(given.arrangement.reference, USE) == (first, date(2026, 12, 29))
    assert list(JointUseArrangement.objects.to_settle_on(date(2026, 11, 30))) == []
    assert list(JointUseArrangement.objects.to_settle_on(date(2026, 12, 1))) == [given.arrangement]
    later = tokyo("2026-12-02T10:00")
    vendors.settle_arrangement(
        arrangement=given.arrangement, settlement="全共同利用者から消去の報告", by=make.officer(), at=later
    )
    assert clock(given.arrangement.reference, USE) is None
    cases.add_note(case=case, text="共催者の窓口に変更がないことを確認", by=make.officer(), at=later)
    assert clock(case.reference, CASE) is None


def test_a_joint_use_that_was_replaced_goes_on_and_its_end_reaches_what_rested_on_the_former() -> None:
    given = shared()
    replaced = vendors.replace_arrangement(
        arrangement=given.arrangement,
        published_on=make.DAY,
        from_on=date(2026, 12, 1),
        publication="当社ウェブサイト",
        purpose_text="総合的なサービスの提供および分析",
        by=make.officer(),
        at=make.NOW,
    )
    assert (clock(given.reference, PROVISION), clock(given.arrangement.reference, USE)) == (None, None)
    vendors.change_arrangement(arrangement=replaced, ends_on=date(2027, 3, 31), by=make.officer(), at=make.NOW)
    assert begins(given.reference, PROVISION) == (tokyo("2027-04-01T00:00"), date(2027, 4, 8))


def test_what_was_over_when_a_case_came_in_is_no_news_of_that_case() -> None:
    use = make.arrangement(make.partner(), ends_on=date(2026, 11, 13))
    assert clock(case_make.open_case(arrangement=use).reference, CASE) is None


def test_an_ended_designation_reaches_provisions_without_a_ground_on_file_and_the_owner_hears_that_morning() -> None:
    person = make.DataSubjectFactory()
    german = {"recipient_name": "Elbe Treuhand GmbH", "recipient_country": make.country("DE")}
    make.decide(person, make.wording(recipient="Elbe Treuhand GmbH"))
    given = make.provide(make.proposal(Ground.CONSENT, data_subject=person, subjects="", **german))
    assert given.foreign_basis == "designated"
    vendors.end_designation(
        country=Country.objects.get(pk="DE"),
        valid_to=date(2026, 11, 20),
        reason="告示の改正",
        by=make.officer(),
        at=make.NOW,
    )
    found = clock(given.reference, PROVISION)
    assert found is not None
    assert (found.started_at, found.due_on) == (tokyo("2026-11-21T00:00"), date(2026, 12, 1))
    first = Level.objects.get(clock=found, code="early")
    assert (first.role, first.fire_at.astimezone(make.TOKYO).date()) == ("owner", date(2026, 11, 24))


def test_a_partner_abroad_whose_check_is_missed_leaves_its_joint_use_without_a_ground() -> None:
    member = make.partner("US")
    make.equivalent(member, implementation_due_on=date(2026, 12, 1), law_due_on=date(2027, 1, 1))
    use = make.arrangement(member, ends_on=date(2027, 12, 31))
    vendors.change_arrangement(arrangement=use, name="グループ共同利用（改称）", by=make.officer(), at=make.NOW)
    assert begins(use.reference, USE) == (tokyo("2026-12-02T00:00"), date(2026, 12, 3))
    assert list(JointUseArrangement.objects.without_ground_on(date(2026, 12, 1))) == []
    assert list(JointUseArrangement.objects.without_ground_on(date(2026, 12, 2))) == [use]
