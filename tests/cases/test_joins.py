"""What other rows of a case forbid, a shell cannot store either."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from cases import services
from cases.joins import JOINS
from cases.models import (
    AnswerProposal,
    Case,
    CasePromise,
    Correspondence,
    Explanation,
    IdentityCheck,
    IdentityDisposal,
    LeakFiling,
    LeakReport,
    PromiseExtension,
    Referral,
)
from cases.services import Party
from privacyportal.accounts.models import Desk, User
from privacyportal.audit import joining
from tests.factories.cases import MONDAY, investigated, open_case, sent
from tests.factories.files import attach

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
CLOSED = {"status": "closed", "closed_at": MONDAY, "outcome": "upheld"}


def close(case: Case, **fields: object) -> None:
    """Close a case as a shell does."""
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**{**CLOSED, **fields})


def asked(case: Case) -> Referral:
    """A request of the certified body for an explanation."""
    body = Desk.objects.exclude(kind__in=Desk.OURS)[0]
    return Referral.objects.create(case=case, direction="from_body", kind="explanation", desk=body, referred_at=MONDAY)


def test_a_case_is_not_closed_before_an_outside_body_has_its_answer(case: Case, baba: User, endo: User) -> None:
    referral = asked(case)
    with pytest.raises(IntegrityError, match="case_closed_after_its_answers"):
        close(case)
    with pytest.raises(IntegrityError, match="referral_explained_as_approved"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(answered_at=MONDAY)
    Explanation.objects.create(
        referral=referral, text="説明", drafted_at=MONDAY, drafted_by=baba,
        decision="approved", decided_at=MONDAY, decided_by=endo,
    )  # fmt: skip
    Referral.objects.filter(pk=referral.pk).update(answered_at=MONDAY)
    close(case)


def test_a_case_is_not_closed_before_its_leak_is_reported(case: Case) -> None:
    leak = LeakReport.objects.create(case=case, known_at=MONDAY)
    with pytest.raises(IntegrityError, match="case_closed_after_the_leak_report"):
        close(case)
    LeakFiling.objects.create(
        leak=leak, which="final", known_at=MONDAY, reported_at=MONDAY, reported_to="委員会", recorded_at=MONDAY
    )
    close(case)


def test_a_case_is_not_closed_before_its_promises_are_kept(case: Case) -> None:
    letter = Correspondence.objects.filter(case=case)[0]
    promise = CasePromise.objects.create(
        case=case, what="documents", by_on=date(2026, 11, 27), made_in=letter, recorded_at=MONDAY
    )
    with pytest.raises(IntegrityError, match="case_closed_after_its_promises"):
        close(case)
    CasePromise.objects.filter(pk=promise.pk).update(kept_at=MONDAY, kept_in=letter)
    close(case)


def test_a_case_is_closed_as_it_was_approved(case: Case) -> None:
    with pytest.raises(IntegrityError, match="case_closed_as_approved"):
        close(case, outcome="not_upheld")
    close(case)


def test_a_representative_is_not_confirmed_without_proof(baba: User) -> None:
    speaker = Party(name="山田 次郎", authority="mandated")
    case = open_case(by=baba, kind="disclosure", representative=speaker)
    check = {"case": case, "method": "passport", "is_confirmed": True, "checked_at": MONDAY, "checked_by": baba}
    with pytest.raises(IntegrityError, match="identity_of_a_proved_representative"), transaction.atomic():
        IdentityCheck.objects.create(**check)
    IdentityCheck.objects.create(**check, authority_document="委任状")


@pytest.mark.parametrize("file", [{"label": "identity"}, {"restricted": True}])
def test_a_disposal_leaves_no_identity_document(
    case: Case, baba: User, endo: User, file: dict[str, object], settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    attach(reference=case.reference, file=SimpleUploadedFile("旅券.pdf", b"%PDF-1.7 "), by=baba, at=MONDAY, **file)
    done = {"disposed_at": MONDAY, "recorded_at": MONDAY, "disposed_by": baba, "checked_by": endo}
    with pytest.raises(IntegrityError, match="identity_disposal_leaves_no_file"), transaction.atomic():
        IdentityDisposal.objects.create(case=case, method="shredded", count=1, **done)


def test_less_than_was_asked_for_is_not_proposed_without_reasons(baba: User) -> None:
    less = {"text": "回答", "outcome": "not_upheld", "proposed_at": MONDAY, "proposed_by": baba}
    with pytest.raises(IntegrityError, match="proposal_of_less_has_reasons"), transaction.atomic():
        AnswerProposal.objects.create(case=investigated(by=baba), **less)


@pytest.mark.parametrize(("days", "is_later"), [(-1, False), (0, False), (1, True)])
def test_an_extension_is_later_than_what_was_promised(baba: User, days: int, is_later: bool) -> None:
    first = date(2026, 11, 27)
    promise = services.record_promise(
        case=investigated(by=baba), what="answer", by_on=first, sent=sent(MONDAY), by=baba, at=MONDAY
    )
    given = {"promise": promise, "reason": "鑑定待ち", "asked_at": MONDAY, "asked_by": baba}
    if is_later:
        PromiseExtension.objects.create(**given, to_on=first + timedelta(days=days))
        return
    with pytest.raises(IntegrityError, match="extension_is_later"), transaction.atomic():
        PromiseExtension.objects.create(**given, to_on=first + timedelta(days=days))


def test_an_ended_case_keeps_the_desk_it_was_routed_to(case: Case) -> None:
    other = Desk.objects.exclude(pk=case.answering_desk_id)[0]
    close(case)
    with pytest.raises(IntegrityError, match="case_keeps_its_route_after_its_end"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(answering_desk=other)


@pytest.mark.parametrize(
    "given",
    [{"by_on": date(2026, 11, 15)}, {"by_on": date(2026, 11, 16), "by_at": MONDAY - timedelta(minutes=1)}],
    ids=["day", "time"],
)
def test_nothing_is_promised_for_before_its_letter(given: dict[str, object], case: Case) -> None:
    letter = Correspondence.objects.filter(case=case, happened_at=MONDAY)[0]
    facts = {"case": case, "what": "word", "made_in": letter, "recorded_at": MONDAY}
    with pytest.raises(IntegrityError, match="promise_for_after_its_letter"), transaction.atomic():
        CasePromise.objects.create(**facts, **given)
    CasePromise.objects.create(**facts, by_on=date(2026, 11, 16), by_at=MONDAY)


@pytest.mark.parametrize("join", JOINS, ids=[join.name for join in JOINS])
def test_a_rule_that_is_gone_is_told_and_comes_back(join: joining.Forbidden) -> None:
    joining.remove(connection, join)
    assert joining.unguarded("default") == [join.table]
    joining.install(connection, join)
    assert joining.unguarded("default") == []
