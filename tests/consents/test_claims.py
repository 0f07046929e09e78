"""A row asks itself whether what it rests on held: a shell and a bulk insert get no further than a form (A5)."""

from datetime import date
from typing import Any

import pytest

from consents.models import ConsentEntry, ThirdPartyProvision
from consents.states import Channel, Decision, Ground
from privacyportal.backoffice.refusals import Refused
from privacyportal.references import registry
from tests.factories import consents as make

pytestmark = pytest.mark.django_db

OTHER_DAY, BEFORE = date(2026, 11, 10), date(2022, 3, 31)


def row(**fields: Any) -> ThirdPartyProvision:
    """A provision built in a shell, past every service."""
    values = {
        "reference": registry.issue("PROVISION", at=make.NOW),
        "ground": "b",
        "statute": "所得税法第225条第1項",
        "purpose": make.purpose(),
        "subjects": "対象ファンドの保有者全員",
        "recipient_name": make.RECIPIENT,
        "country": make.country("JP"),
        "provided_on": make.DAY,
        "recorded_at": make.NOW,
    }
    return ThirdPartyProvision(**{**values, **make.NAMED, **fields})


def by_consent(entry: ConsentEntry, **fields: Any) -> ThirdPartyProvision:
    """A provision that names a consent."""
    return row(ground=Ground.CONSENT, consent=entry, data_subject=entry.data_subject, **fields)


def code_of(found: ThirdPartyProvision, *, in_bulk: bool) -> str:
    """The rule that refuses a row, saved by itself or in bulk."""
    with pytest.raises(Refused) as caught:
        ThirdPartyProvision.objects.bulk_create([found]) if in_bulk else found.save()
    return caught.value.refusals[0].code


@pytest.fixture(params=[False, True], ids=["save", "bulk_create"])
def in_bulk(request: pytest.FixtureRequest) -> bool:
    """Both ways in which a shell stores a row."""
    return bool(request.param)


def test_a_provision_on_a_refused_consent_is_not_stored(*, in_bulk: bool) -> None:
    entry = make.decide(make.DataSubjectFactory(), make.wording(), Decision.REFUSED)
    assert code_of(by_consent(entry), in_bulk=in_bulk) == "consents.rests_on_no_consent"


def test_a_provision_on_a_consent_withdrawn_since_is_not_stored(*, in_bulk: bool) -> None:
    person = make.DataSubjectFactory()
    entry = make.decide(person, make.wording())
    make.decide(person, make.wording(), Decision.WITHDRAWN, decided_at=make.noon(OTHER_DAY))
    assert code_of(by_consent(entry), in_bulk=in_bulk) == "consents.rests_on_no_consent"
    by_consent(entry, provided_on=date(2026, 11, 9)).save()


def test_a_provision_on_the_consent_of_another_person_is_not_stored(*, in_bulk: bool) -> None:
    entry = make.decide(make.DataSubjectFactory(), make.wording())
    found = by_consent(entry)
    found.data_subject = make.DataSubjectFactory()
    assert code_of(found, in_bulk=in_bulk) == "consents.rests_on_no_consent"


def test_a_provision_to_another_company_than_the_consent_names_is_not_stored(*, in_bulk: bool) -> None:
    entry = make.decide(make.DataSubjectFactory(), make.wording())
    found = by_consent(entry, recipient_name="別の株式会社", named_as=make.RECIPIENT)
    assert code_of(found, in_bulk=in_bulk) == "consents.rests_on_no_consent"


def test_a_provision_on_a_contract_not_in_force_or_of_another_vendor_is_not_stored(*, in_bulk: bool) -> None:
    contract = make.contract(make.vendor())
    early = row(ground="e", entrustment=contract, vendor=contract.vendor, provided_on=date(2025, 3, 31))
    assert code_of(early, in_bulk=in_bulk) == "consents.rests_on_no_contract"
    other = row(ground="e", entrustment=contract, vendor=make.vendor(name="別の委託先"))
    assert code_of(other, in_bulk=in_bulk) == "consents.rests_on_no_contract"


def test_a_provision_on_a_joint_use_with_somebody_else_is_not_stored(*, in_bulk: bool) -> None:
    shared = make.arrangement(make.partner())
    found = row(ground="g", arrangement=shared, partner=make.partner(name="別の会社"))
    assert code_of(found, in_bulk=in_bulk) == "consents.rests_on_no_joint_use"


def test_a_provision_on_a_ground_abroad_that_was_stopped_is_not_stored(*, in_bulk: bool) -> None:
    vendor = make.vendor("US")
    ground = make.equivalent(vendor, stopped_on=OTHER_DAY)
    found = row(vendor=vendor, country=vendor.country, foreign_basis="equivalent", foreign_ground=ground)
    assert code_of(found, in_bulk=in_bulk) == "consents.rests_on_no_foreign_ground"


def test_a_provision_for_a_purpose_of_another_day_is_not_stored(*, in_bulk: bool) -> None:
    found = row(provided_on=BEFORE)
    assert code_of(found, in_bulk=in_bulk) == "consents.rests_on_no_purpose"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"recipient": "別の株式会社"}, "consents.claims_other_words"),
        ({"decided_on": OTHER_DAY}, "consents.claims_other_day"),
        (
            {"decided_on": date(2022, 3, 31), "decided_at": make.noon(date(2022, 3, 31))},
            "consents.claims_unshown_words",
        ),
    ],
)
def test_an_entry_says_what_its_wording_says(fields: dict[str, Any], code: str) -> None:
    shown = make.wording()
    values = {
        "reference": registry.issue("CONSENT", at=make.NOW),
        "data_subject": make.DataSubjectFactory(),
        "purpose": shown.purpose,
        "wording": shown,
        "scope": shown.scope,
        "recipient": shown.recipient,
        "decision": Decision.GIVEN,
        "channel": Channel.WRITTEN,
        "decided_at": make.NOW,
        "decided_on": make.DAY,
        "recorded_at": make.NOW,
    }
    for store in (
        ConsentEntry.objects.create,
        lambda **given: ConsentEntry.objects.bulk_create([ConsentEntry(**given)]),
    ):
        with pytest.raises(Refused) as caught:
            store(**{**values, **fields})
        assert caught.value.refusals[0].code == code
