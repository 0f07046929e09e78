"""What did people agree to, refuse and take back over two years? Entered day by day, as a desk does in the evening."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Model

from consents.services import Decided, bring_consents, bring_persons
from consents.states import Channel, Decision
from privacyportal.audit.actors import PORTAL, acting
from privacyportal.backoffice.bulk import RowResult
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.calendars.arithmetic import add_business_days, add_months
from privacyportal.policies import services as policies
from privacyportal.policies.models import ConsentWording
from privacyportal.roof.demo.dice import between, chance, pick
from privacyportal.roof.demo.people import somebody
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import World, texts

PERSONS = 510
KNOWN_AT_START = 120
FIRST_DAYS_AGO = 715
SPAN = 695
SECOND_VERSION_DAYS_AGO = 380
CHANNELS = (Channel.WRITTEN, Channel.SCREEN, Channel.SCREEN, Channel.COUNTER)
RECIPIENTS = ("TP-TRUST", "FX-GROUP-US", "FX-ANALYSIS", "TP-SEMINAR")


@dataclass(frozen=True)
class Said:
    """What one person decided, when, on which wording."""

    person: int
    code: str
    decision: Decision
    on: date
    minute: int
    expires_on: date | None = None


def stories(world: World) -> Iterator[Story]:
    """Return the wordings' story, and one for each day on which somebody decided."""
    yield wordings(world)
    days: dict[date, list[Said]] = defaultdict(list)
    for number in range(PERSONS):
        for said in decisions(world, number):
            days[said.on].append(said)
    for day, entries in days.items():
        yield evening(world, day, sorted(entries, key=lambda said: said.minute))


def register_known(world: World, *, at: datetime) -> None:
    """Enter all persons at once, as taken over from the firm's register of customers."""
    rows = [vars(somebody(number)) for number in range(PERSONS)]
    world.persons = [kept(done) for done in bring_persons(rows=rows, by=PORTAL, at=at)]


def kept[R: Model](done: RowResult[R]) -> R:
    """Return the record of a row.

    :raises Refused: when a rule refused the row: the story is wrong.
    """
    refuse_if(done.refusals)
    assert done.record is not None  # noqa: S101  A row without a refusal has its record.
    return done.record


def wordings(world: World) -> Story:
    """Add the firm's own wordings, and a year later a second version of one."""
    facts, drafter = texts("consents"), acting(world.staff["kitamura"])
    at = world.office.on(world.office.today - timedelta(days=FIRST_DAYS_AGO + 2), 10)
    yield at
    for row in facts["wordings"]:
        values = {
            **row,
            "purpose": world.purposes[row["purpose"]],
            "categories": [world.categories[code] for code in row["categories"]],
        }
        publish(world, policies.draft_wording(**values, valid_from=tokyo_day(at), by=drafter, at=at), at)
    at = world.office.on(world.office.today - timedelta(days=SECOND_VERSION_DAYS_AGO), 10)
    yield at
    first = ConsentWording.objects.get(code=facts["second_version"]["code"], version=1)
    values = {
        **facts["second_version"],
        "scope": first.scope,
        "purpose": first.purpose,
        "categories": list(first.categories.all()),
        "change_reason": "撤回の方法を書き加える",
    }
    publish(world, policies.draft_wording(**values, valid_from=tokyo_day(at), by=drafter, at=at), at)
    world.wordings.clear()


def publish(world: World, drafted: ConsentWording, at: datetime) -> None:
    """Let a second officer put a draft in force on the same day."""
    policies.publish_wording(wording=drafted, by=acting(world.staff["nishida"]), at=at)


def decisions(world: World, number: int) -> Iterator[Said]:
    """Return the four decisions of a person: on offers, on settlement, on surveys for a time, and one more."""
    began = 0 if number < KNOWN_AT_START else SPAN * (number - KNOWN_AT_START) // (PERSONS - KNOWN_AT_START)
    days_ago = SPAN - began + 2
    offers = Decision.GIVEN if chance(80, "offers", number) else Decision.REFUSED
    first = _working_day(world, days_ago)
    yield Said(number, "USE-OFFERS", offers, first, _minute("offers", number))
    yield Said(number, "TP-SETTLEMENT", Decision.GIVEN, first, _minute("offers", number) + 1)
    then = _working_day(world, max(1, days_ago * between(60, 95, "survey day", number) // 100))
    if chance(70, "survey", number):
        expires_on = add_months(then, pick((12, 12, 18, 24), "months", number))
        yield Said(number, "USE-SURVEY", Decision.GIVEN, then, _minute("survey", number), expires_on)
        yield from renewal(world, number, expires_on)
    else:
        yield Said(number, "USE-SURVEY", Decision.REFUSED, then, _minute("survey", number))
    last = _working_day(world, max(1, days_ago * between(1, 55, "last day", number) // 100))
    if offers == Decision.GIVEN and last > first and chance(45, "withdraw", number):
        yield Said(number, "USE-OFFERS", Decision.WITHDRAWN, last, _minute("last", number))
    else:
        decision = Decision.GIVEN if chance(75, "last decision", number) else Decision.REFUSED
        yield Said(number, pick(RECIPIENTS, "last", number), decision, last, _minute("last", number))


def renewal(world: World, number: int, expires_on: date) -> Iterator[Said]:
    """Ask again before a consent ends; a few are forgotten."""
    asked = add_business_days(world.office.hours, expires_on - timedelta(days=between(3, 20, "asked", number)), 0)
    if asked >= world.office.today or chance(12, "forgotten", number):
        return
    if chance(75, "renewed", number):
        yield Said(number, "USE-SURVEY", Decision.GIVEN, asked, _minute("asked", number), add_months(expires_on, 12))
    else:
        yield Said(number, "USE-SURVEY", Decision.REFUSED, asked, _minute("asked", number))


def evening(world: World, day: date, entries: list[Said]) -> Story:
    """Enter what was decided on a day, in the order of the hours."""
    at = world.office.on(day, 470)
    if at > world.office.now:
        return
    yield at
    rows = [_decided(world, said, day) for said in entries]
    for done in bring_consents(rows=rows, suppress="", by=acting(world.staff["kitamura"]), at=at):
        kept(done)


def _decided(world: World, said: Said, day: date) -> Decided:
    return Decided(
        wording=world.wording(said.code, day),
        decision=said.decision,
        channel=Channel.TELEPHONE if said.decision == Decision.WITHDRAWN else pick(CHANNELS, said.code, said.person),
        decided_at=world.office.on(day, said.minute),
        expires_on=said.expires_on,
        person=world.persons[said.person],
    )


def _working_day(world: World, days_ago: int) -> date:
    return add_business_days(world.office.hours, world.office.today - timedelta(days=days_ago), 0)


def _minute(what: str, number: int) -> int:
    return between(0, 400, what, number)
