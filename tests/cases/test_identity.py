"""Nothing is answered to a requester who has not been identified (policy section 9)."""

import pytest

from cases import services
from cases.models import IdentityCheck
from cases.services import Party
from cases.services.steps import Identity
from cases.states import Kind, Sender, Status
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Refused
from tests.factories.cases import MONDAY, open_case, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("aoki_at_disclosure")]
PASSPORT = Identity(method="passport", is_confirmed=True)


def test_an_answer_before_the_identity_is_refused_with_the_section_and_kept(aoki: User) -> None:
    case = open_case(kind=Kind.DISCLOSURE, told_number=True, by=aoki)
    with pytest.raises(Refused) as refused:
        services.propose_answer(case=case, text="開示します", outcome="disclosed", by=aoki, at=MONDAY)
    assert "9" in refused.value.text
    assert refused.value.refusals[0].code == "cases.identity_first"
    entry = AuditEntry.objects.get(action="backoffice.refused", reference=str(case.reference))
    assert (entry.section, entry.changes["deed"], entry.actor) == ("9", "cases.propose_answer", aoki)


def test_a_confirmed_identity_opens_the_way_to_the_answer(aoki: User, baba: User) -> None:
    case = open_case(kind=Kind.DISCLOSURE, told_number=True, by=aoki)
    case = services.verify_identity(case=case, identity=PASSPORT, by=aoki, at=MONDAY)
    assert (case.status, case.identity_verified_at) == (Status.INVESTIGATING, MONDAY)
    services.propose_answer(case=case, text="開示します", outcome="disclosed", by=aoki, at=MONDAY)
    services.approve(case=case, by=baba, at=MONDAY)
    case = services.record_answer(case=case, channel="letter", happened_at=MONDAY, by=aoki, at=MONDAY)
    case = services.close(case=case, outcome="disclosed", by=aoki, at=MONDAY)
    assert case.status == Status.CLOSED


def test_a_check_that_did_not_convince_is_kept_and_opens_nothing(aoki: User) -> None:
    case = open_case(kind=Kind.DISCLOSURE, told_number=True, by=aoki)
    doubtful = Identity(method="call_back", is_confirmed=False, note="生年月日が一致しない")
    case = services.verify_identity(case=case, identity=doubtful, by=aoki, at=MONDAY)
    assert (case.identity_verified_at, IdentityCheck.objects.count()) == (None, 1)
    with pytest.raises(Refused):
        services.propose_answer(case=case, text="開示します", outcome="disclosed", by=aoki, at=MONDAY)


def test_a_representatives_authority_is_proved_by_a_document(aoki: User) -> None:
    representative = Party(name="弁護士 森本 航", authority="mandated")
    case = open_case(
        kind=Kind.DISCLOSURE, sender=Sender.REPRESENTATIVE, representative=representative, told_number=True, by=aoki
    )
    with pytest.raises(Refused) as refused:
        services.verify_identity(case=case, identity=PASSPORT, by=aoki, at=MONDAY)
    assert refused.value.refusals[0].field == "authority_document"
    seen = Identity(method="passport", is_confirmed=True, authority_document="委任状（2026年11月10日付）")
    assert services.verify_identity(case=case, identity=seen, by=aoki, at=MONDAY).identity_verified_at == MONDAY


def test_a_representative_without_name_or_authority_is_refused() -> None:
    with pytest.raises(Refused):
        open_case(sender=Sender.REPRESENTATIVE)


def test_a_refused_disclosure_is_explained(aoki: User) -> None:
    case = open_case(kind=Kind.DISCLOSURE, told_number=True, by=aoki)
    services.verify_identity(case=case, identity=PASSPORT, by=aoki, at=MONDAY)
    with pytest.raises(Refused) as refused:
        services.propose_answer(case=case, text="開示しません", outcome="not_disclosed", by=aoki, at=MONDAY)
    assert refused.value.refusals[0].field == "ground"


def test_after_identity_waiting_leads_back_to_the_work(aoki: User) -> None:
    case = open_case(kind=Kind.DISCLOSURE, told_number=True, by=aoki)
    services.verify_identity(case=case, identity=PASSPORT, by=aoki, at=MONDAY)
    services.wait_for_person(case=case, reason="person_choice", sent=sent(MONDAY), by=aoki, at=MONDAY)
    assert services.resume(case=case, sent=sent(MONDAY), by=aoki, at=MONDAY).status == Status.INVESTIGATING


def test_an_individual_number_is_never_written_into_a_case(aoki: User) -> None:
    with pytest.raises(Refused) as refused:
        open_case(description="私の番号は 1234-5678-9018 です")
    assert refused.value.refusals[0].field == "description"
    case = open_case(description="口座番号は 123456789012 です", by=aoki)
    with pytest.raises(Refused):
        services.add_note(case=case, text="番号 １２３４５６７８９０１８", by=aoki, at=MONDAY)
