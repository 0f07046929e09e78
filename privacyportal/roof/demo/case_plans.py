"""Which cases came in over two years, about what, and how far did each get?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

from cases.states import Channel, Concerns, Kind, Sender, Status
from privacyportal.roof.demo.dice import between, chance, pick
from privacyportal.roof.demo.office import Office
from privacyportal.roof.demo.world import texts

CASES = 420
RECENT = 39
FIRST_DAYS_AGO = 729
LAST_DAYS_AGO = 26

CONCERNS = (
    *(Concerns.OWN,) * 26,
    *(Concerns.VENDOR,) * 6,
    *(Concerns.SEMINAR_CO_HOST,) * 3,
    *(Concerns.GROUP_JOINT_USE,) * 2,
    *(Concerns.INDIVIDUAL_NUMBER,) * 2,
    *(Concerns.TRADE,) * 2,
    *(Concerns.FOREIGN, Concerns.SEMINAR_OURS, Concerns.GROUP_OWN, Concerns.NOT_PERSONAL),
)
CHANNELS = (Channel.TELEPHONE,) * 9 + (Channel.EMAIL,) * 4 + (Channel.LETTER,) * 3 + (Channel.COUNTER,) * 2
# Every so many complaints one comes from, or through, another body.
BODIES = {11: Sender.JSDA, 37: Sender.AUTHORITY, 53: Sender.FINMAC}
VIA_JSDA = 17

# How far recent cases got, and how many working days ago they came in: what a desk looks like on a working day.
COMPLAINTS_NOW = (
    (Status.RECEIVED, 0), (Status.RECEIVED, 1), (Status.RECEIVED, 3),
    (Status.ACKNOWLEDGED, 1), (Status.ACKNOWLEDGED, 2), (Status.ACKNOWLEDGED, 5),
    (Status.INVESTIGATING, 3), (Status.INVESTIGATING, 5), (Status.INVESTIGATING, 7), (Status.INVESTIGATING, 8),
    (Status.INVESTIGATING, 9), (Status.INVESTIGATING, 10), (Status.INVESTIGATING, 13),
    (Status.WAITING_PERSON, 6), (Status.WAITING_PERSON, 11), (Status.WAITING_BODY, 8), (Status.WAITING_BODY, 12),
    (Status.AWAITING_APPROVAL, 6), (Status.AWAITING_APPROVAL, 8), (Status.AWAITING_APPROVAL, 10),
    (Status.APPROVED, 7), (Status.APPROVED, 9), (Status.ANSWERED, 8), (Status.ANSWERED, 11),
    (Status.CLOSED, 12), (Status.WITHDRAWN, 7),
)  # fmt: skip
REQUESTS_NOW = (
    (Status.RECEIVED, 0), (Status.RECEIVED, 1), (Status.ACKNOWLEDGED, 2), (Status.WAITING_PERSON, 3),
    (Status.INVESTIGATING, 4), (Status.INVESTIGATING, 6), (Status.AWAITING_APPROVAL, 5), (Status.APPROVED, 6),
    (Status.ANSWERED, 7), (Status.CLOSED, 9), (Status.WITHDRAWN, 5), (Status.WAITING_BODY, 7),
)  # fmt: skip


class CaseText(TypedDict):
    """What the files say of a matter, and how it was answered."""

    subject: str
    description: str
    remedy: str
    answer: str
    outcome: str
    ground: NotRequired[str]
    method: NotRequired[str]
    section: NotRequired[int]
    purpose: NotRequired[str]
    leak: NotRequired[bool]
    root_cause: NotRequired[str]


@dataclass(frozen=True)
class CasePlan:
    """One case to be told: when it came, what it says, and where its story stops (None: it runs to its end)."""

    number: int
    kind: Kind
    opened_at: datetime
    channel: Channel
    sender: Sender
    concerns: Concerns
    text: CaseText
    stops_at: Status | None = None

    @property
    def pace(self) -> float:
        """How long its steps take: recent ones are told briskly, and a few old ones took too long."""
        if self.stops_at is not None:
            return 0.4
        return 2.6 if chance(8, "late", self.number) else 1.0


def plans(office: Office) -> Iterator[CasePlan]:
    """Return all cases: an even stream over two years, then what is on the desk now in every state."""
    for number in range(CASES - RECENT):
        day = FIRST_DAYS_AGO - (FIRST_DAYS_AGO - LAST_DAYS_AGO) * number // (CASES - RECENT)
        opened_at = office.on(office.today - timedelta(days=day), between(0, 440, "open", number))
        yield _plan(number, is_request=chance(24, "request", number), opened_at=opened_at)
    for offset in range(RECENT):
        number = CASES - RECENT + offset
        is_request = offset % 3 == 2
        now = REQUESTS_NOW if is_request else COMPLAINTS_NOW
        turn = offset // 3 if is_request else offset - (offset + 1) // 3
        stops_at, days = now[turn % len(now)]
        opened_at = office.working_days_ago(days, between(0, 200, "open", number))
        yield _plan(number, is_request=is_request, opened_at=opened_at, stops_at=stops_at)


def _plan(number: int, *, is_request: bool, opened_at: datetime, stops_at: Status | None = None) -> CasePlan:
    channel, sender, concerns = pick(CHANNELS, "channel", number), Sender.PERSON, Concerns.OWN
    if is_request:
        text = pick(texts("disclosures")["requests"], "request", number)
        channel = channel if channel != Channel.TELEPHONE else Channel.LETTER
    elif stops_at is None and (body := _body(number)) is not None:
        sender, channel, text = body, Channel.LETTER, pick(texts("complaints")[body.value], number)
    else:
        concerns = pick(CONCERNS, "concerns", number) if stops_at is None else _concerns_now(number)
        text = pick(texts("complaints")[concerns.value], "text", number)
        channel = Channel.JSDA if stops_at is None and number % VIA_JSDA == 0 else channel
    if sender == Sender.PERSON and chance(10, "representative", number):
        sender = Sender.REPRESENTATIVE
    kind = Kind.DISCLOSURE if is_request else Kind.COMPLAINT
    return CasePlan(number, kind, opened_at, channel, sender, concerns, text, stops_at)


def _concerns_now(number: int) -> Concerns:
    return Concerns.VENDOR if number % 5 == 0 else Concerns.OWN


def _body(number: int) -> Sender | None:
    return next((sender for every, sender in BODIES.items() if number % every == every - 1), None)
