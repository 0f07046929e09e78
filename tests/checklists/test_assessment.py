"""An assessment is answered item by item, submitted whole, and signed off by a second person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.checklists import services
from privacyportal.checklists.models import Assessment, Finding, FormerAnswer
from privacyportal.checklists.services.assessments import Reply
from privacyportal.checklists.states import AssessmentStatus, Occasion, Outcome, Result, Severity
from privacyportal.clocks.models import Clock
from tests.factories.checklists import NOW, answer_all, checklist, day, start, submitted, template
from tests.factories.vendors import VendorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject(goto):
    return VendorFactory(owner=goto).reference


def codes(assessment):
    return list(assessment.answers.order_by("item__order").values_list("item__code", flat=True))


def refusal(refused):
    return refused.value.refusals[0]


@pytest.mark.parametrize(
    ("occasion", "applies_to", "asked"),
    [
        (Occasion.ONBOARDING, set(), ["A-01", "A-02", "A-03"]),
        (Occasion.PERIODIC, {"foreign"}, ["A-01", "A-02", "A-03", "B-01"]),
        (Occasion.AD_HOC, {"termination"}, ["A-01", "A-02", "A-03", "T-01"]),
    ],
)
def test_the_items_asked_follow_from_the_subject_and_the_occasion(subject, occasion, applies_to, asked):
    assert codes(start(subject, occasion=occasion, applies_to=applies_to)) == asked


def test_items_for_the_start_only_are_not_asked_again(subject):
    rows = ("A-01,contract,始めだけ,Start,,onboarding,1,no,all,", "A-02,contract,毎年,Yearly,,annual,1,no,all,")
    assert codes(start(subject, template=template(checklist(*rows)), occasion=Occasion.PERIODIC)) == ["A-02"]


def test_a_second_assessment_waits_for_the_first(subject):
    open_one = start(subject)
    with pytest.raises(Refused) as refused:
        start(subject, template=open_one.template)
    assert str(open_one) in refusal(refused).text


def test_a_version_imported_meanwhile_does_not_start_a_second_one(subject):
    open_one = start(subject)
    newer = template(checklist("A-01,contract,契約書がある,A contract exists,契約書,annual,5,yes,all,社内基準"))
    assert newer.version == 2
    with pytest.raises(Refused) as refused:
        start(subject, template=newer)
    assert str(open_one) in refusal(refused).text
    assert codes(open_one) == ["A-01", "A-02", "A-03"]


def test_a_day_that_has_passed_cannot_be_the_due_day(subject):
    with pytest.raises(Refused) as refused:
        start(subject, due_on=day(-1))
    assert refusal(refused).field == "due_on"


def test_an_answer_is_kept_with_who_and_when(subject, goto):
    assessment = start(subject)
    item = assessment.template.items.get(code="A-02")
    answer = services.answer_item(
        assessment=assessment, item=item, result=Result.PARTLY, note="一部のみ", by=goto, at=NOW
    )
    assert (answer.result, answer.note, answer.answered_by, answer.answered_at) == ("partly", "一部のみ", goto, NOW)
    assert AuditEntry.objects.filter(action="checklists.items_answered", reference=str(assessment)).count() == 1


def test_saving_the_same_answers_again_changes_and_records_nothing(subject, goto):
    assessment = answer_all(start(subject), by=goto)
    entries = AuditEntry.objects.count()
    answer_all(assessment, by=goto)
    assert AuditEntry.objects.count() == entries


def test_an_item_that_is_not_asked_cannot_be_answered(subject, goto):
    with pytest.raises(Conflict):
        services.answer_items(assessment=start(subject), replies={"B-01": Reply(Result.FIT)}, by=goto, at=NOW)


def test_submitting_names_the_items_without_an_answer(subject, goto):
    assessment = start(subject)
    services.answer_items(assessment=assessment, replies={"A-02": Reply(Result.FIT)}, by=goto, at=NOW)
    with pytest.raises(Refused) as refused:
        services.submit(assessment=assessment, by=goto, at=NOW)
    assert "A-01、A-03" in refusal(refused).text
    assert "基本方針第6項" in refusal(refused).text


def test_an_item_is_set_aside_only_with_a_reason(subject, goto):
    assessment = answer_all(start(subject), by=goto)
    services.answer_items(assessment=assessment, replies={"A-01": Reply(Result.NOT_APPLICABLE)}, by=goto, at=NOW)
    with pytest.raises(Refused) as refused:
        services.submit(assessment=assessment, by=goto, at=NOW)
    assert refusal(refused).code == "checklists.unexplained_exclusion"


def test_a_refused_submission_is_kept_in_the_trail(subject, goto):
    with pytest.raises(Refused):
        services.submit(assessment=start(subject), by=goto, at=NOW)
    assert AuditEntry.objects.filter(action="backoffice.refused", section="6", actor=goto).exists()


def test_whoever_submitted_cannot_sign_off(subject, baba):
    assessment = submitted(subject, by=baba)
    with pytest.raises(Refused) as refused:
        services.sign_off(assessment=assessment, by=baba, at=NOW)
    assert refusal(refused).code == "checklists.four_eyes"


def test_whoever_answered_an_item_cannot_sign_off_either(subject, goto, baba):
    assessment = start(subject)
    answer_all(assessment, by=baba)
    services.submit(assessment=assessment, by=goto, at=NOW)
    with pytest.raises(Refused):
        services.sign_off(assessment=assessment, by=baba, at=NOW)


def test_the_database_itself_wants_a_second_person(subject, goto):
    assessment = submitted(subject, by=goto)
    row = Assessment.objects.filter(pk=assessment.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(status=AssessmentStatus.SIGNED_OFF, signed_off_by=goto, signed_off_at=NOW)


def test_sign_off_makes_the_rating_final_and_raises_what_was_wanting(subject, goto, endo):
    assessment = submitted(
        subject, by=goto, results={"A-01": Result.PARTLY, "A-02": Result.NOT_FIT, "A-03": Result.PARTLY}
    )
    signed = services.sign_off(assessment=assessment, by=endo, at=NOW)
    assert (signed.status, signed.rating, signed.outcome) == ("signed_off", "D", Outcome.NOT_FIT)
    found = Finding.objects.filter(assessment=assessment).order_by("item__order")
    assert [(f.item.code, f.severity) for f in found] == [
        ("A-01", Severity.MAJOR),
        ("A-02", Severity.MAJOR),
        ("A-03", Severity.MINOR),
    ]
    assert {f.subject for f in found} == {subject}


def test_a_critical_item_that_is_not_fit_is_a_critical_finding(subject, goto, endo):
    assessment = submitted(subject, by=goto, results={"A-01": Result.NOT_FIT})
    services.sign_off(assessment=assessment, by=endo, at=NOW)
    assert Finding.objects.get().severity == Severity.CRITICAL


def test_sent_back_it_can_be_answered_again(subject, goto, endo):
    assessment = submitted(subject, by=goto)
    services.send_back(assessment=assessment, reason="証跡が足りません", by=endo, at=NOW)
    assert (assessment.status, assessment.rating) == (AssessmentStatus.DRAFT, "")
    answer_all(assessment, by=goto, results={"A-02": Result.PARTLY})
    assert services.submit(assessment=assessment, by=goto, at=NOW).status == AssessmentStatus.SUBMITTED


def test_of_two_people_only_one_decides(subject, goto, endo, baba):
    assessment = submitted(subject, by=goto)
    stale = Assessment.objects.get(pk=assessment.pk)
    services.sign_off(assessment=assessment, by=endo, at=NOW)
    with pytest.raises(Conflict):
        services.send_back(assessment=stale, reason="遅れた差戻し", by=baba, at=NOW)


def test_what_is_signed_off_is_not_answered_any_more(subject, goto, endo):
    assessment = submitted(subject, by=goto)
    services.sign_off(assessment=assessment, by=endo, at=NOW)
    with pytest.raises(Conflict):
        answer_all(assessment, by=goto, results={"A-02": Result.NOT_FIT})


def test_the_due_day_runs_until_the_answers_are_in(subject, goto, endo):
    assessment = answer_all(start(subject), by=goto)
    clock = Clock.objects.get(reference=assessment.reference)
    assert (clock.duty, clock.due_on, clock.state) == ("checklists.assessment", assessment.due_on, "running")
    services.submit(assessment=assessment, by=goto, at=NOW)
    assert Clock.objects.get(pk=clock.pk).state == "met"
    services.send_back(assessment=assessment, reason="不足", by=endo, at=NOW)
    assert Clock.objects.get(pk=clock.pk).state == "running"


def test_what_came_back_keeps_its_answers_its_time_and_the_reason(subject, goto, endo):
    assessment = submitted(subject, by=goto, results={"A-01": Result.FIT})
    services.send_back(assessment=assessment, reason="証跡が足りません", by=endo, at=NOW)
    services.answer_items(
        assessment=assessment, replies={"A-01": Reply(Result.PARTLY, "一部のみ")}, by=goto, at=NOW + timedelta(hours=1)
    )
    services.submit(assessment=assessment, by=goto, at=NOW + timedelta(hours=2))
    former = FormerAnswer.objects.get(answer__assessment=assessment)
    assert (former.answer.item.code, former.result, former.note, former.answered_by) == (
        "A-01", Result.FIT, "A-01を確認", goto,
    )  # fmt: skip
    first, second = assessment.submissions.order_by("number")
    assert (first.at, first.verdict.taken, first.verdict.note) == (NOW, False, "証跡が足りません")
    assert (second.at, second.rating) == (NOW + timedelta(hours=2), "C")
