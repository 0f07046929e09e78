"""With whom data is used jointly, what is announced, and what may change (section 8)."""

from datetime import date, timedelta
from typing import Any

import pytest

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.models import Clock
from tests.factories import vendors as make
from tests.factories.actors import CLERK
from tests.factories.vendors import NOW, TODAY
from vendors import services
from vendors.models import Country, JointUseArrangement, JointUsePartner, PartyChange
from vendors.states import ArrangementKind, PartnerKind

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


@pytest.fixture
def partner() -> JointUsePartner:
    return make.PartnerFactory()


def test_a_joint_use_is_in_force_once_announced_and_begun(partner: JointUsePartner) -> None:
    joint_use = make.arrange([partner], published_on=date(2026, 4, 1), starts_on=date(2026, 4, 2))
    assert not joint_use.is_in_force_on(date(2026, 4, 1))
    assert joint_use.is_in_force_on(date(2026, 4, 2))
    assert not make.arrange([partner], published_on=None).is_in_force_on(date(2026, 5, 1))


@pytest.mark.parametrize(
    ("category", "code", "section"),
    [
        ("individual_number", "numbers_in_joint_use", "3"),
        ("sensitive", "sensitive_in_joint_use", "7"),
        ("special_care", "sensitive_in_joint_use", "7"),
    ],
)
def test_numbers_and_sensitive_information_are_never_shared(
    category: str, code: str, section: str, partner: JointUsePartner
) -> None:
    with pytest.raises(Refused) as refused:
        make.arrange([partner], categories=make.categories("identity", category))
    assert codes(refused) == {code}
    assert refused.value.refusals[0].section == section


@pytest.mark.parametrize(
    "fact",
    [
        "categories",
        "scope",
        "purposes",
        "purpose_text",
        "responsible_name",
        "responsible_address",
        "responsible_representative",
    ],
)
def test_each_of_the_five_facts_is_announced(fact: str, partner: JointUsePartner) -> None:
    empty: Any = [] if fact in {"categories", "purposes"} else " "
    with pytest.raises(Refused) as refused:
        make.arrange([partner], **{fact: empty})
    assert [(refusal.code, refusal.section, refusal.field) for refusal in refused.value.refusals] == [
        ("joint_use_fact_missing", "8", fact)
    ]


def test_the_announcement_comes_before_the_start(partner: JointUsePartner) -> None:
    with pytest.raises(Refused) as refused:
        make.arrange([partner], published_on=date(2026, 4, 3), starts_on=date(2026, 4, 2))
    assert codes(refused) == {"announced_too_late"}


def test_a_partner_abroad_needs_a_ground_joint_use_does_not_help() -> None:
    abroad = make.PartnerFactory(country_id="US", name="Summit Holdings, Inc.")
    with pytest.raises(Refused) as refused:
        make.arrange([abroad])
    assert codes(refused) == {"no_ground_abroad"}
    assert refused.value.refusals[0].section == "11"
    services.add_foreign_ground(
        party=abroad,
        basis="equivalent",
        evidence="グループ内規程",
        valid_from=date(2026, 4, 1),
        implementation_checked_on=date(2026, 4, 1),
        law_checked_on=date(2026, 4, 1),
        by=CLERK,
        at=NOW,
    )
    assert make.arrange([abroad]).pk


def test_a_co_host_has_a_desk_of_its_own(baba: User) -> None:
    details = {"kind": PartnerKind.CO_HOST, "name": "こぶね総研株式会社", "country": Country.objects.get(pk="JP")}
    with pytest.raises(Refused) as refused:
        services.register_partner(**details, by=baba, at=NOW)
    assert (refused.value.refusals[0].section, refused.value.refusals[0].field) == ("8(iv)", "desk")
    assert services.register_partner(**details, desk=make.partner_desk(), by=baba, at=NOW).desk is not None


def test_a_seminar_is_registered_for_its_day(partner: JointUsePartner) -> None:
    with pytest.raises(Refused) as refused:
        make.arrange([partner], kind=ArrangementKind.SEMINAR)
    assert codes(refused) == {"seminar_without_day"}
    assert make.arrange([partner], kind=ArrangementKind.SEMINAR, event_on=date(2026, 5, 15)).pk


def test_the_responsible_party_is_one_of_the_users(partner: JointUsePartner) -> None:
    other = make.PartnerFactory()
    with pytest.raises(Refused) as refused:
        make.arrange([partner], responsible_partner=other)
    assert codes(refused) == {"responsible_not_a_user"}
    assert not make.arrange([partner], responsible_partner=partner).is_ours_to_answer


def test_items_and_range_cannot_be_changed_by_an_announcement(partner: JointUsePartner, baba: User) -> None:
    joint_use = make.arrange([partner])
    for change in (
        {"categories": make.categories("identity", "transactions")},
        {"partners": [partner, make.PartnerFactory()]},
        {"scope": "当社、グループ会社および提携先"},
    ):
        with pytest.raises(Refused) as refused:
            services.change_arrangement(arrangement=joint_use, by=baba, at=NOW, **change)
        assert codes(refused) == {"joint_use_range_fixed"}


def test_purposes_and_responsible_party_do_not_change_in_place(partner: JointUsePartner, baba: User) -> None:
    joint_use = make.arrange([partner])
    with pytest.raises(Refused) as refused:
        services.change_arrangement(arrangement=joint_use, purposes=make.purposes("U3"), by=baba, at=NOW)
    assert codes(refused) == {"joint_use_change_unannounced"}


def test_a_moved_address_is_corrected_in_place(partner: JointUsePartner, baba: User) -> None:
    joint_use = make.arrange([partner])
    changed = services.change_arrangement(
        arrangement=joint_use, responsible_address="東京都港区芝二丁目2番2号", by=baba, at=NOW
    )
    assert changed.responsible_address == "東京都港区芝二丁目2番2号"


def test_new_purposes_are_announced_before_the_day_they_take_effect(partner: JointUsePartner, baba: User) -> None:
    joint_use = make.arrange([partner])
    change = {
        "arrangement": joint_use,
        "purposes": make.purposes("U2", "U3"),
        "publication": "https://www.mirai.example/privacy",
        "by": baba,
        "at": NOW,
    }
    with pytest.raises(Refused) as refused:
        services.replace_arrangement(**change, published_on=date(2026, 12, 1), from_on=date(2026, 12, 1))
    assert codes(refused) == {"joint_use_change_unannounced"}

    new = services.replace_arrangement(**change, published_on=date(2026, 11, 24), from_on=date(2026, 12, 1))
    joint_use.refresh_from_db()
    assert joint_use.ends_on == date(2026, 11, 30)
    assert joint_use.is_in_force_on(date(2026, 11, 30))
    assert new.is_in_force_on(date(2026, 12, 1))
    assert set(new.purposes.values_list("code", flat=True)) == {"U2", "U3"}
    assert set(new.partners.all()) == {partner}
    assert JointUseArrangement.objects.get(supersedes=joint_use) == new
    with pytest.raises(Conflict):
        services.replace_arrangement(**change, published_on=date(2026, 11, 24), from_on=date(2026, 12, 1))


def test_renaming_a_partner_does_not_change_the_range(partner: JointUsePartner, baba: User) -> None:
    make.arrange([partner])
    renamed = services.change_partner(partner=partner, name="あさひ信託銀行株式会社", by=baba, at=NOW)
    assert renamed.name == "あさひ信託銀行株式会社"


def test_a_partner_of_a_running_joint_use_does_not_move_abroad_without_a_ground(
    partner: JointUsePartner, baba: User
) -> None:
    joint_use = make.arrange([partner])
    abroad = Country.objects.get(pk="SG")
    with pytest.raises(Refused) as refused:
        services.change_partner(partner=partner, country=abroad, by=baba, at=NOW)
    assert codes(refused) == {"no_ground_abroad"}
    services.change_arrangement(arrangement=joint_use, ends_on=date(2026, 11, 1), by=baba, at=NOW)
    partner.refresh_from_db()
    assert services.change_partner(partner=partner, country=abroad, by=baba, at=NOW).is_abroad


def test_a_replaced_joint_use_keeps_the_day_before_its_successor(partner: JointUsePartner, baba: User) -> None:
    joint_use = make.arrange([partner])
    change = {"published_on": date(2026, 3, 1), "publication": "当社ホームページ", "by": baba, "at": NOW}
    with pytest.raises(Refused) as refused:
        services.replace_arrangement(arrangement=joint_use, from_on=joint_use.starts_on, **change)
    assert codes(refused) == {"joint_use_replaced_before_start"}
    new = services.replace_arrangement(arrangement=joint_use, from_on=date(2026, 12, 1), **change)
    for row, days in ((joint_use, {"ends_on": None}), (new, {"starts_on": date(2026, 6, 1)})):
        with pytest.raises(Refused) as refused:
            services.change_arrangement(arrangement=row, by=baba, at=NOW, **days)
        assert codes(refused) == {"joint_use_days_fixed"}
    ended = services.change_arrangement(arrangement=new, ends_on=date(2027, 3, 31), by=baba, at=NOW)
    assert ended.ends_on == date(2027, 3, 31)


def test_what_the_form_lacks_is_refused_beside_its_field_and_kept(
    as_user, baba: User, partner: JointUsePartner
) -> None:
    office = as_user(baba)
    answer = office.post("/admin/vendors/jointusepartner/add/", {"kind": "co_host", "name": "共催者", "country": "JP"})
    assert "基本方針第8項(iv)" in answer.context["adminform"].form.errors["desk"][0]
    assert '<li><a href="#id_desk">独自の窓口</a> <span>基本方針第8項(iv)により' in answer.content.decode()
    typed = make.announced([partner], kind="seminar", starts_on="2026-04-01", ends_on="2026-03-01")
    typed |= {name: [row.pk for row in typed[name]] for name in ("partners", "categories", "purposes")}
    errors = office.post("/admin/vendors/jointusearrangement/add/", typed | {"published_on": "2026-04-02"})
    assert set(errors.context["adminform"].form.errors) == {"event_on", "starts_on", "ends_on"}
    kept = AuditEntry.objects.filter(action="backoffice.refused").values_list("section", flat=True)
    assert list(kept).count("8(iv)") == 1
    assert list(kept).count("8") == 2


def told(joint_use: JointUseArrangement) -> Clock:
    return Clock.objects.get(reference=joint_use.reference, duty="vendors.party_announcement")


def particulars(joint_use: JointUseArrangement, **changed: str) -> dict[str, str]:
    names = ("responsible_name", "responsible_address", "responsible_representative")
    return {**{name: str(joint_use.serializable_value(name)) for name in names}, **changed}


def test_another_representative_is_announced_without_delay(partner: JointUsePartner) -> None:
    joint_use = make.arrange([partner])
    changed_on = TODAY - timedelta(days=1)
    services.change_particulars(
        arrangement=joint_use, changed_on=changed_on, by=CLERK, at=NOW,
        **particulars(joint_use, responsible_name="新社名証券株式会社", responsible_representative="早瀬 二郎"),
    )  # fmt: skip
    joint_use.refresh_from_db()
    assert (joint_use.responsible_name, joint_use.responsible_representative) == ("新社名証券株式会社", "早瀬 二郎")
    clock = told(joint_use)
    assert (clock.state, tokyo_day(clock.started_at)) == ("running", changed_on)
    services.announce_particulars(
        arrangement=joint_use, announced_on=TODAY, publication="ウェブサイト", by=CLERK, at=NOW
    )
    clock.refresh_from_db()
    assert (clock.state, tokyo_day(clock.stopped_at)) == ("met", TODAY)
    with pytest.raises(Conflict):
        services.announce_particulars(
            arrangement=joint_use, announced_on=TODAY, publication="ウェブサイト", by=CLERK, at=NOW
        )


def test_the_rule_counts_five_business_days_from_the_change(partner: JointUsePartner) -> None:
    joint_use = make.arrange([partner])
    services.change_particulars(
        arrangement=joint_use, changed_on=date(2026, 11, 20), by=CLERK, at=NOW,
        **particulars(joint_use, responsible_address="東京都港区二丁目2番2号"),
    )  # fmt: skip
    assert told(joint_use).due_on == date(2026, 11, 30)


def test_a_correction_in_place_of_what_was_announced_is_owed_as_well(partner: JointUsePartner) -> None:
    joint_use = make.arrange([partner])
    services.change_arrangement(arrangement=joint_use, responsible_address="東京都港区二丁目2番2号", by=CLERK, at=NOW)
    assert tokyo_day(told(joint_use).started_at) == TODAY
    unannounced = make.arrange([partner], published_on=None)
    services.change_arrangement(arrangement=unannounced, responsible_address="東京都港区二丁目2番2号", by=CLERK, at=NOW)
    assert not PartyChange.objects.filter(arrangement=unannounced).exists()


def test_what_a_change_of_particulars_does_not_do_without(partner: JointUsePartner) -> None:
    joint_use = make.arrange([partner])
    with pytest.raises(Conflict):
        services.change_particulars(arrangement=joint_use, changed_on=TODAY, by=CLERK, at=NOW, **particulars(joint_use))
    with pytest.raises(Refused) as refused:
        services.change_particulars(
            arrangement=joint_use, changed_on=TODAY + timedelta(days=1), by=CLERK, at=NOW,
            **particulars(joint_use, responsible_name=" "),
        )  # fmt: skip
    assert codes(refused) == {"particulars_missing", "particulars_ahead"}
    with pytest.raises(Refused):
        PartyChange.objects.create(arrangement=joint_use, changed_on=TODAY + timedelta(days=1), recorded_at=NOW)
