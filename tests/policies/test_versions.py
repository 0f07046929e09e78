"""What decisions rest on stands still: purposes, categories and the policy change by two persons, by days (A9)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from consents.states import Ground
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.publishing import Stage
from privacyportal.backoffice.refusals import Refused
from privacyportal.clocks.models import Clock
from privacyportal.policies import services
from privacyportal.policies.models import (
    CategoryVersion,
    DataCategory,
    PledgeSigning,
    PolicyVersion,
    PurposeOfUse,
    PurposeVersion,
    ReviewItem,
    StaffPledge,
)
from tests.factories import consents as make
from tests.factories.people import officer, second
from tests.factories.policies import LOADED_AT, load, policy_text
from tests.rewriting import rewriting

pytestmark = pytest.mark.django_db

TODAY, TOMORROW = date(2026, 11, 16), date(2026, 11, 17)
LATER = LOADED_AT + timedelta(days=1)


def purpose_draft(code: str = "U1", day: date = TOMORROW, **fields: object) -> PurposeVersion:
    """A draft that gives a purpose another name."""
    values = {"clause": "第3項1)", "name_ja": "第三者への広告販売", "name_en": "Advertising", "announcement": "公表"}
    values |= {"valid_from": day, "change_reason": "改定"}
    purpose = PurposeOfUse.objects.get(code=code)
    return services.draft_purpose(purpose=purpose, **{**values, **fields}, by=officer(), at=LOADED_AT)


def category_draft(code: str, sensitivity: str) -> CategoryVersion:
    """A draft that makes a category more or less sensitive."""
    category = DataCategory.objects.get(code=code)
    return services.draft_category(
        category=category,
        sensitivity=sensitivity,
        name_ja=category.name_ja,
        name_en=category.name_en,
        valid_from=TOMORROW,
        change_reason="見直し",
        by=officer(),
        at=LOADED_AT,
    )


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of all refusals."""
    return [refusal.code for refusal in caught.value.refusals]


def test_a_purpose_does_not_change_by_one_person() -> None:
    new = purpose_draft()
    assert PurposeOfUse.objects.get(code="U1").name_ja != "第三者への広告販売"
    with pytest.raises(Refused) as caught:
        services.publish_purpose(version=new, by=officer(), at=LOADED_AT)
    assert codes(caught) == ["backoffice.second_person"]
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        PurposeVersion.objects.filter(pk=new.pk).update(stage=Stage.PUBLISHED, published_by=officer())


def test_the_former_text_of_a_purpose_stays_readable_and_holds_for_its_days() -> None:
    purpose = PurposeOfUse.objects.get(code="U1")
    former = purpose.name_ja
    services.publish_purpose(version=purpose_draft(), by=second(), at=LOADED_AT)
    assert (purpose.on(TODAY).name_ja, purpose.on(TOMORROW).name_ja) == (former, "第三者への広告販売")
    assert PurposeOfUse.objects.get(code="U1").name_ja == former
    services.follow_the_day(by=PORTAL, at=LATER)
    assert PurposeOfUse.objects.get(code="U1").name_ja == "第三者への広告販売"


def test_whoever_publishes_is_shown_what_rests_on_the_purpose() -> None:
    make.decide(make.DataSubjectFactory(), make.wording("use", purpose=make.purpose("U1")))
    new = services.publish_purpose(version=purpose_draft(), by=second(), at=LOADED_AT)
    assert "同意：1件（うち現在も有効：1件）" in new.impact


def test_a_changed_purpose_raises_its_work_item_with_a_deadline() -> None:
    services.publish_purpose(version=purpose_draft(), by=second(), at=LOADED_AT)
    item = ReviewItem.objects.get(purpose__code="U1")
    clock = Clock.objects.get(reference=item.reference)
    assert (item.occasion, clock.duty, clock.due_on) == ("purpose", "policies.review_item", date(2026, 12, 29))
    services.settle_item(item=item, outcome="同意文言を改めた。", by=second(), at=LATER)
    clock.refresh_from_db()
    assert clock.state == "met"
    with pytest.raises(Refused):
        services.settle_item(item=item, outcome="もう一度", by=second(), at=LATER)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"announcement": " "}, "policies.purpose_not_announced"),
        ({"day": date(2026, 11, 15)}, "policies.retroactive"),
        ({"code": "N1"}, "policies.affair_without_article"),
    ],
)
def test_a_draft_of_a_purpose_keeps_to_the_law(fields: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as caught:
        purpose_draft(**fields)
    assert codes(caught) == [code]


def test_there_is_one_draft_of_a_purpose_at_a_time() -> None:
    purpose_draft()
    with pytest.raises(Refused) as caught:
        purpose_draft()
    assert codes(caught) == ["backoffice.draft_exists"]


def test_an_ended_purpose_is_none_from_its_day_and_was_one_before() -> None:
    person = make.DataSubjectFactory()
    make.decide(person, make.wording())
    services.publish_purpose(version=purpose_draft("U2", is_end=True), by=second(), at=LOADED_AT)
    held = make.provide(make.proposal(Ground.CONSENT, data_subject=person, provided_on=TODAY))
    assert held.purpose.code == "U2"
    with pytest.raises(Refused) as caught:
        make.provide(make.proposal(Ground.CONSENT, data_subject=person, provided_on=TOMORROW), at=LATER)
    assert "consents.purpose_not_published" in codes(caught)


def test_the_law_says_how_sensitive_a_category_is() -> None:
    with pytest.raises(Refused) as caught:
        category_draft("special_care", "ordinary")
    assert codes(caught) == ["policies.sensitivity_of_law"]
    rows = CategoryVersion.objects.filter(code="special_care")
    with rewriting(CategoryVersion), pytest.raises(IntegrityError, match="within_the_law"), transaction.atomic():
        rows.update(sensitivity="ordinary")


def test_what_was_provided_before_is_judged_by_the_sensitivity_of_its_day() -> None:
    services.publish_category(version=category_draft("identity", "sensitive"), by=second(), at=LOADED_AT)
    services.follow_the_day(by=PORTAL, at=LATER)
    assert DataCategory.objects.get(code="identity").sensitivity == "sensitive"
    assert make.provide(make.proposal(provided_on=TODAY), at=LATER).provided_on == TODAY
    with pytest.raises(Refused) as caught:
        make.provide(make.proposal(provided_on=TOMORROW), at=LATER)
    assert codes(caught) == ["consents.sensitive_without_exception"]


def test_a_new_purpose_can_be_chosen_once_it_is_published() -> None:
    new = services.draft_new_purpose(
        code="U10",
        kind="general",
        clause="第3項10)",
        name_ja="顧客満足度の把握",
        name_en="Customer satisfaction",
        announcement="当社ウェブサイト 2026年12月1日",
        valid_from=date(2026, 12, 1),
        change_reason="新設",
        by=officer(),
        at=LOADED_AT,
    )
    assert not PurposeOfUse.objects.filter(code="U10").exists()
    services.publish_purpose(version=new, by=second(), at=LOADED_AT)
    made = PurposeOfUse.objects.get(code="U10")
    assert (made.is_published_on(date(2026, 11, 30)), made.is_published_on(date(2026, 12, 1))) == (False, True)


# The policy itself (A18, E13)


def in_force(version: PolicyVersion, day: date = TODAY) -> PolicyVersion:
    """A version proposed by one officer, put in force by another."""
    services.propose_version(version=version, valid_from=day, change_reason="改定", by=officer(), at=LOADED_AT)
    return services.publish_version(version=version, by=second(), at=LOADED_AT)


def test_one_version_of_the_policy_is_in_force_a_day_and_the_former_one_closes() -> None:
    first = in_force(load())
    new = load(policy_text(change=("適切に", "厳正に")))
    in_force(new, TOMORROW)
    first.refresh_from_db()
    assert first.valid_to == TOMORROW
    assert PolicyVersion.objects.in_force_on(TODAY).get() == first
    assert PolicyVersion.objects.in_force_on(TOMORROW).get() == new


def test_the_database_refuses_two_versions_without_end() -> None:
    in_force(load())
    other = load(policy_text(change=("適切に", "厳正に")))
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=other.pk).update(stage=Stage.PUBLISHED, valid_from=TOMORROW)


def test_who_proposed_the_day_does_not_put_the_version_in_force() -> None:
    version = load()
    with pytest.raises(Refused) as caught:
        services.publish_version(version=version, by=second(), at=LOADED_AT)
    assert codes(caught) == ["policies.no_first_day"]
    services.propose_version(version=version, valid_from=TODAY, change_reason="改定", by=second(), at=LOADED_AT)
    with pytest.raises(Refused) as caught:
        services.publish_version(version=version, by=second(), at=LOADED_AT)
    assert codes(caught) == ["backoffice.second_person"]


def test_a_version_is_not_set_backwards() -> None:
    in_force(load())
    new = load(policy_text(change=("適切に", "厳正に")))
    with pytest.raises(Refused) as caught:
        services.propose_version(
            version=new, valid_from=TODAY - timedelta(days=1), change_reason="改定", by=officer(), at=LOADED_AT
        )
    assert codes(caught) == ["policies.retroactive"]


def test_a_new_version_asks_every_member_of_staff_to_read_it(aoki) -> None:
    services.bring_in_line(by=PORTAL, at=LOADED_AT - timedelta(days=30))
    sheet = StaffPledge.objects.get(person=aoki)
    in_force(load())
    PledgeSigning.objects.create(pledge=sheet, version=None, signed_at=LOADED_AT - timedelta(days=2))
    in_force(load(policy_text(change=("適切に", "厳正に"))), TOMORROW)
    clock = Clock.objects.get(reference=sheet.reference, duty="policies.acknowledgement")
    assert (clock.state, clock.due_on) == ("running", date(2026, 12, 16))
    services.sign_pledge(pledge=sheet, by=aoki, at=LATER)
    clock.refresh_from_db()
    assert clock.state == "met"


def test_each_changed_section_raises_a_review_item_with_its_obligations() -> None:
    in_force(load())
    in_force(load(policy_text(change=("業務の委託について、法令", "業務の委託について、法令等"))), TOMORROW)
    item = ReviewItem.objects.get(occasion="section")
    assert (item.section.number, item.obligations.count()) == (6, 1)


def test_a_defect_of_the_text_raises_a_review_item_once() -> None:
    version = load(policy_text(change=("業務の委託について", "合併その他の自由について")))
    found = ReviewItem.objects.filter(occasion="defect", version=version)
    assert found.get(key__contains="succession_typo").section.number == 6
    assert AuditEntry.objects.filter(action="policies.item_raised").count() == found.count()
