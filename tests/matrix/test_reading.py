"""Role × record × channel: who reads which part of which record by which way? 0 cells other than `who.csv` says.

Every part of every record holds a word of its own; every answer of every channel is searched for all words.
`reading.csv` is what was found. After a deliberate change write it anew with
`PORTAL_WRITE_MATRIX=1 python -m pytest tests/matrix` and review the difference: a new "yes" is a reader.
"""

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from cases.states import Concerns
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from tests.factories.cases import open_case
from tests.factories.vendors import active_vendor
from tests.matrix import oracle
from tests.matrix.cast import ROLES, by_day
from tests.matrix.channels import UNIFORM, WORD, name_of, of_pages, readings
from tests.matrix.conftest import SignIn
from tests.matrix.table import Matrix, Row, compare
from tests.matrix.things import AT, Things
from vendors.querysets import EntrustmentQuerySet

type Statuses = dict[str, dict[str, int]]
pytestmark = pytest.mark.long
TABLE = Path(__file__).with_name("reading.csv")
SECTIONS = {"list": "list", "new record's form": "add"}


@pytest.fixture(scope="module")
def found(things: Things, ask: SignIn) -> tuple[Matrix, Statuses]:
    """What each role read by which channel, and how its lists and forms of new records answered."""
    matrix, statuses = Matrix(), {}
    known = {word: (thing, part) for word, thing, part in things.words()}
    for role in ROLES:
        with transaction.atomic():
            asker = ask(role)
            for channel, place, text in readings(asker, things):
                for word in known.keys() & set(WORD.findall(text)):
                    thing, part = known[word]
                    here = channel if place in ("", thing.name, thing.label) else f"{channel} of another"
                    matrix.say(Row(thing.name, part, here, "see"), role)
            statuses[role] = asker.statuses
            transaction.set_rollback(True)
    return matrix, statuses


def may(things: Things, row: Row, role: str) -> bool:
    """What the oracle says; a name may stand where the record itself may not be opened."""
    thing = things.every[row.record]
    if oracle.reads(thing, row.part, role):
        return True
    is_named = row.part == "head" and row.channel not in UNIFORM and (thing.label, "elsewhere") in oracle.told()
    return is_named and oracle.reads(thing, "elsewhere", role)


def test_nobody_reads_by_any_channel_what_is_not_theirs(things: Things, found: tuple[Matrix, object]) -> None:
    wrong = {
        row: strangers
        for row, readers in found[0].cells.items()
        if (strangers := {role for role in readers if not may(things, row, role)})
    }
    assert wrong == {}


def test_everybody_reads_what_is_theirs(things: Things, found: tuple[Matrix, object]) -> None:
    missing = {}
    for row, readers in found[0].cells.items():
        if row.channel in UNIFORM:
            able = {role for role in ROLES if may(things, row, role)}
            if row.channel == "export":
                able = {role for role in able if oracle.opens("", "export", role)}
            if able - readers:
                missing[row] = able - readers
    assert missing == {}


@pytest.mark.parametrize("channel", ["page", "file"])
def test_every_part_is_read_by_somebody_on_its_page_or_as_its_file(
    channel: str, things: Things, found: tuple[Matrix, object]
) -> None:
    met = {(row.record, row.part) for row in found[0].cells if row.channel == channel}
    wanted = {
        (thing.name, part)
        for thing in things.every.values()
        for part in thing.words
        if part != "gone" and (channel == "file") == (thing.page is not None)
    }
    assert met == wanted


def test_every_list_and_every_form_of_a_new_record_opens_to_whom_the_table_says(found: tuple[object, Statuses]) -> None:
    wrong = {
        f"{role} {asked}": status
        for role, statuses in found[1].items()
        for asked, status in statuses.items()
        if (status == 200) != says(*asked.split(" ", maxsplit=1), role)
    }
    assert wrong == {}


def says(label: str, channel: str, role: str) -> bool:
    """What the table says of a list, its files, and the form of a new record."""
    is_open = oracle.opens(label, SECTIONS.get(channel, "list"), role)
    if channel in ("export", "register"):
        is_open = is_open and oracle.opens(label, channel, role)
    return is_open


def test_what_was_found_is_what_was_reviewed(found: tuple[Matrix, object]) -> None:
    compare(found[0], TABLE)


def test_a_mail_names_to_each_addressee_what_is_theirs(things: Things) -> None:
    roles = {who.name: role for role, who in ROLES.items()} | {"endo": "compliance_officer"}
    known = {word: (thing, part) for word, thing, part in things.words()}
    mails = Message.objects.filter(recipient__username__in=roles).select_related("reference", "recipient")
    named = set()
    for message in mails:
        role, mail = roles[message.recipient.username], compose(message)
        for word in known.keys() & set(WORD.findall(f"{mail.subject} {mail.body} {mail.alternatives}")):
            thing, part = known[word]
            named.add((role, thing.name))
            assert may(things, Row(thing.name, part, "mail", "see"), role), (role, thing.name, part, message.kind)
    assert named


# What is not there for somebody and what is nowhere are told alike


@pytest.mark.parametrize("role", by_day(*ROLES))
def test_a_hidden_record_answers_like_one_that_does_not_exist(role: str, things: Things, ask: SignIn) -> None:
    asker, asked = ask(role), set()
    for thing in things.every.values():
        part, kind = next(iter(thing.words)), oracle.kind_of(thing)
        if part == "gone" or kind in asked or oracle.reads(thing, part, role):
            continue
        asked.add(kind)
        name = "attachment" if thing.page is not None else name_of(type(thing.row), "change")
        hidden, nowhere = (asker.client.get(reverse(name, args=[pk])) for pk in (thing.row.pk, NOWHERE))
        assert plain(hidden) == plain(nowhere), (role, thing.name)


NOWHERE = 987_654_321


def plain(answer: HttpResponse) -> tuple[int, set[str], str]:
    """What an answer tells: status, names of headers, and the body without what every answer has anew."""
    anew = r"[0-9]{1,9}/(change/)?|nonce=\"[^\"]*\"|value=\"[^\"]*\"|\"X-CSRFToken\": \"\w*\""
    body = re.sub(anew, "", answer.content.decode())
    return answer.status_code, set(answer.headers), body


SUMMARIES = ("admin:index", "work", "outlook", "admin:cases_case_changelist", "admin:vendors_vendor_changelist")
BLIND = ("no_role", "desk_handler", "vendor_owner", "other_owner", "administrator", "deputy")


@pytest.mark.parametrize("role", by_day(*BLIND))
def test_no_figure_and_no_count_tells_of_one_more_hidden_record(role: str, things: Things, ask: SignIn) -> None:
    """What is added out of sight changes no dashboard, no list, no figure, no calendar."""
    asker = ask(role)
    before = [plain(asker.client.get(reverse(name))) for name in SUMMARIES]
    with transaction.atomic():
        baba, abe = things.people["baba"], things.people["abe"]
        open_case(by=baba, at=AT, received_at=AT, concerns=Concerns.INDIVIDUAL_NUMBER)
        open_case(by=abe, at=AT, received_at=AT, restricted=True)
        if not oracle.opens("vendors.Vendor", "head", role):
            active_vendor(owner=things.people["noda"], signer=baba, name="見えない商会")
        after = [plain(asker.client.get(reverse(name))) for name in SUMMARIES]
        transaction.set_rollback(True)
    for name, one, other in zip(SUMMARIES, before, after, strict=True):
        assert one == other, (role, name)


def test_a_hole_that_is_made_is_found(things: Things, ask: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """An owner who is shown every contract is seen to read one too many."""
    other = things.every["contract of the vendor of another"]
    few = Things(things.people)
    few.every = {other.name: other}
    asker = ask("vendor_owner")
    read = [text for channel, _place, text in of_pages(asker, few) if channel == "page"]
    assert other.words["head"] not in read[0]
    monkeypatch.setattr(EntrustmentQuerySet, "visible_to", lambda rows, user: rows)
    read = [text for channel, _place, text in of_pages(asker, few) if channel == "page"]
    assert other.words["head"] in read[0]
