"""How is an assessment started, answered, submitted and signed off?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.writing import move
from privacyportal.checklists import followups, guards, mails, rights
from privacyportal.checklists.models import (
    Answer,
    Assessment,
    ChecklistItem,
    ChecklistTemplate,
    Finding,
    FormerAnswer,
    Submission,
    SubmissionVerdict,
)
from privacyportal.checklists.scoring import Score
from privacyportal.checklists.selection import is_asked
from privacyportal.checklists.services.findings import record_finding
from privacyportal.checklists.states import SEND_BACK, SIGN_OFF, SUBMIT, AssessmentStatus, Result, Severity
from privacyportal.clocks import river as clocks
from privacyportal.references import registry
from privacyportal.references.models import Reference

HEAVY = 4


@dataclass(frozen=True)
class Reply:
    """What is said about one item: a Result and a note."""

    result: str
    note: str = ""


@deed(right=rights.ANSWER, on="subject", words=_lazy("start of the assessment"))
def start_assessment(
    *,
    subject: Reference,
    template: ChecklistTemplate,
    occasion: str,
    due_on: date,
    applies_to: AbstractSet[str],
    by: Actor,
    at: datetime,
) -> Assessment:
    """Start an assessment of a subject with the items that are asked of it; return it in draft.

    `applies_to` says what the subject is like (see `selection.is_asked`); `due_on` is a Tokyo day.

    :raises Refused: when one with this checklist is still open, or the day has passed (section 6).
    """
    refuse_if(
        [
            guards.one_at_a_time(open_number=_still_open(subject, template)),
            guards.due_in_future(due_on, tokyo_day(at)),
            guards.checklist_in_force(is_in_force=template.covers(tokyo_day(at))),
        ]
    )
    assessment = Assessment.objects.create(
        reference=registry.issue("ASSESS", at=at),
        subject=subject,
        template=template,
        occasion=occasion,
        due_on=due_on,
        started_at=at,
        started_by=by.account,
    )
    asked = [
        item for item in template.items.order_by("order") if is_asked(item, occasion=occasion, applies_to=applies_to)
    ]
    Answer.objects.bulk_create([Answer(assessment=assessment, item=item) for item in asked])
    clocks.refresh(reference=assessment.reference, at=at)
    changes = {"subject": str(subject), "template": str(template.code), "items": len(asked), "due_on": due_on}
    trail.record(action="checklists.assessment_started", obj=assessment, by=by, at=at, changes=changes, section="6")
    return assessment


def _still_open(subject: Reference, template: ChecklistTemplate) -> str:
    """Return the number of the open assessment; a version imported since does not make it another checklist."""
    unfinished = Assessment.objects.unfinished().filter(subject=subject, template__code=template.code)
    return "".join(str(assessment) for assessment in unfinished.select_related("reference")[:1])


@deed(right=rights.ANSWER, on="assessment", words=_lazy("answer to an item"))
def answer_item(
    *, assessment: Assessment, item: ChecklistItem, result: str, note: str = "", by: Actor, at: datetime
) -> Answer:
    """Say what was found for one item of a draft; return the answer.

    :raises Conflict: when the assessment is not being answered any more, or does not ask this item.
    """
    _answer(assessment, {item.code: Reply(result, note)}, by, at)
    return assessment.answers.get(item=item)


@deed(right=rights.ANSWER, on="assessment", words=_lazy("answers to the items"))
def answer_items(*, assessment: Assessment, replies: Mapping[str, Reply], by: Actor, at: datetime) -> list[str]:
    """Save the draft: `replies` by item code; return the codes that changed.

    :raises Conflict: when the assessment is not being answered any more, or does not ask one of the items.
    """
    return _answer(assessment, replies, by, at)


def _answer(assessment: Assessment, replies: Mapping[str, Reply], by: Actor, at: datetime) -> list[str]:
    answers = asked_in_draft(assessment, replies)
    changed = [answers[code] for code, reply in replies.items() if _differs(answers[code], reply)]
    _keep_former(assessment, changed, at)
    for answer in changed:
        reply = replies[answer.item.code]
        answer.result, answer.note = Result(reply.result), reply.note.strip()
        answer.answered_at, answer.answered_by = at, by.account
    _store(changed, by, at)
    codes = [answer.item.code for answer in changed]
    if codes:
        results = {answer.item.code: str(answer.result) for answer in changed}
        trail.record(action="checklists.items_answered", obj=assessment, by=by, at=at, changes=results, section="6")
    return codes


def asked_in_draft(assessment: Assessment, codes: Iterable[str]) -> dict[str, Answer]:
    """Return the answers by item code of a draft that was locked for writing.

    :raises Conflict: when it is not being answered any more, or does not ask one of these items.
    """
    is_draft = Assessment.objects.select_for_update().filter(pk=assessment.pk, status=AssessmentStatus.DRAFT)
    if not is_draft.exists():
        raise Conflict(_("%(number)s is not being answered any more.") % {"number": str(assessment)})
    answers = {answer.item.code: answer for answer in assessment.answers.select_related("item")}
    strange = sorted(set(codes) - set(answers))
    if strange:
        raise Conflict(_("These items are not asked here: %(codes)s.") % {"codes": "、".join(strange)})
    return answers


def _keep_former(assessment: Assessment, changed: Iterable[Answer], at: datetime) -> None:
    """Keep beside their answers the results and notes that had been handed in before."""
    handed_in = assessment.submissions.order_by("-number").values_list("at", flat=True).first()
    if handed_in is None:
        return
    FormerAnswer.objects.bulk_create(
        FormerAnswer(
            answer=answer,
            result=answer.result,
            note=answer.note,
            answered_at=answer.answered_at,
            answered_by_id=answer.answered_by_id,
            replaced_at=at,
        )
        for answer in changed
        if answer.answered_at is not None and answer.answered_at <= handed_in
    )


def _say(assessment: Assessment, *, taken: bool, note: str, by: Actor, at: datetime) -> None:
    """Keep what the second person said beside the submission it was said to."""
    submission = assessment.submissions.order_by("-number").first()
    if submission is not None:
        SubmissionVerdict.objects.create(submission=submission, taken=taken, note=note, at=at, by=by.account)


def _store(changed: Iterable[Answer], by: Actor, at: datetime) -> None:
    """Write what was said; most items share one of a few replies, and each of these is one statement."""
    said: dict[tuple[str, str], list[int]] = defaultdict(list)
    for answer in changed:
        said[answer.result, answer.note].append(answer.pk)
    for (result, note), keys in said.items():
        Answer.objects.filter(pk__in=keys).update(result=result, note=note, answered_at=at, answered_by=by.account)


def _differs(answer: Answer, reply: Reply) -> bool:
    said = (answer.result, answer.note) if answer.answered_at else None
    return said != (reply.result, reply.note.strip())


def unanswered(assessment: Assessment) -> list[Refusal | None]:
    """Return what keeps the answers from being handed in: items without one, or set aside without a reason."""
    answers = list(assessment.answers.select_related("item").order_by("item__order"))
    excluded = [a.item.code for a in answers if a.result == Result.NOT_APPLICABLE and not a.note]
    return [
        guards.all_answered([a.item.code for a in answers if a.answered_at is None]),
        guards.exclusions_explained(excluded),
    ]


@deed(right=SUBMIT.right, on="assessment", words=SUBMIT.words)
def submit(*, assessment: Assessment, by: Actor, at: datetime) -> Assessment:
    """Hand the answers in for sign-off; keeps the preliminary score.

    :raises Refused: with the items that have no answer, or are set aside without a reason.
    :raises Conflict: when it is not a draft any more.
    """
    refuse_if(unanswered(assessment), obj=assessment)
    result = assessment.current_score()
    move(assessment, SUBMIT, submitted_at=at, submitted_by=by.account, **_graded(result))
    number = assessment.submissions.count() + 1
    Submission.objects.create(assessment=assessment, number=number, at=at, by=by.account, **_graded(result))
    clocks.refresh(reference=assessment.reference, at=at)
    changes = {"score": result.value, "rating": result.rating}
    trail.record(action="checklists.assessment_submitted", obj=assessment, by=by, at=at, changes=changes, section="6")
    mails.ask_for_sign_off(assessment, by=by, at=at)
    return assessment


@deed(right=SEND_BACK.right, on="assessment", words=SEND_BACK.words)
def send_back(*, assessment: Assessment, reason: str, by: Actor, at: datetime) -> Assessment:
    """Return the assessment to who answers it, with a written reason; its due date stays.

    :raises Conflict: when it is not awaiting sign-off any more.
    """
    submitter = assessment.submitted_by
    move(assessment, SEND_BACK, score=None, rating="", outcome="")
    _say(assessment, taken=False, note=reason, by=by, at=at)
    clocks.refresh(reference=assessment.reference, at=at)
    trail.record(action="checklists.assessment_sent_back", obj=assessment, by=by, at=at, reason=reason, section="6")
    mails.tell_sent_back(assessment, submitter, by=by, at=at)
    return assessment


@deed(right=SIGN_OFF.right, on="assessment", words=SIGN_OFF.words)
def sign_off(*, assessment: Assessment, note: str = "", by: Actor, at: datetime) -> Assessment:
    """Confirm the assessment as a second person; score, rating and outcome become final, findings are raised.

    `note` is a word on the sign-off, kept beside it.

    :raises Refused: when the person answered or submitted it.
    :raises Conflict: when it is not awaiting sign-off any more.
    """
    refuse_if([guards.second_person(is_same=took_part(assessment, by))], obj=assessment)
    result = assessment.current_score()
    move(assessment, SIGN_OFF, signed_off_at=at, signed_off_by=by.account, **_graded(result))
    _say(assessment, taken=True, note=note, by=by, at=at)
    wanting = assessment.answers.filter(result__in=[Result.NOT_FIT, Result.PARTLY]).select_related("item")
    raised = _raise_findings(assessment, wanting.order_by("item__order"), by, at)
    clocks.refresh(reference=assessment.reference, at=at)
    changes = {
        "score": result.value,
        "rating": result.rating,
        "outcome": str(result.outcome),
        "findings": len(raised),
    }
    trail.record(action="checklists.assessment_signed_off", obj=assessment, by=by, at=at, changes=changes, section="6")
    followups.run(assessment=assessment, by=by, at=at)
    return assessment


def took_part(assessment: Assessment, by: Actor) -> bool:
    """Return whether the actor is the person who submitted an assessment, or one of those who answered it."""
    answered = assessment.answers.exclude(answered_by=None).values("answered_by")
    people = [assessment.submitted_by, *User.objects.filter(pk__in=answered)]
    return any(by.is_same_person(person) for person in people)


def _graded(result: Score) -> dict[str, object]:
    return {"score": result.value, "rating": result.rating, "outcome": result.outcome}


def _raise_findings(assessment: Assessment, answers: Iterable[Answer], by: Actor, at: datetime) -> list[Finding]:
    return [
        record_finding(
            subject=assessment.subject,
            severity=severity_of(answer),
            description=answer.note or answer.item.text_ja,
            assessment=assessment,
            item=answer.item,
            by=by,
            at=at,
        )
        for answer in answers
    ]


def severity_of(answer: Answer) -> Severity:
    """Return how heavy the finding weighs that an answer leads to."""
    if answer.item.critical:
        return Severity.CRITICAL if answer.result == Result.NOT_FIT else Severity.MAJOR
    heavy = answer.result == Result.NOT_FIT and answer.item.weight >= HEAVY
    return Severity.MAJOR if heavy else Severity.MINOR
