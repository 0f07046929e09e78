"""Every row of the decision table sends its cases where it says, and a written reason can say otherwise."""

from dataclasses import replace
from typing import Any

import pytest

from cases import catalogue, services
from cases.models import CaseLink, RouteRow, RouteTable
from cases.states import Channel, Concerns, Kind, Sender
from privacyportal.accounts.models import Desk, User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.refusals import Refused
from privacyportal.checklists.models import Finding
from tests.factories.cases import MONDAY, arrangement, intake, open_case, partner, partner_desk, tokyo
from tests.factories.vendors import VendorFactory

pytestmark = pytest.mark.django_db

ROWS: list[tuple[str, dict[str, Any], str, str]] = [
    ("1", {"sender": Sender.AUTHORITY}, "COMPLIANCE", "LEGAL"),
    ("2", {"leak_suspected": True}, "PLANNING", "INCIDENT"),
    ("3", {"sender": Sender.JSDA, "channel": Channel.JSDA}, "COMPLIANCE", "COMPLIANCE"),
    ("4", {"sender": Sender.FINMAC}, "CUSTOMER", "CUSTOMER"),
    ("5", {"kind": Kind.DISCLOSURE}, "DISCLOSURE", "DISCLOSURE"),
    ("6", {"concerns": Concerns.INDIVIDUAL_NUMBER}, "MYNUMBER", "MYNUMBER"),
    ("7", {"concerns": Concerns.SEMINAR_OURS}, "PLANNING", "PLANNING"),
    ("9", {"concerns": Concerns.GROUP_JOINT_USE}, "PLANNING", "PLANNING"),
    ("11", {"concerns": Concerns.VENDOR}, "PLANNING", "PLANNING"),
    ("12", {"concerns": Concerns.FOREIGN}, "PLANNING", "PLANNING"),
    ("13", {"concerns": Concerns.TRADE}, "CUSTOMER", "CUSTOMER"),
    ("14", {"concerns": Concerns.OWN}, "PLANNING", "PLANNING"),
    ("15", {"concerns": Concerns.NOT_PERSONAL}, "GENERAL", "GENERAL"),
]


@pytest.mark.parametrize(("number", "facts", "owner", "answering"), ROWS, ids=[row[0] for row in ROWS])
def test_a_case_goes_where_the_first_matching_row_says(
    number: str, facts: dict[str, Any], owner: str, answering: str
) -> None:
    case = open_case(**facts)
    assert case.route_row.number == number
    assert (case.desk.code, case.answering_desk.code) == (owner, answering)
    assert case.route_reason == case.route_row.reason


def test_a_co_hosts_own_handling_is_answered_at_the_co_hosts_own_desk_while_ours_follows() -> None:
    desk = partner_desk()
    case = open_case(concerns=Concerns.SEMINAR_CO_HOST, partner=partner(desk))
    assert (case.route_row.number, case.desk.code, case.answering_desk) == ("8", "PLANNING", desk)
    assert case.reference.clocks.filter(duty="cases.pass_on").get().due_on.isoformat() == "2026-11-18"


def test_a_co_hosts_handling_stays_with_us_where_we_are_responsible_for_the_event() -> None:
    ours = arrangement(responsible=None)
    case = open_case(concerns=Concerns.SEMINAR_CO_HOST, partner=partner(partner_desk()), arrangement=ours)
    assert (case.route_row.number, case.answering_desk.code) == ("7", "PLANNING")


def test_a_group_companys_own_business_is_its_own_desks_and_without_one_ours_guides() -> None:
    case = open_case(concerns=Concerns.GROUP_OWN, partner=partner(None, kind="group", name="白樺信託株式会社"))
    assert (case.route_row.number, case.answering_desk.code) == ("10", "PLANNING")


def test_a_joint_use_for_which_another_answers_is_still_taken_at_our_desk() -> None:
    other = partner(None, kind="group", name="白樺信託株式会社")
    case = open_case(concerns=Concerns.GROUP_JOINT_USE, partner=other, arrangement=arrangement(other))
    assert (case.route_row.number, case.answering_desk.code) == ("14", "PLANNING")


def test_the_shipped_table_has_the_fifteen_rows_in_two_languages() -> None:
    rows = RouteRow.objects.filter(table__valid_to=None)
    assert {row.number for row in rows} == {str(number) for number in range(1, 16)}
    assert all(row.reason and row.reason_en and row.guidance and row.guidance_en for row in rows)


def test_an_authority_comes_before_everything_and_a_possible_leak_before_the_rest() -> None:
    case = open_case(sender=Sender.AUTHORITY, leak_suspected=True, kind=Kind.DISCLOSURE)
    assert case.route_row.number == "1"
    case = open_case(leak_suspected=True, concerns=Concerns.VENDOR)
    assert case.route_row.number == "2"


def test_a_possible_leak_opens_the_incident_teams_linked_case_without_the_persons(aoki: User) -> None:
    case = open_case(leak_suspected=True, by=aoki)
    link = CaseLink.objects.get(case=case)
    assert link.linked.desk.code == "INCIDENT"
    assert not link.linked.parties.exists()
    assert str(case.reference) in link.linked.subject
    assert case.desk.code == "PLANNING"


def test_a_matter_that_arose_at_a_vendor_opens_a_finding_on_it(aoki: User) -> None:
    vendor = VendorFactory()
    case = open_case(by=aoki, concerns=Concerns.VENDOR, vendor=vendor)
    finding = Finding.objects.get(subject=vendor.reference)
    assert (finding.raised_by, finding.status, str(case.reference) in finding.description) == (aoki, "open", True)
    open_case(by=aoki, vendor=vendor)
    open_case(by=aoki, concerns=Concerns.VENDOR)
    assert Finding.objects.count() == 1


def test_a_request_with_a_possible_leak_goes_on_at_the_disclosure_team() -> None:
    case = open_case(kind=Kind.DISCLOSURE, leak_suspected=True)
    assert (case.desk.code, case.answering_desk.code) == ("DISCLOSURE", "INCIDENT")


def test_a_trade_complaint_opens_a_linked_case_for_its_data_side() -> None:
    case = open_case(concerns=Concerns.TRADE)
    assert CaseLink.objects.get(case=case).linked.desk.code == "PLANNING"


def test_installing_again_changes_nothing(db: None) -> None:
    before = RouteTable.objects.count()
    installed = catalogue.install(by=PORTAL, at=MONDAY)
    assert (installed.desks, installed.table, RouteTable.objects.count()) == ((), None, before)


def test_a_changed_file_becomes_a_new_dated_version_and_old_cases_keep_their_row(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    old = open_case()
    text = (catalogue.DATA / "routes.csv").read_text(encoding="utf-8").replace(",own,,PLANNING,", ",own,,GENERAL,")
    (tmp_path / "routes.csv").write_text(text, encoding="utf-8")
    (tmp_path / "desks.csv").write_bytes((catalogue.DATA / "desks.csv").read_bytes())
    monkeypatch.setattr(catalogue, "DATA", tmp_path)
    table = catalogue.install(by=PORTAL, at=tokyo("2026-11-17T08:00")).table
    assert table.valid_from.isoformat() == "2026-11-17"
    assert RouteTable.objects.get(pk=old.route_row.table_id).valid_to.isoformat() == "2026-11-17"
    assert open_case(received_at=MONDAY, at=tokyo("2026-11-17T09:00")).answering_desk.code == "PLANNING"
    later = open_case(received_at=tokyo("2026-11-17T09:00"), at=tokyo("2026-11-17T09:00"))
    assert later.answering_desk.code == "GENERAL"


def test_a_route_is_overridden_with_a_written_reason_only(aoki: User, baba: User) -> None:
    case = open_case(by=aoki)
    with pytest.raises(Refused) as refused:
        services.reroute(case=case, desk=Desk.objects.get(code="GENERAL"), reason=" ", by=baba, at=MONDAY)
    assert refused.value.refusals[0].code == "cases.reason_missing"
    case = services.reroute(
        case=case, desk=Desk.objects.get(code="GENERAL"), reason="個人情報に関するものではない", by=baba, at=MONDAY
    )
    assert (case.desk.code, case.answering_desk.code, case.route_reason) == (
        "GENERAL", "GENERAL", "個人情報に関するものではない",
    )  # fmt: skip
    assert case.rerouted_by == baba
    assert case.handler is None
    assert case.route_row.number == "14"
    assert not type(case).objects.visible_to(aoki).filter(pk=case.pk).exists()


def test_a_route_to_an_outside_desk_leaves_the_case_with_ours(aoki: User, baba: User) -> None:
    case = services.reroute(
        case=open_case(by=aoki), desk=Desk.objects.get(code="JSDA"), reason="申出人の希望", by=baba, at=MONDAY
    )
    assert (case.desk.code, case.answering_desk.code, case.handler) == ("PLANNING", "JSDA", aoki)


def test_an_override_at_intake_needs_a_reason_too(aoki: User) -> None:
    general = Desk.objects.get(code="GENERAL")
    with pytest.raises(Refused):
        services.open_case(intake=intake(desk=general), by=aoki, at=MONDAY)
    chosen = replace(intake(desk=general), override_reason="総合窓口で完結するため")
    case = services.open_case(intake=chosen, by=aoki, at=MONDAY)
    assert (case.desk.code, case.route_reason) == ("GENERAL", "総合窓口で完結するため")


def test_a_day_without_a_table_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        open_case(received_at=tokyo("2014-12-31T10:00"))
    assert refused.value.refusals[0].code == "cases.no_route"


def test_the_partner_is_asked_for_where_its_desk_is_needed() -> None:
    with pytest.raises(Refused) as refused:
        open_case(concerns=Concerns.SEMINAR_CO_HOST)
    assert "第8項(iv)" in refused.value.text or "8(iv)" in refused.value.text


def test_the_preview_shows_the_route_and_the_deadlines_before_anything_is_stored() -> None:
    plan = services.preview_route(
        at=MONDAY,
        kind=Kind.COMPLAINT,
        sender=Sender.PERSON,
        concerns=Concerns.OWN,
        leak_suspected=False,
        received_at=MONDAY,
    )
    assert plan.answering.telephone == "03-6776-8800"
    assert [due.on.isoformat() for _label, due in plan.deadlines] == ["2026-11-17", "2026-12-01"]
