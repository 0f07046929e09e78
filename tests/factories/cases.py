"""Cases for tests, opened by the service that opens them in life."""

from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from cases import services
from cases.models import Case
from cases.services import Intake, Party, Sent
from cases.states import Channel, Kind, Status
from privacyportal.accounts.models import Desk, User
from privacyportal.audit.actors import PORTAL
from privacyportal.references.registry import issue
from vendors.models import JointUseArrangement, JointUsePartner

TOKYO = ZoneInfo("Asia/Tokyo")
numbers = count(1)


def tokyo(text: str) -> datetime:
    """An instant from Tokyo wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


MONDAY = tokyo("2026-11-16T10:00")
COMPLAINANT = Party(
    name="佐々木 涼子", kana="ササキ リョウコ", telephone="090-0000-1234", email="sasaki@person.example"
)


def intake(**fields: Any) -> Intake:
    """What is typed for a complaint by telephone on Monday 2026-11-16 at 10:00."""
    fields.setdefault("kind", Kind.COMPLAINT)
    fields.setdefault("channel", Channel.TELEPHONE)
    fields.setdefault("received_at", MONDAY)
    fields.setdefault("subject", f"セミナー案内状の停止について {next(numbers)}")
    fields.setdefault("complainant", COMPLAINANT)
    return Intake(**fields)


def open_case(*, by: User | None = None, at: datetime = MONDAY, **fields: Any) -> Case:
    """A case opened by the service, by the portal where nobody in person does."""
    return services.open_case(intake=intake(**fields), by=by or PORTAL, at=at)


def sent(at: datetime, text: str = "ご連絡いたします。", channel: str = Channel.TELEPHONE) -> Sent:
    """Something said at a moment."""
    return Sent(channel=channel, text=text, happened_at=at)


def investigated(*, by: User | None = None, **fields: Any) -> Case:
    """A case under investigation, acknowledged at once."""
    case = open_case(by=by, told_number=True, **fields)
    if case.kind == Kind.COMPLAINT and by is not None:
        services.investigate(case=case, by=by, at=MONDAY)
    elif case.kind == Kind.COMPLAINT:
        Case.objects.filter(pk=case.pk).update(status=Status.INVESTIGATING)
    case.refresh_from_db()
    return case


def answered(*, by: User, approver: User, at: datetime = MONDAY, **fields: Any) -> Case:
    """A complaint answered after approval."""
    case = investigated(by=by, **fields)
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=by, at=at)
    services.approve(case=case, by=approver, at=at)
    return services.record_answer(case=case, channel=Channel.LETTER, happened_at=at, by=by, at=at)


def partner(
    desk: Desk | None = None, *, kind: str = "co_host", name: str = "青葉アセット研究所株式会社"
) -> JointUsePartner:
    """A joint-use partner in the register; a co-host has a desk."""
    return JointUsePartner.objects.create(
        reference=issue("PARTNER", at=MONDAY), kind=kind, name=name, country_id="JP", desk=desk, registered_at=MONDAY
    )


def partner_desk() -> Desk:
    """A co-host's own desk."""
    ours = Desk.objects.get(code="PLANNING")
    return Desk.objects.create(
        code=f"CO-HOST-{next(numbers)}",
        kind=Desk.Kind.PARTNER,
        name="青葉アセット研究所 お客様窓口",
        telephone="03-0000-4321",
        calendar=ours.calendar,
    )


def arrangement(responsible: JointUsePartner | None = None) -> JointUseArrangement:
    """A joint use of a seminar's participants."""
    return JointUseArrangement.objects.create(
        reference=issue("JOINTUSE", at=MONDAY),
        kind="seminar",
        name="秋の資産形成セミナー",
        scope="当社および共催者",
        purpose_text="参加状況の確認",
        responsible_partner=responsible,
        responsible_name="当社",
        responsible_address="東京都千代田区",
        responsible_representative="代表取締役",
        published_on=MONDAY.date(),
        event_on=MONDAY.date(),
        starts_on=MONDAY.date(),
        registered_at=MONDAY,
    )
