"""Does a case from a file leave what the same case leaves that is typed: row, parties, clocks, steps, words?"""

from collections.abc import Iterator

import pytest
from django.db.models import QuerySet

from cases.models import Case, CaseParty
from cases.services import Party, bring_cases
from cases.states import Kind
from privacyportal.accounts.models import User
from privacyportal.audit import rows, trail
from privacyportal.audit.actors import Staff
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, Level, Notice
from privacyportal.search import upkeep
from privacyportal.search.models import Entry
from tests.factories.cases import COMPLAINANT, MONDAY, open_case

pytestmark = pytest.mark.django_db
# Who types a case is its handler; a file has none.
OWN = {"handler_id", "id", "reference_id", "case_id", "clock_id", "source", "number"}
# More than one statement takes at once.
MANY = 30
KINDS = (Kind.COMPLAINT, Kind.DISCLOSURE)


def said(found: QuerySet[Case] | QuerySet[CaseParty] | QuerySet[Clock] | QuerySet[Level]) -> list[dict[str, object]]:
    """Rows without the keys that are each their own."""
    return [{name: value for name, value in row.items() if name not in OWN} for row in found.values()]


def left(case: Case) -> Iterator[object]:
    """Everything that a case has left: itself, its parties, its clocks with their steps, the words to find it by."""
    yield said(Case.objects.filter(pk=case.pk))
    yield said(CaseParty.objects.filter(case=case).order_by("role"))
    yield said(Clock.objects.filter(reference=case.reference_id).order_by("duty"))
    levels = Level.objects.filter(clock__reference=case.reference_id)
    yield said(levels.order_by("clock__duty", "fire_at", "code", "role"))
    yield sorted(levels.values_list("clock__duty", "code", "role"))
    entries = Entry.objects.filter(reference=case.reference_id).exclude(name="case.number")
    yield sorted(entries.values_list("name", "prefix", "folded"))


def row(kind: Kind, representative: Party | None) -> dict[str, object]:
    """What a file says of the case that is typed."""
    people: dict[str, Party] = {"complainant": COMPLAINANT}
    people |= {"representative": representative} if representative else {}
    parties = {f"{role}_{name}": text for role, one in people.items() for name, text in vars(one).items()}
    texts = {"subject": "案内状の停止", "description": "停止したのに届く。\n" * 3, "desired_remedy": ""}
    return {
        "kind": kind, "status": "received", "channel": "telephone", "sender": "person", "received_at": MONDAY,
        **texts, **parties,
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_leaves_what_a_screen_leaves(kind: Kind, aoki: User, baba: User) -> None:
    by = Staff(baba)
    statutory = Party(name="髙橋 太郎", kana="タカハシ タロウ", authority="statutory")
    file = row(kind, statutory)
    subject, description = file["subject"], file["description"]
    typed = open_case(by=baba, kind=kind, representative=statutory, subject=subject, description=description)
    brought = bring_cases(rows=[file] * MANY, by=by, at=MONDAY)
    assert [result.refusals for result in brought] == [()] * MANY
    for result in brought:
        assert result.record is not None
        assert list(left(result.record)) == list(left(typed))
    assert not Notice.objects.exists()


def test_what_many_rows_leave_is_whole(baba: User) -> None:
    """Trail, digests and index fit the rows, and refreshing the clocks changes none."""
    brought = bring_cases(rows=[row(kind, None) for kind in KINDS] * MANY, by=Staff(baba), at=MONDAY)
    references = [result.record.reference for result in brought if result.record is not None]
    assert len({reference.number for reference in references}) == 2 * MANY
    assert trail.verify().is_whole
    assert list(rows.wrong()) == []
    assert list(upkeep.drift()) == []
    assert river.refresh_many(references=references, at=MONDAY) == 0
