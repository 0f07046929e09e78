"""What only a second person, or a check, may bring about of a case is refused to whoever stores it by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases import services
from cases.models import (
    AnswerProposal,
    Case,
    CaseParty,
    CaseStep,
    IdentityCheck,
)
from cases.services.steps import Identity
from privacyportal.accounts.models import User
from privacyportal.references.registry import issue
from tests.cases.test_joins import close
from tests.factories.cases import MONDAY, open_case, partner, partner_desk

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def request(by: User, **fields: object) -> Case:
    """A request for disclosure under investigation."""
    found: Case = open_case(by=by, kind="disclosure", **fields)
    Case.objects.filter(pk=found.pk).update(status="investigating", acknowledged_at=MONDAY)
    found.refresh_from_db()
    return found


def identified(case: Case, by: User) -> None:
    """Record a check that convinced, and say so on the case."""
    IdentityCheck.objects.create(case=case, method="passport", is_confirmed=True, checked_at=MONDAY, checked_by=by)
    Case.objects.filter(pk=case.pk).update(identity_verified_at=MONDAY)


def drafted(case: Case, by: User, approver: User | None = None, **fields: object) -> AnswerProposal:
    """An answer that waits for its second person, or has been approved."""
    decided = {"decision": "approved", "decided_at": MONDAY, "decided_by": approver} if approver else {}
    facts = {"text": "開示します。", "outcome": "disclosed", "proposed_at": MONDAY, "proposed_by": by}
    return AnswerProposal.objects.create(case=case, **{**facts, **decided, **fields})


ENDS = [
    {"status": "approved"},
    {"status": "answered", "answered_at": MONDAY, "outcome": "disclosed"},
    {"status": "closed", "answered_at": MONDAY, "closed_at": MONDAY, "outcome": "disclosed"},
]


def update(case: Case, fields: dict[str, object]) -> None:
    Case.objects.filter(pk=case.pk).update(**fields)


def bulk_update(case: Case, fields: dict[str, object]) -> None:
    changed(case, fields)
    Case.objects.bulk_update([case], list(fields))


def save(case: Case, fields: dict[str, object]) -> None:
    changed(case, fields).save()


def changed(case: Case, fields: dict[str, object]) -> Case:
    for name, value in fields.items():
        setattr(case, name, value)
    return case


@pytest.mark.parametrize("fields", ENDS, ids=lambda fields: fields["status"])
@pytest.mark.parametrize("store", [update, bulk_update, save])
def test_no_case_is_answered_before_a_second_person_approved(
    store: Callable[[Case, dict[str, object]], None], fields: dict[str, object], baba: User, endo: User
) -> None:
    case = request(baba)
    identified(case, baba)
    drafted(case, baba)
    with pytest.raises(IntegrityError, match="case_answer_approved"), transaction.atomic():
        store(case, fields)
    case.refresh_from_db()
    case.proposals.update(decision="approved", decided_at=MONDAY, decided_by=endo)
    store(case, fields)


def test_an_answer_is_given_as_it_was_approved(baba: User, endo: User) -> None:
    case = request(baba)
    identified(case, baba)
    drafted(case, baba, endo)
    update(case, {"status": "approved"})
    for fields in ENDS[1:]:
        with pytest.raises(IntegrityError, match="case_answered_as_approved"), transaction.atomic():
            update(case, {**fields, "outcome": "refused"})


@pytest.mark.parametrize("draft", ["sent_back", "pending"])
def test_an_approval_of_an_earlier_draft_does_not_help(draft: str, baba: User, endo: User) -> None:
    case = request(baba)
    identified(case, baba)
    drafted(case, baba, endo)
    later = {"decided_at": MONDAY, "decided_by": endo, "decision_reason": "要訂正"} if draft == "sent_back" else {}
    drafted(case, baba, decision=draft, **later)
    with pytest.raises(IntegrityError, match="case_answer_approved"), transaction.atomic():
        update(case, ENDS[0])


def test_nor_does_an_approval_from_before_the_case_was_taken_up_again(case: Case, baba: User, endo: User) -> None:
    close(case)
    services.reopen(case=case, kind="new_facts", reason="新事実", by=endo, at=MONDAY + timedelta(days=1))
    with pytest.raises(IntegrityError, match="case_answer_approved"), transaction.atomic():
        update(case, {"status": "approved"})


def test_no_request_is_identified_without_a_check(baba: User) -> None:
    case = request(baba)
    check = {"case": case, "method": "passport", "checked_at": MONDAY, "checked_by": baba}
    IdentityCheck.objects.create(**check, is_confirmed=False)
    for store in (update, bulk_update, save):
        with pytest.raises(IntegrityError, match="case_identity_checked"), transaction.atomic():
            store(case, {"identity_verified_at": MONDAY})
    identified(case, baba)


def entered(case: Case, **fields: object) -> Case:
    """Another case with the facts of one, not stored."""
    copied = {field.attname: field.value_from_object(case) for field in case._meta.concrete_fields}
    number = issue("CASE", at=MONDAY)
    return Case(**{**copied, "id": None, "reference_id": number.pk, **fields})


@pytest.mark.parametrize(
    "fields",
    [*ENDS, {"status": "awaiting_approval"}, {"status": "withdrawn", "withdrawn_at": MONDAY}, {}],
    ids=lambda fields: fields.get("status", "identified"),
)
def test_no_case_begins_decided_but_as_history(fields: dict[str, object], baba: User) -> None:
    case = request(baba)
    found = {"identity_verified_at": MONDAY, "answered_at": None, "outcome": "", **fields}
    with pytest.raises(IntegrityError, match="case_begins_unanswered"), transaction.atomic():
        entered(case, **found).save()
    with pytest.raises(IntegrityError, match="case_begins_unanswered"), transaction.atomic():
        Case.objects.bulk_create([entered(case, **found)])
    Case.objects.bulk_create([entered(case, **found, brought_as_history=True)])


def test_a_case_that_was_worked_on_here_does_not_become_history(baba: User, endo: User) -> None:
    case = request(baba)
    with pytest.raises(IntegrityError, match="case_worked_on_is_no_history"), transaction.atomic():
        update(case, {"brought_as_history": True})
    brought = entered(case, brought_as_history=True)
    brought.save()
    services.verify_identity(case=brought, identity=Identity(method="passport", is_confirmed=True), by=baba, at=MONDAY)
    with pytest.raises(IntegrityError, match="case_answer_approved"), transaction.atomic():
        update(brought, ENDS[0])


def test_a_proposed_answer_is_withdrawn_by_its_step_and_by_another_than_its_author(baba: User, endo: User) -> None:
    case = request(baba)
    identified(case, baba)
    drafted(case, baba)
    update(case, {"status": "awaiting_approval"})
    gone = {"status": "withdrawn", "withdrawn_at": MONDAY}
    step = {"case": case, "action": "withdraw", "from_status": "awaiting_approval", "to_status": "withdrawn"}
    with pytest.raises(IntegrityError, match="case_withdrawn_by_its_step"), transaction.atomic():
        update(case, gone)
    for by in (baba, None):
        with pytest.raises(IntegrityError, match="withdrawal_by_a_second_person"), transaction.atomic():
            CaseStep.objects.create(**step, at=MONDAY, by=by)
    CaseStep.objects.create(**step, at=MONDAY, by=endo)
    update(case, gone)


def test_a_case_about_a_partner_names_it_from_the_first(baba: User) -> None:
    case = request(baba)
    about = {"concerns": "group_own", "partner": None, "identity_verified_at": None}
    with pytest.raises(IntegrityError, match="case_names_its_partner_at_first"), transaction.atomic():
        entered(case, **about).save()
    entered(case, **about, brought_as_history=True).save()
    with pytest.raises(IntegrityError, match="case_names_its_partner"), transaction.atomic():
        update(case, {"concerns": "seminar_co_host"})
    update(case, {"concerns": "seminar_co_host", "partner": partner(partner_desk())})
    with pytest.raises(IntegrityError, match="case_names_its_partner"), transaction.atomic():
        update(case, {"partner": None})


@pytest.mark.parametrize("said", [{"authority": "mandated"}, {"name": "山田 次郎"}])
def test_who_speaks_for_another_is_named_with_the_kind_of_authority(said: dict[str, str], baba: User) -> None:
    case = request(baba)
    with pytest.raises(IntegrityError, match="party_names_the_representative_at_first"), transaction.atomic():
        CaseParty.objects.create(case=case, role="representative", **said)
    party = CaseParty.objects.create(case=case, role="representative", name="山田 次郎", authority="mandated")
    with pytest.raises(IntegrityError, match="party_names_the_representative"), transaction.atomic():
        CaseParty.objects.filter(pk=party.pk).update(**{"name": "", "authority": "", **said})
