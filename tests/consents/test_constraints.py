"""The database itself refuses a provision without what its ground needs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consents.models import ConsentEntry, ThirdPartyProvision
from consents.states import Channel, Decision
from privacyportal.references import registry
from tests.factories import consents as make

pytestmark = pytest.mark.django_db


def store(**fields: Any) -> ThirdPartyProvision:
    """Store a provision past the service."""
    values = {
        "reference": registry.issue("PROVISION", at=make.NOW),
        "ground": "b",
        "statute": "所得税法第225条第1項",
        "purpose": make.purpose(),
        "subjects": "対象ファンドの保有者全員",
        "recipient_name": "東和税務署",
        "country": make.country("JP"),
        "provided_on": make.DAY,
        "recorded_at": make.NOW,
    }
    return ThirdPartyProvision.objects.create(**{**values, **fields})


def test_a_whole_provision_is_stored() -> None:
    assert store().pk


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("provision_ground_known", {"ground": "z"}),
        ("provision_a_has_consent", {"ground": "a"}),
        ("provision_law_has_article", {"statute": ""}),
        ("provision_c_f_have_document", {"ground": "c"}),
        ("provision_c_f_have_document", {"ground": "f", "facts": "合併"}),
        ("provision_d_has_both_limbs", {"ground": "d", "facts": "災害"}),
        ("provision_e_has_entrustment", {"ground": "e"}),
        ("provision_f_h_have_facts", {"ground": "f", "document_number": "1"}),
        ("provision_g_has_arrangement", {"ground": "g"}),
        ("provision_h_has_item", {"ground": "h", "facts": "公衆衛生", "law_item": "27-2"}),
        ("provision_says_whose_data", {"subjects": ""}),
        ("provision_exception_has_reason", {"sensitive_exception": "5-1"}),
    ],
)
def test_a_provision_has_what_its_ground_needs(constraint: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        store(**fields)


@pytest.mark.parametrize("basis", ["", "optout"])
def test_a_provision_abroad_has_one_of_the_grounds_of_section_11(basis: str) -> None:
    with pytest.raises(IntegrityError, match="provision_abroad_has_basis"), transaction.atomic():
        store(country=make.country("US"), foreign_basis=basis)


def test_a_provision_has_one_recipient() -> None:
    with pytest.raises(IntegrityError, match="provision_one_recipient"), transaction.atomic():
        store(vendor=make.vendor(), partner=make.partner())


def test_a_decision_is_not_recorded_before_it_is_made() -> None:
    shown = make.wording()
    with pytest.raises(IntegrityError, match="consent_recorded_after_decided"), transaction.atomic():
        ConsentEntry.objects.create(
            reference=registry.issue("CONSENT", at=make.NOW),
            data_subject=make.DataSubjectFactory(),
            purpose=shown.purpose,
            wording=shown,
            scope=shown.scope,
            recipient=shown.recipient,
            decision=Decision.GIVEN,
            channel=Channel.WRITTEN,
            decided_at=make.NOW,
            decided_on=make.NOW.date(),
            recorded_at=make.NOW - timedelta(days=1),
        )
