"""How does the sheet on which an assessment is answered come in and go out?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from privacyportal.attachments.models import Attachment
from privacyportal.backoffice import seen
from privacyportal.backoffice.dates import long_instant
from privacyportal.backoffice.labels import Text
from privacyportal.checklists import words
from privacyportal.checklists.models import Answer, Assessment, ChecklistItem
from privacyportal.checklists.services.assessments import Reply
from privacyportal.checklists.states import RESULT_TONES, Result

RESULT_WORDS: dict[str, Text] = dict(Result.choices)


@dataclass(frozen=True)
class Typed:
    """Result and note of one item as they stand on a sheet."""

    result: str
    note: str

    @property
    def mark(self) -> str:
        """Return the mark by which it is known whether somebody has changed it."""
        note = self.note.replace("\r\n", "\n").strip()
        return seen.mark(f"{self.result}\n{note}")

    @property
    def words(self) -> str:
        """Return result and note as they are read."""
        return " / ".join(part for part in (str(RESULT_WORDS.get(self.result, "")), self.note) if part)


@dataclass(frozen=True)
class Group[R]:
    """The rows of one category, with its name in the active language."""

    name: str
    rows: list[R]


@dataclass(frozen=True)
class Row:
    """One item on the sheet: the item, its answer, its evidence; on a sheet shown again, what was typed and why."""

    item: ChecklistItem
    answer: Answer
    files: list[Attachment]
    typed: "Typed | None" = None
    now: str = ""

    @property
    def stored(self) -> "Typed":
        """Return result and note as they are stored, empty where nobody has answered."""
        return Typed(self.answer.result if self.answer.answered_at else "", self.answer.note)

    @property
    def result(self) -> str:
        """Return the result typed or given."""
        return (self.typed or self.stored).result

    @property
    def note(self) -> str:
        """Return the note typed or given."""
        return (self.typed or self.stored).note

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

    @property
    def seen(self) -> str:
        """Return the marks of what is stored, to be sent back with the sheet."""
        rows = [row for group in self.groups for row in group.rows]
        return seen.marks({row.item.code: (row.stored.mark, row.stored.words) for row in rows})


@dataclass(frozen=True)
class Filled:
    """What was posted: what stands on the sheet, replies and files by item code; codes with a note but no result."""

    typed: dict[str, Typed]
    replies: dict[str, Reply]
    files: dict[str, list[UploadedFile]]
    unsettled: list[str]


def by_category[R](rows: list[R], item_of: Callable[[R], ChecklistItem]) -> list[Group[R]]:
    """Return rows in the order of the checklist under the names of their categories."""
    groups: dict[str, list[R]] = {}
    for row in rows:
        groups.setdefault(item_of(row).category, []).append(row)
    return [Group(words.category(code), group) for code, group in groups.items()]


# What was typed on a sheet that is being shown again, and what its items say now.
_shown_again: ContextVar[tuple[Mapping[str, Typed], Mapping[str, str]]] = ContextVar("shown_again", default=({}, {}))


@contextmanager
def as_typed(filled: Filled, now: Mapping[str, str]) -> Iterator[None]:
    """Show sheets meanwhile as they were typed, with what is stored `now` beside items that somebody else changed."""
    token = _shown_again.set((filled.typed, now))
    try:
        yield
    finally:
        _shown_again.reset(token)


def sheet_of(assessment: Assessment) -> Sheet:
    """Return the sheet of an assessment with two queries."""
    answers = list(assessment.answers.select_related("item", "answered_by").order_by("item__order"))
    files: dict[str, list[Attachment]] = defaultdict(list)
    for attachment in Attachment.objects.filter(reference=assessment.reference_id).order_by("pk"):
        files[attachment.label].append(attachment)
    typed, now = _shown_again.get()
    rows = [
        Row(answer.item, answer, files[code := answer.item.code], typed.get(code), now.get(code, ""))
        for answer in answers
    ]
    answered = sum(answer.answered_at is not None for answer in answers)
    return Sheet(by_category(rows, lambda row: row.item), answered, len(rows))


def read(request: HttpRequest, codes: Iterable[str]) -> Filled:
    """Read the posted sheet; a note without a result counts as not yet confirmed, so that nothing typed is lost."""
    typed: dict[str, Typed] = {}
    replies: dict[str, Reply] = {}
    files: dict[str, list[UploadedFile]] = {}
    unsettled: list[str] = []
    for code in codes:
        result, note = request.POST.get(f"result-{code}", ""), request.POST.get(f"note-{code}", "").strip()
        typed[code] = Typed(result, note)
        if result not in Result.values and note:
            unsettled.append(code)
            replies[code] = Reply(Result.UNCONFIRMED, note)
        elif result in Result.values:
            replies[code] = Reply(result, note)
        if sent := request.FILES.getlist(f"file-{code}"):
            files[code] = sent
    return Filled(typed, replies, files, unsettled)


def said(request: HttpRequest, filled: Filled, assessment: Assessment) -> dict[str, Reply]:
    """Return the replies to the items that the person at the sheet has changed; what was only shown overwrites nothing.

    :raises ChangedMeanwhile: when somebody else has answered one of these items otherwise since the sheet was opened.
    """
    marks = seen.sent_marks(request)
    changed = {code: typed for code, typed in filled.typed.items() if marks.get(code) != typed.mark}
    rows = {row.item.code: row for group in sheet_of(assessment).groups for row in group.rows}
    clashing = [
        code
        for code, typed in changed.items()
        if code in marks and rows[code].stored.mark not in (marks[code], typed.mark)
    ]
    if clashing:
        text = _(
            "Somebody else has answered these items since you opened the sheet: %(codes)s. Nothing was saved; what you "
            "typed is kept. Compare it with the answer now stored, choose files again, and save the sheet."
        )
        saw = seen.sent_values(request)
        beside = {code: differing(rows[code], saw.get(code), changed[code]) for code in clashing}
        raise seen.ChangedMeanwhile(text % {"codes": "、".join(clashing)}, beside)
    return {code: reply for code, reply in filled.replies.items() if code in changed}


def differing(row: Row, saw: object, typed: Typed) -> str:
    """Say what stood on the sheet, what is stored now and by whom, and what was typed."""
    answer = row.answer
    by = f"{answer.answered_by or _('the portal')}, {long_instant(answer.answered_at)}" if answer.answered_at else ""
    return seen.compared(None if saw is None else str(saw), row.stored.words, typed.words, by=by)
