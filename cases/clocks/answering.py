"""When must the person hear from us, and when does that time stand still and stop?"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case, RouteRow, RouteTable
from cases.states import ENDED, UNANSWERED, Kind, ReopenReason
from privacyportal.backoffice.labels import Text
from privacyportal.clocks.plan import Facts, Pause

# Rows of the routing table that leave the days open, or say the usual ones, use the duty's general rule.
USUAL_ANSWER_DAYS = 10
DISCLOSURE = "disclosure"
OF_ROW = re.compile(r"(\d+)_days")


class AnswerVariants(Mapping[str, Text]):
    """The special cases of the answer: a request for disclosure, and each number of days that a routing row names."""

    def __getitem__(self, code: str) -> Text:
        if code == DISCLOSURE:
            return Kind.DISCLOSURE.label
        days = OF_ROW.fullmatch(code)
        if days is None:
            raise KeyError(code)
        return format_lazy(_("routing row of {days} business days"), days=days[1])

    def __iter__(self) -> Iterator[str]:
        rows = RouteRow.objects.filter(table__in=RouteTable.objects.published(), answer_days__isnull=False)
        days = rows.exclude(answer_days=USUAL_ANSWER_DAYS).values_list("answer_days", flat=True).distinct()
        return iter([DISCLOSURE, *(f"{number}_days" for number in sorted(filter(None, days)))])

    def __len__(self) -> int:
        return len(list(iter(self)))


def answer_variant(*, kind: str, answer_days: int | None) -> str:
    """Return which rule for the answer applies: the request's own, that of the table row's days, or the usual one."""
    if kind == Kind.DISCLOSURE:
        return DISCLOSURE
    return "" if answer_days in (None, USUAL_ANSWER_DAYS) else f"{answer_days}_days"


def acknowledge_facts(case: Case) -> Facts:
    """From receipt to the first word to the person; an answer is one."""
    stopped_at = case.acknowledged_at or case.answered_at or _first_answer_at(case)
    return Facts(
        started_at=case.received_at, stopped_at=stopped_at, cancelled=stopped_at is None and case.status in ENDED
    )


def answer_facts(case: Case) -> Facts:
    """From receipt, or from the new facts or objection, to the answer; standing still while others are waited for."""
    return Facts(
        started_at=case.counted_from_at or case.received_at,
        stopped_at=case.answered_at,
        cancelled=case.status in UNANSWERED,
        pauses=(*_pauses(case), *_rests(case)),
        variant=answer_variant(kind=case.kind, answer_days=case.route_row.answer_days if case.route_row else None),
    )


def identity_facts(case: Case) -> Facts | None:
    """From the arrival of a request to the verified identity of the requester."""
    if case.kind != Kind.DISCLOSURE:
        return None
    return Facts(
        started_at=case.received_at,
        stopped_at=case.identity_verified_at,
        cancelled=case.identity_verified_at is None and case.status in ENDED,
        pauses=_pauses(case),
    )


def pass_on_facts(case: Case) -> Facts | None:
    """From receipt to the day the person was sent, or the case passed on, to the partner's own desk."""
    if case.route_row is None or case.route_row.pass_on_days is None:
        return None
    stopped_at = case.passed_on_at or case.answered_at
    return Facts(
        started_at=case.received_at, stopped_at=stopped_at, cancelled=stopped_at is None and case.status in ENDED
    )


def suit_facts(case: Case) -> Facts | None:
    """From arrival to the day from which the person may sue (Act, Article 39); nothing we do moves it."""
    if case.kind != Kind.DISCLOSURE:
        return None
    return Facts(started_at=case.received_at, stopped_at=case.answered_at, cancelled=case.status in UNANSWERED)


def _pauses(case: Case) -> tuple[Pause, ...]:
    return tuple(
        Pause(started_at=pause.started_at, ended_at=pause.ended_at, reason=pause.reason) for pause in case.pauses.all()
    )


def _rests(case: Case) -> tuple[Pause, ...]:
    return tuple(
        Pause(started_at=reopening.rested_at, ended_at=reopening.reopened_at, reason="closed")
        for reopening in case.reopenings.all()
        if reopening.kind == ReopenReason.SAME_MATTER
    )


def _first_answer_at(case: Case) -> datetime | None:
    answered = [row.former_answered_at for row in case.reopenings.all() if row.former_answered_at]
    return min(answered, default=None)
