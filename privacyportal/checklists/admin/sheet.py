"""How does the sheet on which an assessment is answered come in and go out?"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from privacyportal.attachments.models import Attachment
from privacyportal.backoffice.labels import Text
from privacyportal.checklists import words
from privacyportal.checklists.models import Answer, Assessment, ChecklistItem
from privacyportal.checklists.services.assessments import Reply
from privacyportal.checklists.states import RESULT_TONES, Result


@dataclass(frozen=True)
class Group[R]:
    """The rows of one category, with its name in the active language."""

    name: str
    rows: list[R]


@dataclass(frozen=True)
class Row:
    """One item on the sheet: the item, its answer, its evidence."""

    item: ChecklistItem
    answer: Answer
    files: list[Attachment]

    @property
    def result(self) -> str:
        """Return the result given, empty where nobody has answered."""
        return self.answer.result if self.answer.answered_at else ""

    @property
    def tone(self) -> str:
        """Return what the result's colour means."""
        return RESULT_TONES[self.answer.result]

    @property
    def frequency(self) -> str:
        """Return how often the item is asked in words."""
        return words.frequency(self.item.frequency)


@dataclass(frozen=True)
class Sheet:
    """An assessment's rows by category, and how many are answered."""

    groups: list[Group[Row]]
    answered: int
    total: int
    choices: list[tuple[str, Text]] = field(default_factory=lambda: list(Result.choices))


@dataclass(frozen=True)
class Filled:
    """What was posted: replies and files by item code, and the codes with a note but no result."""

    replies: dict[str, Reply]
    files: dict[str, list[UploadedFile]]
    unsettled: list[str]


def by_category[R](rows: list[R], item_of: Callable[[R], ChecklistItem]) -> list[Group[R]]:
    """Return rows in the order of the checklist under the names of their categories."""
    groups: dict[str, list[R]] = {}
    for row in rows:
        groups.setdefault(item_of(row).category, []).append(row)
    return [Group(words.category(code), group) for code, group in groups.items()]


def sheet_of(assessment: Assessment) -> Sheet:
    """Return the sheet of an assessment with two queries."""
    answers = list(assessment.answers.select_related("item", "answered_by").order_by("item__order"))
    files: dict[str, list[Attachment]] = defaultdict(list)
    for attachment in Attachment.objects.filter(reference=assessment.reference_id).order_by("pk"):
        files[attachment.label].append(attachment)
    rows = [Row(answer.item, answer, files[answer.item.code]) for answer in answers]
    answered = sum(answer.answered_at is not None for answer in answers)
    return Sheet(by_category(rows, lambda row: row.item), answered, len(rows))


def read(request: HttpRequest, codes: Iterable[str]) -> Filled:
    """Read the posted sheet; a note without a result counts as not yet confirmed, so that nothing typed is lost."""
    replies: dict[str, Reply] = {}
    files: dict[str, list[UploadedFile]] = {}
    unsettled: list[str] = []
    for code in codes:
        result, note = request.POST.get(f"result-{code}", ""), request.POST.get(f"note-{code}", "").strip()
        if result not in Result.values and note:
            unsettled.append(code)
            replies[code] = Reply(Result.UNCONFIRMED, note)
        elif result in Result.values:
            replies[code] = Reply(result, note)
        if sent := request.FILES.getlist(f"file-{code}"):
            files[code] = sent
    return Filled(replies, files, unsettled)
