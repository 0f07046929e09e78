"""Whatever one person asks for and another decides: the database refuses a decision without person, time or reason."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from cases import services
from cases.models import AnswerProposal, CasePromise, Explanation, PromiseExtension, Referral
from privacyportal.accounts.models import AccountRequest, Desk, User
from privacyportal.checklists.models import ActionReport, ActionVerdict, Assessment, CorrectiveAction
from privacyportal.erasure.models import ErasureProposal
from tests.factories import checklists
from tests.factories.cases import MONDAY, investigated, sent
from tests.factories.vendors import VendorFactory
from tests.migrating import ALIAS, migrated, older_database

type Maker = Callable[[User, User], Model]
BEFORE, LATER = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)


def proposal(asks: User, decides: User) -> AnswerProposal:
    return AnswerProposal.objects.create(
        case=investigated(by=asks), text="回答", outcome="inquiry_resolved", proposed_at=MONDAY, proposed_by=asks
    )


def promise(asks: User, decides: User) -> CasePromise:
    case = investigated(by=asks)
    return services.record_promise(
        case=case, what="answer", by_on=date(2026, 11, 27), sent=sent(MONDAY), by=asks, at=MONDAY
    )


def extension(asks: User, decides: User) -> PromiseExtension:
    return PromiseExtension.objects.create(
        promise=promise(asks, decides), to_on=date(2026, 12, 4), reason="鑑定待ち", asked_at=MONDAY, asked_by=asks
    )


def explanation(asks: User, decides: User) -> Explanation:
    referral = Referral.objects.create(
        case=investigated(by=asks),
        direction="from_body",
        kind="explanation",
        desk=Desk.objects.exclude(kind__in=Desk.OURS).first(),
        referred_at=MONDAY,
    )
    return Explanation.objects.create(referral=referral, text="説明", drafted_at=MONDAY, drafted_by=asks)


def request(asks: User, decides: User) -> AccountRequest:
    return AccountRequest.objects.create(user=asks, asked_at=MONDAY, asked_by=asks)


def erasing(asks: User, decides: User) -> ErasureProposal:
    case = investigated(by=asks)
    return ErasureProposal.objects.create(
        reference=case.reference,
        model="cases.internalnote",
        object_pk="1",
        rule="not_needed",
        reason="不要",
        proposed_at=MONDAY,
        proposed_by=asks,
    )


ASKED: dict[str, tuple[Maker, str, str]] = {
    "proposal": (proposal, "approved", "sent_back"),
    "extension": (extension, "approved", "refused"),
    "explanation": (explanation, "approved", "sent_back"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ASKED)
def test_a_decision_has_person_time_and_reason_and_is_never_the_askers_own(name: str, aoki: User, baba: User) -> None:
    make, taken, refused = ASKED[name]
    row = make(aoki, baba)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("decided_has_approver", {"decision": taken}),
        ("decided_has_approver", {"decision": taken, "decided_by": baba}),
        ("decided_has_approver", {"decision": refused, "decided_at": LATER, "decision_reason": "不足"}),
        ("decided_has_approver", {"decided_by": baba, "decided_at": LATER}),
        ("decided_has_approver", {"decision": "unknown", "decided_by": baba, "decided_at": LATER}),
        ("four_eyes", {"decision": taken, "decided_by": aoki, "decided_at": LATER}),
        ("decided_after_asked", {"decision": taken, "decided_by": baba, "decided_at": BEFORE}),
        ("sent_back_has_reason", {"decision": refused, "decided_by": baba, "decided_at": LATER}),
    ]
    for constraint, values in wrong:
        with pytest.raises(IntegrityError, match=f"{name}_{constraint}"), transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**values)
    right = {"decision": refused, "decided_by": baba, "decided_at": LATER, "decision_reason": "不足"}
    assert type(row)._default_manager.filter(pk=row.pk).update(**right) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "constraint", "values"),
    [
        (request, "account_request_sent_back_has_reason", {"decision": "refused"}),
        (request, "account_request_decision_known", {"decision": "lost"}),
        (erasing, "erasure_proposal_sent_back_has_reason", {"decision": "refused"}),
    ],
)
def test_a_refusal_of_rights_or_of_an_erasure_says_why(
    make: Maker, constraint: str, values: dict[str, Any], aoki: User, baba: User
) -> None:
    row = make(aoki, baba)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**values, decided_by=baba, decided_at=LATER)


@pytest.mark.django_db
def test_a_promise_is_kept_by_a_letter_at_its_time(aoki: User, baba: User) -> None:
    row = promise(aoki, baba)
    for values in ({"kept_at": MONDAY}, {"kept_in": row.made_in}):
        with pytest.raises(IntegrityError, match="promise_kept_by_a_letter"), transaction.atomic():
            CasePromise.objects.filter(pk=row.pk).update(**values)


@pytest.mark.django_db
def test_only_what_is_signed_off_or_verified_names_who_did_it(goto: User, baba: User) -> None:
    vendor = VendorFactory()
    assessment = checklists.start(vendor.reference)
    with pytest.raises(IntegrityError, match="assessment_signed_off_by_someone"), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(signed_off_by=baba)
    finding = vendor.reference.findings.create(
        reference=assessment.reference, severity="minor", description="不備", raised_at=MONDAY
    )
    action = CorrectiveAction.objects.create(
        reference=vendor.reference,
        finding=finding,
        description="是正",
        owner=goto,
        due_on=date(2026, 12, 1),
        added_at=MONDAY,
    )
    for values in ({"verified_by": baba}, {"verified_at": LATER}):
        with pytest.raises(IntegrityError, match="action_verified_by_someone"), transaction.atomic():
            CorrectiveAction.objects.filter(pk=action.pk).update(**values)
    report = ActionReport.objects.create(action=action, number=1, at=MONDAY, by=goto)
    with pytest.raises(IntegrityError, match="action_verdict_sent_back_has_reason"), transaction.atomic():
        ActionVerdict.objects.create(report=report, taken=False, at=LATER, by=baba)


def test_a_refusal_without_reason_is_named_as_such(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), older_database(tmp_path, ("accounts", "0002_persons_and_requests")) as older:
        users = older.get_model("accounts", "User").objects.using(ALIAS)
        asks, decides = (users.create(username=name, staff_number=name) for name in ("a", "b"))
        older.get_model("accounts", "AccountRequest").objects.using(ALIAS).create(
            user=users.create(username="c", staff_number="c"),
            asked_at=MONDAY,
            asked_by=asks,
            decision="refused",
            decided_at=LATER,
            decided_by=decides,
        )
        apps = migrated(("accounts", "0003_decisions"))
        stored = apps.get_model("accounts", "AccountRequest").objects.using(ALIAS).get()
        assert (stored.decision, stored.decision_reason) == ("refused", "（理由の記録なし）")
