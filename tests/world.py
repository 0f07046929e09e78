"""One record of every kind that Aoki and Goto work with, and one of every kind that they do not."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from cases import services as cases
from cases.models import Case
from privacyportal.accounts import services as accounts
from privacyportal.accounts.models import Desk, User
from privacyportal.attachments.models import Scan
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Staff
from privacyportal.backoffice.models import ImportMapping, ImportRun
from privacyportal.checklists import services as checklists
from privacyportal.checklists.models import Assessment
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.erasure import services as erasures
from privacyportal.erasure.services import erasing
from privacyportal.notifications import services as notifications
from privacyportal.policies import services as policies
from privacyportal.policies.models import AccessReview, PurposeOfUse, StaffPledge
from tests.factories import cases as case_factories
from tests.factories import consents as consent_factories
from tests.factories import policies as policy_factories
from tests.factories import vendors as vendor_factories
from tests.factories.files import attach
from vendors import services as vendors
from vendors.models import Country, Vendor

AT = vendor_factories.NOW


@dataclass
class World:
    """`mine` and `other` hold one record of each model, by label."""

    mine: dict[str, Model] = field(default_factory=dict)
    other: dict[str, Model] = field(default_factory=dict)

    def sample(self, model: type[Model], whose: str) -> Model:
        """Return a record of a model: of the given side, else any that is there."""
        label = model._meta.label
        side: dict[str, Model] = getattr(self, whose)
        found = side.get(label) or model._default_manager.first()
        assert found is not None, f"the tests' world has no {label}"
        return found


def build(people: dict[str, User]) -> World:
    """Make the world for the cast given by name."""
    world = World()
    make_supervised(world.mine, owner=people["goto"], people=people)
    make_supervised(world.other, owner=people["ueda"], people=people)
    make_cases(world, people)
    make_consents(people)
    accounts.change_user(user=people["aoki"], changes={}, roles=["desk_handler", "manager"], by=people["honda"], at=AT)
    make_erasures(world, people)
    make_systems(people)
    trail.record(action="backoffice.refused", by=Staff(people["baba"]), at=AT, changes={"code": "test"}, section="11")
    policies.bring_in_line(by=PORTAL, at=AT)
    pledges = {row.person_id: row for row in StaffPledge.objects.all()}
    world.mine["policies.StaffPledge"] = pledges[people["aoki"].pk]
    world.other["policies.StaffPledge"] = pledges[people["chiba"].pk]
    policies.register_number_end(
        affair=PurposeOfUse.objects.get(code="N2"), documents="2019年分の支払調書", need_ended_on=AT.date(),
        by=people["baba"], at=AT,
    )  # fmt: skip
    make_reviews(world)
    policies.draft_outline(content="1. 取得\n2. 利用".encode(), source_name="a.txt", by=people["baba"], at=AT)
    policy_factories.load()
    policy_factories.load(policy_factories.policy_text(change=("。", "。 ")))
    sweep(at=AT + timedelta(days=60))
    ImportRun.objects.create(
        kind="cases", file_name="a.csv", mapping_name="m", created_at=AT, started_by=people["baba"]
    )
    ImportMapping.objects.create(
        kind="cases", name="苦情台帳", owner=people["baba"], is_shared=True, content='kind = "cases"', saved_at=AT
    )
    return world


def make_reviews(world: World) -> None:
    """The yearly review of access of Aoki's department, and of another."""
    User.objects.update(date_joined=AT - timedelta(days=400))
    policies.follow_access(by=PORTAL, at=AT)
    for side, code in ((world.mine, "PLANNING"), (world.other, "SALES")):
        review = AccessReview.objects.get(department__code=code)
        side["policies.AccessReview"], side["policies.AccessGrant"] = review, review.grants.order_by("pk")[0]


def make_supervised(side: dict[str, Model], *, owner: User, people: dict[str, User]) -> None:
    """A vendor with contract, signed-off and open assessment, finding and corrective action."""
    vendor: Vendor = vendor_factories.active_vendor(owner=owner, signer=people["baba"], name=f"{owner.last_name}商会")
    assessment: Assessment = vendor_factories.assess(
        vendor, by=owner, signer=people["baba"], results={"SEL-02": "not_fit"}, occasion="periodic"
    )
    finding = assessment.findings.first()
    action = checklists.add_corrective_action(
        finding=finding, description="基準を文書化する", owner=owner, due_on=AT.date(), by=people["baba"], at=AT
    )
    attachment = attach(
        reference=vendor.reference, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 "), by=people["baba"], at=AT
    )
    infected = attach(reference=vendor.reference, file=SimpleUploadedFile("b.pdf", b"%PDF-1.7 "), by=owner, at=AT)
    scan = Scan.objects.create(attachment=infected, status="quarantined", signature="Test.Signature", scanned_at=AT)
    for record in (vendor, assessment, finding, action, attachment, scan, vendor.entrustments.first()):
        side[record._meta.label] = record


def make_cases(world: World, people: dict[str, User]) -> None:
    """A case at Aoki's desk, and one at a desk where she does not sit."""
    mine: Case = case_factories.open_case(by=people["baba"])
    other: Case = case_factories.open_case(by=people["baba"])
    cases.reroute(case=other, desk=Desk.objects.get(code="SALES"), reason="営業の案件のため", by=people["baba"], at=AT)
    other.refresh_from_db()
    world.mine["cases.Case"], world.other["cases.Case"] = mine, other
    notifications.queue(
        kind="cases.assigned",
        key="world",
        recipients=[people["baba"]],
        reference=mine.reference,
        by=PORTAL,
        at=AT,
    )


def make_erasures(world: World, people: dict[str, User]) -> None:
    """A note that was erased, and one that is proposed to be, of the case at Aoki's desk."""
    case = world.mine["cases.Case"]
    for text in ("消去する", "提案する"):
        cases.add_note(case=case, text=text, by=people["baba"], at=AT)
    gone, proposed = case.notes.order_by("-pk")[:2]
    note = {"rule": "mistaken", "reason": "誤記載", "by": people["baba"], "at": AT}
    erase = {name: value for name, value in note.items() if name != "by"}
    erasing.erase(obj=gone, erased_by=people["baba"], checked_by=people["kudo"], by=Staff(people["kudo"]), **erase)
    erasures.propose(obj=proposed, **note)


def make_systems(people: dict[str, User]) -> None:
    """A draft of what people are told of a country's system."""
    vendors.draft_system(
        country=Country.objects.get(pk="US"),
        text="州ごとの制度",
        checked_on=AT.date(),
        valid_from=AT.date() + timedelta(days=1),
        change_reason="年次の確認",
        by=people["endo"],
        at=AT,
    )


def make_consents(people: dict[str, User]) -> None:
    """A person with a consent, a provision, a partner with an arrangement, a ground abroad."""
    person = consent_factories.DataSubjectFactory()
    consent_factories.decide(person, consent_factories.wording())
    consent_factories.provide(consent_factories.proposal(), by=people["baba"])
    consent_factories.arrangement(consent_factories.partner())
    consent_factories.equivalent(consent_factories.partner("US"))


def models() -> list[type[Model]]:
    """Return the models that have an admin."""
    return list(admin.site._registry)
