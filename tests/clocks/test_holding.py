"""Does a reminder wait for its reader's hours, travel with others, and stop when a person or the brake says so?"""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import Permission

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict
from privacyportal.clocks import river
from privacyportal.clocks.models import ClockRule, Level, Notice, ReminderPreference, Threshold
from privacyportal.clocks.plan import Facts, LevelCode, OffsetUnit, Outcome, Pause, Reason, Role, Warnings
from privacyportal.clocks.river import braking, steering
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.notifications import delivery
from privacyportal.notifications.models import Message
from privacyportal.notifications.releasing import COLLECTIVE
from privacyportal.notifications.states import Hold, Status
from tests.factories.clocks import EVENTS, make_rule, tokyo
from tests.live import Mailroom
from tests.rewriting import published_as
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
SOON = tokyo("2026-12-03T09:00")
MINUTES = OffsetUnit.BUSINESS_MINUTES
type MakeCompany = Callable[..., Vendor]


def start(company: MakeCompany, number: int = 1, at: datetime = RECEIVED, **fields: object) -> list[Vendor]:
    """Companies whose answer is due on 8 December, warned of three business days before."""
    vendors = [company(Facts(started_at=at), **fields) for _n in range(number)]
    river.refresh_many(references=[vendor.reference for vendor in vendors], at=at)
    return vendors


def deliver(at: datetime) -> None:
    delivery.deliver(now=lambda: at)


def statuses() -> list[str]:
    return list(Message.objects.exclude(kind=COLLECTIVE).order_by("pk").values_list("status", flat=True))


@pytest.fixture
def night(head: User) -> ClockRule:
    """Answers within a minute of closing time; what falls due then is told at once, or waits for the morning."""
    return make_rule(
        60,
        "business_minutes",
        ladder=((LevelCode.DUE, Role.OWNER, 60, MINUTES, False), (LevelCode.OVERDUE, Role.OWNER, 30, MINUTES, True)),
    )


def test_what_fell_due_together_is_one_mail_worst_first(
    company: MakeCompany, rule: ClockRule, head: User, mailroom: Mailroom
) -> None:
    late = start(company, at=tokyo("2026-11-20T10:00"))[0]
    early = start(company, 2)
    sweep(at=SOON)
    deliver(SOON)
    assert statuses() == [Status.COLLECTED] * 3
    (mail,) = mailroom.mails
    text = mailroom.text()
    assert "3件" in mail["Subject"]
    assert text.index(late.reference.number) < min(text.index(vendor.reference.number) for vendor in early)


def test_a_mail_that_waits_alone_goes_as_it_is(company: MakeCompany, rule: ClockRule, mailroom: Mailroom) -> None:
    (vendor,) = start(company)
    sweep(at=SOON)
    deliver(SOON)
    assert vendor.reference.number in mailroom.mails[0]["Subject"]
    assert not Message.objects.filter(kind=COLLECTIVE).exists()


def test_outside_the_readers_hours_only_what_is_marked_goes_at_once(company: MakeCompany, night: ClockRule) -> None:
    start(company, at=tokyo("2026-12-03T15:40"))  # due at 16:40; the marked step falls due at 17:10, the other at 9:20
    sweep(at=tokyo("2026-12-03T17:10"))
    assert [(row.facts["level"], row.status) for row in Message.objects.all()] == [("overdue", Status.WAITING)]


def test_overnight_steps_leave_with_the_mornings_opening(
    company: MakeCompany, rule: ClockRule, mailroom: Mailroom
) -> None:
    start(company, 2)
    evening = tokyo("2026-12-03T21:00")  # the scheduler stood still all day
    sweep(at=evening)
    deliver(evening)
    assert statuses() == [Status.HELD] * 2
    morning = tokyo("2026-12-04T09:00")
    sweep(at=morning)
    sweep(at=morning)
    deliver(morning)
    assert len(mailroom.mails) == 1
    assert statuses() == [Status.COLLECTED] * 2


def test_a_collective_mail_is_read_only_by_those_who_may_see_everything_in_it(
    company: MakeCompany, rule: ClockRule, goto: User, baba: User, ueda: User
) -> None:
    start(company, 2)
    sweep(at=SOON)
    mail = Message.objects.filter(kind=COLLECTIVE)
    ueda.user_permissions.add(Permission.objects.get(codename="view_message"))
    assert mail.visible_to(goto).exists()
    assert mail.visible_to(baba).exists()
    assert not mail.visible_to(ueda).exists()


def test_an_item_settled_meanwhile_is_left_out_and_an_empty_mail_is_not_sent(
    company: MakeCompany, rule: ClockRule, mailroom: Mailroom
) -> None:
    first, second = start(company, 2)
    sweep(at=SOON)
    EVENTS[first.pk] = Facts(started_at=RECEIVED, stopped_at=SOON)
    river.refresh(reference=first.reference, at=SOON)
    EVENTS[second.pk] = Facts(started_at=RECEIVED, stopped_at=SOON)
    river.refresh(reference=second.reference, at=SOON)
    deliver(SOON)
    assert mailroom.mails == []
    assert statuses() == [Status.SUPPRESSED] * 2
    collective = Message.objects.get(kind=COLLECTIVE)
    assert (collective.status, collective.reason) == (Status.SUPPRESSED, "nothing_left")


def test_a_step_held_back_is_recorded_and_sent_only_when_released(
    company: MakeCompany, rule: ClockRule, baba: User
) -> None:
    start(company)
    level = Level.objects.get(code=LevelCode.SOON)
    steering.hold(level=level, reason="電話で連絡済み", by=baba, at=RECEIVED)
    sweep(at=SOON)
    assert (Notice.objects.get().outcome, statuses()) == (Outcome.HELD, [])
    steering.release(level=level, by=baba, at=SOON)
    sweep(at=SOON)
    assert statuses() == [Status.WAITING]
    assert list(AuditEntry.objects.filter(action__startswith="clocks.level_").values_list("action", flat=True)) == [
        "clocks.level_held",
        "clocks.level_released",
    ]


def test_what_is_held_back_is_settled_with_its_deadline(company: MakeCompany, rule: ClockRule, baba: User) -> None:
    (vendor,) = start(company)
    steering.hold(level=Level.objects.get(code=LevelCode.SOON), reason="確認中", by=baba, at=RECEIVED)
    sweep(at=SOON)
    EVENTS[vendor.pk] = Facts(started_at=RECEIVED, stopped_at=SOON)
    river.refresh(reference=vendor.reference, at=SOON)
    sweep(at=SOON)
    notice = Notice.objects.get()
    assert (notice.outcome, notice.reason) == (Outcome.SUPPRESSED, Reason.SETTLED)


def test_what_is_held_back_is_not_sent_while_its_deadline_stands_still(
    company: MakeCompany, rule: ClockRule, baba: User
) -> None:
    (vendor,) = start(company)
    steering.hold(level=Level.objects.get(code=LevelCode.SOON), reason="確認中", by=baba, at=RECEIVED)
    sweep(at=SOON)
    EVENTS[vendor.pk] = Facts(started_at=RECEIVED, pauses=(Pause(started_at=SOON),))
    river.refresh(reference=vendor.reference, at=SOON)
    sweep(at=SOON)
    assert (Notice.objects.get().outcome, Notice.objects.get().reason) == (Outcome.SUPPRESSED, Reason.PAUSED)


def test_a_step_sent_now_goes_at_once_and_never_again(
    company: MakeCompany, rule: ClockRule, baba: User, head: User
) -> None:
    start(company)
    level = Level.objects.get(code=LevelCode.SOON)
    sunday = tokyo("2026-11-29T22:00")
    steering.send_now(level=level, by=baba, at=sunday)
    with pytest.raises(Conflict):
        steering.send_now(level=level, by=baba, at=sunday)
    sweep(at=sunday)
    sweep(at=SOON)
    assert statuses() == [Status.WAITING]


def allow(**values: int) -> None:
    """Let the firm's limits be these from ever on."""
    for name, value in values.items():
        published_as(Threshold.objects.filter(code=f"clocks.{name}"), value=value)


@pytest.fixture
def narrow(db: None) -> None:
    """The brake acts from the fourth notice on, and for one person from the third."""
    allow(brake_total=3, brake_per_person=2)


def test_a_storm_is_held_back_told_once_and_released_by_a_person(
    company: MakeCompany, rule: ClockRule, narrow: None, baba: User, mailroom: Mailroom
) -> None:
    start(company, 4)
    run = sweep(at=SOON)
    sweep(at=SOON)
    assert (run.braked, Notice.objects.filter(outcome=Outcome.BRAKED).count()) == (4, 4)
    assert list(Message.objects.values_list("kind", "recipient__username")) == [(braking.KIND, "baba")]
    assert braking.release_all(by=baba, at=SOON, reason="内容を確認した") == 4
    sweep(at=SOON)
    deliver(SOON)
    assert statuses()[1:] == [Status.COLLECTED] * 4
    assert sorted(mail["To"].addresses[0].username for mail in mailroom.mails) == ["goto"]


def test_one_persons_storm_does_not_hold_up_the_others(
    company: MakeCompany, rule: ClockRule, narrow: None, baba: User, ueda: User
) -> None:
    allow(brake_total=100)
    start(company, 3)
    start(company, owner=ueda)
    sweep(at=SOON)
    held = Message.objects.filter(hold=Hold.BRAKE)
    assert {row.recipient.username for row in held} == {"goto"}
    assert Message.objects.get(recipient=ueda).status == Status.WAITING
    assert braking.drop_all(by=baba, at=SOON, reason="一括で登録したため") == 3
    assert set(Message.objects.filter(recipient__username="goto").values_list("status", "reason")) == {
        ("suppressed", "dropped")
    }


@pytest.mark.parametrize(
    ("wish", "allowed", "outcome"),
    [
        (Warnings.NONE, True, (Outcome.SUPPRESSED, [])),
        (Warnings.NONE, False, (Outcome.QUEUED, [Status.WAITING])),
        (Warnings.MORNING, False, (Outcome.QUEUED, [Status.HELD])),
    ],
)
def test_early_notices_follow_the_persons_wish_within_what_the_firm_allows(
    company: MakeCompany, rule: ClockRule, goto: User, wish: str, allowed: bool, outcome: tuple[str, list[str]]
) -> None:
    allow(may_decline_warnings=int(allowed))
    ReminderPreference.objects.create(person=goto, warnings=wish)
    start(company)
    sweep(at=tokyo("2026-12-03T14:00"))
    assert (Notice.objects.get().outcome, statuses()) == outcome


def test_what_is_late_comes_whatever_the_person_wishes(
    company: MakeCompany, rule: ClockRule, goto: User, head: User
) -> None:
    allow(may_decline_warnings=1)
    ReminderPreference.objects.create(person=goto, warnings=Warnings.NONE)
    start(company)
    sweep(at=tokyo("2026-12-08T09:00"))
    assert statuses() == [Status.WAITING]
