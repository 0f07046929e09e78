"""What answers, findings and actions forbid each other, a shell cannot store either."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from privacyportal.accounts.models import User
from privacyportal.checklists.models import Assessment, CorrectiveAction, Finding
from privacyportal.references import registry
from tests.factories import checklists as make
from tests.factories.vendors import VendorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def finding() -> Finding:
    """An open finding of a vendor."""
    number = registry.issue("FINDING", at=make.NOW)
    return Finding.objects.create(
        reference=number, subject=VendorFactory().reference, severity="minor", description="x", raised_at=make.NOW
    )


def action(finding: Finding, owner: User, **fields: object) -> CorrectiveAction:
    facts = {"description": "x", "owner": owner, "due_on": make.TODAY, "added_at": make.NOW, **fields}
    return CorrectiveAction.objects.create(reference=registry.issue("ACTION", at=make.NOW), finding=finding, **facts)


def close(finding: Finding) -> None:
    with transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(status="closed", closed_at=make.NOW)


def hand_in(assessment: Assessment, by: User) -> None:
    with transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(status="submitted", submitted_at=make.NOW, submitted_by=by)


def test_a_finding_is_not_closed_before_its_actions_are_verified(finding: Finding, goto: User, baba: User) -> None:
    row = action(finding, goto)
    with pytest.raises(IntegrityError, match="finding_closed_after_its_actions"):
        close(finding)
    rows, verified = CorrectiveAction.objects.filter(pk=row.pk), {"verified_at": make.NOW, "verified_by": baba}
    with pytest.raises(IntegrityError, match="action_verified_after_its_report"), transaction.atomic():
        rows.update(status="verified", done_at=make.NOW, **verified)
    rows.update(status="done", done_at=make.NOW, done_by=goto)
    rows.update(status="verified", **verified)
    close(finding)


def test_no_action_is_added_to_a_closed_finding(finding: Finding, goto: User) -> None:
    close(finding)
    with pytest.raises(IntegrityError, match="action_for_an_open_finding"), transaction.atomic():
        action(finding, goto)


def test_an_assessment_is_handed_in_with_every_item_answered(goto: User) -> None:
    assessment = make.start(VendorFactory(owner=goto).reference)
    with pytest.raises(IntegrityError, match="assessment_handed_in_answered"):
        hand_in(assessment, goto)
    assessment.answers.update(answered_at=make.NOW, result="not_applicable", note="")
    with pytest.raises(IntegrityError, match="assessment_handed_in_explained"):
        hand_in(assessment, goto)
    assessment.answers.update(note="対象外の業務")
    hand_in(assessment, goto)


def test_an_assessment_is_signed_off_after_it_was_handed_in(goto: User, baba: User) -> None:
    assessment = make.start(VendorFactory(owner=goto).reference)
    rows = Assessment.objects.filter(pk=assessment.pk)
    handed_in = {"submitted_at": make.NOW, "submitted_by": goto}
    signed = {"status": "signed_off", "signed_off_at": make.NOW, "signed_off_by": baba}
    refused = "assessment_signed_off_after_it_was_handed_in|assessment_handed_in_answered"
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        rows.update(**signed, **handed_in)
    assessment.answers.update(answered_at=make.NOW, result="fit")
    with pytest.raises(IntegrityError, match="assessment_signed_off_after_it_was_handed_in"), transaction.atomic():
        rows.update(**signed, **handed_in)
    hand_in(assessment, goto)
    rows.update(**signed)


def test_nothing_begins_as_something_that_is_decided_later(finding: Finding, goto: User, baba: User) -> None:
    verified = {"done_at": make.NOW, "verified_at": make.NOW, "verified_by": baba}
    with pytest.raises(IntegrityError, match="action_begins_open"), transaction.atomic():
        action(finding, goto, status="verified", **verified)
    with pytest.raises(IntegrityError, match="finding_begins_open"), transaction.atomic():
        Finding.objects.create(
            reference=registry.issue("FINDING", at=make.NOW), subject=finding.subject, severity="minor",
            description="x", raised_at=make.NOW, status="closed", closed_at=make.NOW,
        )  # fmt: skip
    begun = make.start(finding.subject)
    begun.pk, begun.reference, begun.status = None, registry.issue("ASSESS", at=make.NOW), "signed_off"
    begun.submitted_at = begun.signed_off_at = make.NOW
    begun.submitted_by, begun.signed_off_by = goto, baba
    with pytest.raises(IntegrityError, match="assessment_begins_as_draft"), transaction.atomic():
        Assessment.objects.bulk_create([begun])


def test_an_action_is_due_on_or_after_the_day_it_is_agreed(finding: Finding, goto: User) -> None:
    with pytest.raises(IntegrityError, match="action_due_after_it_is_agreed"), transaction.atomic():
        action(finding, goto, due_on=make.TODAY - timedelta(days=1))
    action(finding, goto)
