"""What answers, findings and actions forbid each other, a shell cannot store either."""

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


def action(finding: Finding, owner: User) -> CorrectiveAction:
    return CorrectiveAction.objects.create(
        reference=registry.issue("ACTION", at=make.NOW), finding=finding, description="x", owner=owner,
        due_on=make.TODAY, added_at=make.NOW,
    )  # fmt: skip


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
    CorrectiveAction.objects.filter(pk=row.pk).update(
        status="verified", done_at=make.NOW, verified_at=make.NOW, verified_by=baba
    )
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
