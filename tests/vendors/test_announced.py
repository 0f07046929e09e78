"""A joint use stays as it was announced, a contract is renewed forwards, whatever the door."""

from datetime import date, timedelta

import pytest

from privacyportal.accounts.models import User
from privacyportal.policies.models import DataCategory, PurposeOfUse
from tests.factories import vendors as make
from tests.vendors.test_joins import refused
from vendors import services
from vendors.models import Entrustment, JointUseArrangement

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("joint_use_range_fixed", {"scope": "すべての会社"}),
        ("joint_use_range_fixed", {"kind": "seminar", "event_on": date(2026, 5, 1)}),
        ("joint_use_change_announced", {"purpose_text": "広告の配信のため"}),
    ],
)
def test_a_joint_use_stays_as_it_was_announced(
    joint_use: JointUseArrangement, name: str, fields: dict[str, object]
) -> None:
    rows = JointUseArrangement.objects.filter(pk=joint_use.pk)
    refused(name, lambda: rows.update(**fields))
    for field, value in fields.items():
        setattr(joint_use, field, value)
    refused(name, joint_use.save)
    refused(name, lambda: JointUseArrangement.objects.bulk_update([joint_use], list(fields)))


def test_another_party_becomes_responsible_by_replacement_only() -> None:
    partner = make.PartnerFactory()
    rows = JointUseArrangement.objects.filter(pk=make.arrange([partner]).pk)
    refused("joint_use_change_announced", lambda: rows.update(responsible_partner=partner))
    rows.update(responsible_representative="代表取締役 田中 花子", name="別の呼び名")


@pytest.mark.parametrize("joined", ["categories", "purposes", "partners"])
def test_nothing_is_joined_to_a_registered_joint_use_or_taken_from_it(
    joint_use: JointUseArrangement, joined: str
) -> None:
    others = {
        "categories": DataCategory.objects.filter(sensitivity="ordinary").exclude(arrangements=joint_use).first(),
        "purposes": PurposeOfUse.objects.exclude(kind="individual_number").exclude(arrangements=joint_use).first(),
        "partners": make.PartnerFactory(),
    }
    rows = getattr(joint_use, joined)
    refused(f"joint_use_keeps_its_{joined}", lambda: rows.add(others[joined]))
    refused(f"joint_use_loses_none_of_its_{joined}", lambda: rows.remove(rows.first()))
    refused(f"joint_use_loses_none_of_its_{joined}", rows.clear)
    assert rows.exists()


def test_days_on_which_two_joint_uses_meet_are_fixed(joint_use: JointUseArrangement, baba: User) -> None:
    new = services.replace_arrangement(
        arrangement=joint_use, published_on=date(2026, 11, 20), from_on=date(2026, 12, 1), publication="公式サイト",
        purpose_text="総合的なご提案のため", by=baba, at=make.NOW,
    )  # fmt: skip
    old, rows = (JointUseArrangement.objects.filter(pk=pk) for pk in (joint_use.pk, new.pk))
    refused("joint_use_days_fixed", lambda: old.update(ends_on=date(2026, 12, 15)))
    refused("joint_use_days_fixed", lambda: old.update(ends_on=None))
    refused("joint_use_days_fixed", lambda: rows.update(starts_on=date(2026, 12, 15)))
    refused("joint_use_days_fixed", lambda: rows.update(supersedes=None))
    rows.update(ends_on=date(2027, 3, 31))
    assert old.get().ends_on == date(2026, 11, 30)


def test_a_contract_is_renewed_to_a_later_day_and_when_signed(contract: Entrustment) -> None:
    rows, last = Entrustment.objects.filter(pk=contract.pk), contract.ends_on
    refused("contract_renewed_to_a_later_day", lambda: rows.update(ends_on=last - timedelta(days=1)))
    for signed_on in (None, date(2099, 1, 1)):
        for ends_on in (last + timedelta(days=1), None):
            unsigned = {"signed_on": signed_on, "ends_on": ends_on}
            refused("contract_renewed_when_signed", lambda given=unsigned: rows.update(**given))
    rows.update(ends_on=last + timedelta(days=1))
    rows.update(ends_on=None)
    refused("contract_renewed_to_a_later_day", lambda: rows.update(ends_on=last))
