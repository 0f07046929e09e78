"""A consent names a company or a class, and the record of a provision says who received (A10, A11; rules 20, 21)."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consents.states import Ground, Manner
from privacyportal.backoffice.refusals import Refused
from privacyportal.references import registry
from tests.factories import consents as make

pytestmark = pytest.mark.django_db

TRUST = "白鷺信託株式会社"


def refused(plan: Any) -> list[tuple[str, str]]:
    """Return code and field of every rule that refused a provision."""
    with pytest.raises(Refused) as caught:
        make.provide(plan)
    return [(refusal.code, refusal.field) for refusal in caught.value.refusals]


def consented(recipients: str, **fields: Any) -> Any:
    """A provision by a consent that names the trust company, or a class of that name."""
    person = make.DataSubjectFactory()
    make.decide(person, make.wording(recipient=TRUST, recipients=recipients))
    return make.proposal(Ground.CONSENT, data_subject=person, **fields)


def test_a_consent_that_names_one_company_does_not_serve_another() -> None:
    assert refused(consented("company", named_as=TRUST)) == [("consents.another_named", "named_as")]


def test_a_consent_that_names_a_class_serves_who_is_said_to_belong_to_it() -> None:
    assert make.provide(consented("class", named_as=TRUST)).named_as == TRUST


def test_a_consent_that_names_a_class_does_not_serve_by_the_recipients_own_name() -> None:
    assert refused(consented("class", recipient_name=TRUST)) == [("consents.no_consent", "data_subject")]


def test_the_company_that_the_consent_names_is_served_by_its_own_name() -> None:
    assert make.provide(consented("company", recipient_name="白鷺信託 株式会社")).consent is not None


@pytest.mark.parametrize(
    ("left_out", "code"),
    [("recipient_address", "consents.no_address"), ("recipient_representative", "consents.no_representative")],
)
def test_a_provision_by_consent_names_address_and_representative(left_out: str, code: str) -> None:
    plan = consented("company", recipient_name=TRUST, **{left_out: " "})
    assert refused(plan) == [(code, left_out)]


def test_other_grounds_need_no_record_and_so_no_representative() -> None:
    plan = make.proposal(Ground.LAW, recipient_address="", recipient_representative="")
    assert make.provide(plan).keep_until_on is None


def test_a_partner_on_file_brings_its_address_and_representative() -> None:
    partner = make.partner(name=TRUST, representative="代表取締役 早瀬 一郎")
    plan = consented("company", partner=partner, recipient_address="", recipient_representative="")
    provision = make.provide(plan)
    assert (provision.recipient_address, provision.recipient_representative) == (
        "東京都港区一丁目1番1号",
        "代表取締役 早瀬 一郎",
    )


def test_the_database_refuses_a_record_without_its_recipient() -> None:
    stored = make.provide(consented("company", recipient_name=TRUST))
    copy = type(stored).objects.get(pk=stored.pk)
    copy.pk, copy.recipient_address, copy._state.adding = None, "", True
    copy.reference = registry.issue("PROVISION", at=make.NOW)
    with pytest.raises(IntegrityError, match="provision_record_names_recipient"), transaction.atomic():
        copy.save()


@pytest.mark.parametrize(
    ("manner", "until"),
    [
        (Manner.EACH, date(2029, 11, 16)),
        (Manner.BATCH, date(2029, 11, 10)),
        (Manner.DOCUMENT, date(2027, 11, 10)),
    ],
)
def test_a_record_is_kept_one_or_three_years_by_how_it_is_made(manner: str, until: date) -> None:
    plan = consented("company", recipient_name=TRUST, manner=manner, provided_on=date(2026, 11, 10))
    assert make.provide(plan).keep_until_on == until


# Individual numbers leave under Article 19 of the Number Act only (A15)


def of_numbers(item: str = "19-2", **fields: Any) -> Any:
    """A statement to the tax office with individual numbers."""
    values = {"purpose": make.purpose("N2"), "categories": make.items("individual_number"), "number_item": item}
    return make.proposal(Ground.NUMBER_ACT, **{**values, **fields})


def test_individual_numbers_leave_with_a_record_of_the_item_that_permits_it() -> None:
    provision = make.provide(of_numbers())
    assert (provision.ground, provision.number_item, provision.foreign_basis) == ("n", "19-2", "")


def test_individual_numbers_are_entrusted_within_a_contract_with_an_active_vendor() -> None:
    vendor = make.vendor()
    type(vendor).objects.update(handles_individual_numbers=True)
    contract = make.contract(vendor)
    contract.purposes.set([make.purpose("N2")])
    contract.categories.add(*make.items("individual_number"))
    provision = make.provide(of_numbers("19-6", entrustment=contract, document_number=""))
    assert (provision.vendor, provision.entrustment) == (contract.vendor, contract)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"number_item": ""}, "consents.no_number_item"),
        ({"categories": "identity"}, "consents.no_number"),
        ({"purpose": "U2"}, "consents.no_affair"),
        ({"number_item": "19-6", "document_number": ""}, "consents.no_entrustment"),
    ],
)
def test_individual_numbers_do_not_leave_without(fields: dict[str, str], code: str) -> None:
    values: dict[str, Any] = dict(fields)
    if "categories" in values:
        values["categories"] = make.items(values["categories"])
    if "purpose" in values:
        values["purpose"] = make.purpose(values["purpose"])
    item = values.pop("number_item", "19-2")
    assert [found for found, _field in refused(of_numbers(item, **values))] == [code]


def test_the_form_for_individual_numbers_offers_their_affairs_only(as_user: Any, baba: Any) -> None:
    page = as_user(baba).get("/admin/consents/thirdpartyprovision/add/?ground=n")
    offered = page.context["adminform"].form.fields["purpose"].queryset
    assert set(offered.values_list("code", flat=True)) == {"N1", "N2"}
