"""Records of every room with a word in each part that stands nowhere else: whoever reads the word has read the part."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from django.core.files.base import ContentFile
from django.db.models import Model

from cases import services as cases
from cases.models import Case
from cases.services import Party
from cases.states import Channel, Concerns
from privacyportal.accounts.models import Desk, User
from privacyportal.attachments.models import Attachment
from privacyportal.audit.actors import Staff
from privacyportal.checklists import services as checklists
from privacyportal.checklists.services.assessments import Reply
from privacyportal.erasure.services import erasing
from tests.factories import cases as case_factories
from tests.factories import consents as consent_factories
from tests.factories import vendors as vendor_factories
from tests.factories.actors import CLERK
from tests.factories.files import attach
from vendors import services as vendors
from vendors.models import Vendor

AT = vendor_factories.NOW
DAY = AT.date()


@dataclass
class Thing:
    """A record with its words: `words` by part (`head`, `contents`, …); `page` says where else they are shown."""

    name: str
    row: Model
    words: dict[str, str] = field(default_factory=dict)
    page: Model | None = None

    @property
    def label(self) -> str:
        """Return the kind of record."""
        return self.row._meta.label


class Things:
    """All of them, each with its own words."""

    def __init__(self, people: dict[str, User]) -> None:
        self.people = people
        self.every: dict[str, Thing] = {}
        self._numbers = count(100)

    def word(self) -> str:
        """Return a word that stands nowhere else."""
        return f"zq{next(self._numbers)}qz"

    def keep(self, name: str, row: Model, page: Model | None = None, **words: str) -> Thing:
        """Remember a record by name."""
        self.every[name] = Thing(name, row, words, page)
        return self.every[name]

    def words(self) -> Iterator[tuple[str, Thing, str]]:
        """Yield each word with its thing and part."""
        for thing in self.every.values():
            for part, word in thing.words.items():
                yield word, thing, part


def make(people: dict[str, User]) -> Things:
    """Make the records of every room."""
    things = Things(people)
    make_cases(things)
    make_vendors(things)
    make_persons(things)
    make_partners(things)
    return things


# Cases


def make_cases(things: Things) -> None:
    """Cases of Aoki's and of others, restricted, closed, moved and erased; files of theirs."""
    aoki, abe, baba = (things.people[name] for name in ("aoki", "abe", "baba"))
    sales = Desk.objects.get(code="SALES")
    mine = case(things, "case of one's own", by=aoki)
    case(things, "case of a colleague at the desk", by=abe)
    case(things, "case at the desk that nobody has taken", by=baba)
    other = case(things, "case at another desk", by=baba)
    cases.reroute(case=other.row, desk=sales, reason="営業の案件", by=baba, at=AT)
    moved = case(things, "case moved to another desk", by=aoki)
    cases.reroute(case=moved.row, desk=sales, reason="営業の案件", by=baba, at=AT)
    own = case(things, "restricted case of one's own", by=aoki, restricted=True)
    hidden = case(things, "restricted case of a colleague", by=abe, restricted=True)
    leak = case(things, "case of the number team", by=baba, concerns=Concerns.INDIVIDUAL_NUMBER)
    closed = case(things, "closed case", by=aoki, how=partial(case_factories.answered, approver=baba))
    cases.close(case=closed.row, root_cause="確認不足", by=baba, at=AT)
    cases.link_cases(case=mine.row, linked=other.row, reason="同じ事情", by=baba, at=AT)
    cases.link_cases(case=mine.row, linked=hidden.row, reason="同じ事情", by=baba, at=AT)
    gone = things.word()
    note = cases.add_note(case=mine.row, text=gone, by=aoki, at=AT)
    kudo = things.people["kudo"]
    reason = {"rule": "mistaken", "reason": "誤記載"}
    erasing.erase(obj=note, erased_by=baba, checked_by=kudo, by=Staff(kudo), at=AT, **reason)
    things.keep("note that was erased", note, page=mine.row, gone=gone)
    for thing in (mine, other, own, hidden, leak):
        file(things, thing, f"file of the {thing.name}")
    file(things, mine, "identity paper of the case of one's own", restricted=True)
    file(things, other, "identity paper of the case at another desk", restricted=True)
    file(things, hidden, "identity paper of the restricted case of a colleague", restricted=True)
    erased = file(things, mine, "file that was erased")
    erasing.erase(obj=erased.row, erased_by=baba, checked_by=kudo, by=Staff(kudo), at=AT, **reason)
    erased.words = {"gone": erased.words["contents"]}
    for thing in things.every.values():
        thing.row.refresh_from_db()


def case(
    things: Things, name: str, *, by: User, how: Callable[..., Case] = case_factories.open_case, **fields: object
) -> Thing:
    """A complaint with words in its subject, its description, its people, a note and a letter."""
    head, contents, who, note, letter = (things.word() for _part in range(5))
    opened = how(
        by=by,
        subject=head,
        description=contents,
        complainant=Party(name=who, kana="カナ", telephone="", email=""),
        **fields,
    )
    cases.add_note(case=opened, text=note, by=CLERK, at=AT)
    cases.record_correspondence(
        case=opened, direction="out", sent=case_factories.sent(AT, letter, Channel.TELEPHONE), by=CLERK, at=AT
    )
    return things.keep(name, opened, head=head, contents=contents, people=who, note=note, letter=letter)


def file(things: Things, of: Thing, name: str, *, restricted: bool = False) -> Thing:
    """A text file with a word in its name and one in its content."""
    contents = things.word()
    kept: Attachment = attach(
        reference=of.row.reference, file=ContentFile(contents.encode(), name="text.txt"), label="",
        restricted=restricted, by=things.people["baba"], at=AT,
    )  # fmt: skip
    return things.keep(name, kept, page=of.row, contents=contents)


# Vendors


def make_vendors(things: Things) -> None:
    """Vendors of Goto's and of others, moved and ended, with contract, assessment, finding, action and file."""
    people = things.people
    baba = people["baba"]
    mine = vendor(things, "vendor of one's own", owner=people["goto"])
    other = vendor(things, "vendor of another", owner=people["ueda"])
    moved = vendor(things, "vendor moved to another owner", owner=people["goto"])
    vendors.assign_owner(vendor=moved.row, owner=people["ueda"], reason="担当替え", by=baba, at=AT)
    ended = vendor(things, "vendor that ended", owner=people["goto"])
    vendors.terminate(vendor=ended.row, returned_on=DAY, return_proof="受領書", reason="終了", by=baba, at=AT)
    finding = things.every["finding of the vendor of another"].row
    for name, owner in (("of one's own", "goto"), ("of a handler", "aoki")):
        head = things.word()
        made = checklists.add_corrective_action(
            finding=finding, description=head, owner=people[owner], due_on=DAY, by=people["baba"], at=AT
        )
        things.keep(f"action {name} at the vendor of another", made, head=head)
    for thing in (mine, other):
        file(things, thing, f"file of the {thing.name}")
    for thing in things.every.values():
        thing.row.refresh_from_db()


def vendor(things: Things, name: str, *, owner: User) -> Thing:
    """An active vendor with a word in its name, its contract, its assessment and the finding from it."""
    head, work, note, found, contents = (things.word() for _part in range(5))
    baba = things.people["baba"]
    made: Vendor = vendor_factories.active_vendor(owner=owner, signer=baba, name=head, contact_name=contents)
    vendor_factories.entrust(made, work=work)
    assessment = vendors.start_review(vendor=made, occasion="periodic", by=baba, at=AT)
    code = assessment.answers.order_by("pk").values_list("item__code", flat=True)[0]
    checklists.answer_items(assessment=assessment, replies={code: Reply("fit", note)}, by=baba, at=AT)
    finding = checklists.raise_finding(subject=made.reference, severity="major", description=found, by=baba, at=AT)
    thing = things.keep(name, made, head=head, contents=contents)
    things.keep(f"contract of the {name}", made.entrustments.get(work=work), head=work)
    things.keep(f"assessment of the {name}", assessment, contents=note)
    things.keep(f"finding of the {name}", finding, head=found)
    return thing


# Persons and partners


def make_persons(things: Things) -> None:
    """A customer with a consent and a provision."""
    name, facts, ground = (things.word() for _part in range(3))
    person = consent_factories.DataSubjectFactory(name=name)
    things.keep("person", person, head=name)
    entry = consent_factories.decide(person, consent_factories.wording(), note=facts)
    things.keep("consent", entry, contents=facts)
    given = consent_factories.provide(consent_factories.proposal(document_number=ground), by=things.people["baba"])
    things.keep("provision", given, head=ground)


def make_partners(things: Things) -> None:
    """A partner of a joint use, the joint use, and the ground on which a partner abroad stands."""
    head, name, evidence = (things.word() for _part in range(3))
    partner = vendor_factories.PartnerFactory(name=head)
    things.keep("partner", partner, head=head)
    things.keep("joint use", vendor_factories.arrange([partner], name=name), head=name)
    abroad = consent_factories.partner("US")
    things.keep("ground abroad", consent_factories.equivalent(abroad, evidence=evidence), contents=evidence)
