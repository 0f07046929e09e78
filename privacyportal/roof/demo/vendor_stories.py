"""How was each vendor chosen, started, looked at, and ended? Told with the services behind its screens."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NotRequired, TypedDict

from privacyportal.accounts.models import User
from privacyportal.audit.actors import acting
from privacyportal.calendars.arithmetic import add_months
from privacyportal.checklists import services as checklists
from privacyportal.checklists.models import Assessment, Finding
from privacyportal.checklists.services.assessments import Reply
from privacyportal.checklists.states import Occasion, Result
from privacyportal.roof.demo.dice import between, chance, pick, roll
from privacyportal.roof.demo.party_stories import ground_abroad
from privacyportal.roof.demo.people import somebody
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import World, texts
from vendors import services
from vendors.models import Country, Vendor
from vendors.states import Criticality, Status

INTERVAL_MONTHS = {Criticality.HIGH: 6, Criticality.MEDIUM: 12, Criticality.LOW: 24}
HISTORY_DAYS = 790
# Days from the first entry to the sign-off of the first assessment.
ONBOARDING_DAYS = 30
REVIEW_DAYS = 18


class VendorFacts(TypedDict):
    """What the file says of a vendor: days are counted from today."""

    key: str
    name: str
    kana: str
    work: str
    owner: str
    purposes: list[str]
    categories: list[str]
    persons: int
    cloud: NotRequired[bool]
    country: NotRequired[str]
    ground: NotRequired[str]
    check_in: NotRequired[int]
    criticality: NotRequired[str]
    now: NotRequired[str]
    review: NotRequired[str]
    wanting: NotRequired[int]
    late_action: NotRequired[bool]
    sub: NotRequired[bool]
    due_in: NotRequired[int]
    contract_in: NotRequired[int]
    ended: NotRequired[int]


def stories(world: World) -> Iterator[Story]:
    """Return one story per vendor."""
    return (VendorStory(world, facts).tell() for facts in texts("vendors")["vendors"])


class VendorStory:
    """A vendor from its first entry to today."""

    def __init__(self, world: World, facts: VendorFacts) -> None:
        self.world, self.facts, self.key = world, facts, facts["key"]
        self.words, self.office = texts("vendors")["words"], world.office
        self.owner: User = world.staff[facts["owner"]]
        self.officer: User = world.staff[pick(("kitamura", "nishida"), self.key)]
        self.vendor = Vendor()
        self.at = world.office.now

    def tell(self) -> Story:
        """Tell it to today."""
        now = self.facts.get("now", Status.ACTIVE)
        if now == Status.CANDIDATE:
            yield from self.be_chosen(self.day_ago(26))
            return
        reviews = self.review_days(now)
        yield from self.be_chosen(reviews[0] - timedelta(days=ONBOARDING_DAYS))
        yield from self.pass_assessment(Occasion.ONBOARDING, reviews[0])
        yield from self.start_work()
        for number, day in enumerate(reviews[1:], start=2):
            is_last = number == len(reviews)
            failing = is_last and now == Status.SUSPENDED
            yield from self.pass_assessment(Occasion.PERIODIC, day, failing=failing)
        if now == Status.TERMINATED:
            yield from self.end()
        elif "review" in self.facts:
            yield from self.assess(Occasion.PERIODIC, self.day_ago(14), upto=self.facts["review"])

    def day_ago(self, days: int) -> date:
        """Return a day before today."""
        return self.office.today - timedelta(days=days)

    def review_days(self, now: str) -> list[date]:
        """Return the days of all sign-offs: back from the next review that the plan names, to the first."""
        months = self.interval_months()
        if now == Status.TERMINATED:
            last = self.day_ago(self.facts["ended"] + 60)
        else:
            last = add_months(self.day_ago(-self.facts["due_in"]), -months)
        first = self.day_ago(HISTORY_DAYS - roll(self.key) % 60)
        days = [min(last, self.day_ago(1))]
        while add_months(days[0], -months) > first + timedelta(days=40):
            days.insert(0, add_months(days[0], -months) + timedelta(days=between(2, 9, self.key, len(days))))
        return days if len(days) > 1 or now != Status.SUSPENDED else [add_months(days[0], -months), *days]

    def interval_months(self) -> int:
        """Return the months between reviews, as the rules that the portal brings along count them."""
        facts = self.facts
        if "criticality" in facts:
            return INTERVAL_MONTHS[Criticality(facts["criticality"])]
        heavy = facts["persons"] > 1000 or "country" in facts or "individual_number" in facts["categories"]
        return INTERVAL_MONTHS[
            Criticality.HIGH if heavy or "special_care" in facts["categories"] else Criticality.MEDIUM
        ]

    def be_chosen(self, day: date) -> Story:
        """Enter the register with a contract and, abroad, a ground."""
        yield from self.moment(day)
        person = somebody(roll(self.key) % 2000)
        self.vendor = services.register_vendor(
            name=self.facts["name"],
            kana=self.facts["kana"],
            country=Country.objects.get(pk=self.facts.get("country", "JP")),
            owner=self.owner,
            address="" if "country" in self.facts else person.address,
            contact_name=person.name,
            contact_email=f"contact@{self.key}.example",
            contact_telephone=f"03-0{roll(self.key) % 1000:03d}-{roll(self.key, 2) % 10000:04d}",
            handles_individual_numbers="individual_number" in self.facts["categories"],
            uses_cloud=self.facts.get("cloud", False),
            person_count=self.facts["persons"],
            criticality=self.facts.get("criticality", ""),
            criticality_reason=self.words["low"] if "criticality" in self.facts else "",
            by=acting(self.officer),
            at=self.at,
        )
        yield from self.moment(day + timedelta(days=2))
        self.sign_contract(day)
        if self.facts.get("ground"):
            yield from self.moment(day + timedelta(days=4))
            yield ground_abroad(self.world, self.vendor, self.facts["ground"], self.at, self.facts.get("check_in"))
        if self.facts.get("now") == Status.CANDIDATE and self.facts["review"]:
            yield from self.assess(Occasion.ONBOARDING, day + timedelta(days=6), upto=self.facts["review"])

    def sign_contract(self, day: date) -> None:
        """Entrust the work."""
        ended = self.facts.get("ended")
        ends_on = self.day_ago(ended) if ended else self.day_ago(-self.facts["contract_in"])
        contract = services.add_entrustment(
            vendor=self.vendor,
            work=self.facts["work"],
            purposes=[self.world.purposes[code] for code in self.facts["purposes"]],
            categories=[self.world.categories[code] for code in self.facts["categories"]],
            contract_number=f"委託-{self.at:%Y}-{roll(self.key) % 1000:03d}",
            signed_on=day,
            starts_on=day,
            ends_on=ends_on,
            renews_automatically=chance(60, "renews", self.key),
            sub_outsourcing_allowed=self.facts.get("sub", False),
            by=acting(self.officer),
            at=self.at,
        )
        self.vendor.refresh_from_db()
        self.world.vendors[self.key], self.world.contracts[self.key] = self.vendor, contract

    def start_work(self) -> Story:
        """Become active after the first assessment."""
        self.at = self.office.after(self.at, minutes=90)
        yield self.at
        self.vendor.refresh_from_db()
        self.vendor = services.activate(vendor=self.vendor, by=acting(self.officer), at=self.at)
        self.world.vendors[self.key] = self.vendor

    def pass_assessment(self, occasion: Occasion, day: date, *, failing: bool = False) -> Story:
        """Be looked at, signed off on a day, and mend what was found wanting."""
        yield from self.assess(occasion, day - timedelta(days=REVIEW_DAYS), signed_on=day, failing=failing)

    def assess(
        self, occasion: Occasion, day: date, *, signed_on: date | None = None, upto: str = "", failing: bool = False
    ) -> Story:
        """Start, answer, submit and sign off an assessment, or only as far as `upto`."""
        yield from self.moment(day)
        assessment = services.start_review(vendor=self.vendor, occasion=occasion, by=acting(self.officer), at=self.at)
        yield from self.moment(day + timedelta(days=5))
        replies = self.replies(assessment, day, failing=failing)
        if upto == "draft":
            replies = dict(list(replies.items())[: len(replies) * 2 // 3])
        checklists.answer_items(assessment=assessment, replies=replies, by=acting(self.owner), at=self.at)
        if upto == "draft":
            return
        yield from self.moment(day + timedelta(days=7))
        assessment = checklists.submit(assessment=assessment, by=acting(self.owner), at=self.at)
        if upto == "submitted":
            return
        yield from self.moment(signed_on or day)
        services.sign_off_review(assessment=assessment, by=acting(self.officer), at=self.at)
        for finding in assessment.findings.order_by("pk"):
            yield self.mend(finding)
        self.vendor.refresh_from_db()

    def replies(self, assessment: Assessment, day: date, *, failing: bool) -> dict[str, Reply]:
        """Return an answer to every item: most fit, a few wanting."""
        items = [answer.item for answer in assessment.answers.select_related("item").order_by("item__order")]
        replies = {item.code: Reply(Result.FIT, self.words["fit"] if item.critical else "") for item in items}
        minor = [item.code for item in items if not item.critical]
        for number in range(self.facts.get("wanting", chance(35, self.key, day))):
            code = pick(minor, "wanting", self.key, day, number)
            replies[code] = Reply(Result.PARTLY, texts("vendors")["wanting"][code[:3]])
        if failing:
            critical = [item.code for item in items if item.critical and item.code.startswith("TEC")]
            replies[critical[0]] = Reply(Result.NOT_FIT, self.words["not_fit"])
        return replies

    def mend(self, finding: Finding) -> Story:
        """Agree on a corrective action, carry it out, have it verified; a few are late or wait."""
        at = self.office.after(self.at, days=2, minutes=roll(self.key, finding.pk) % 200)
        yield at
        due_on = self.office.after(at, days=20).date()
        action = checklists.add_corrective_action(
            finding=finding,
            description=self.words["action"],
            owner=self.owner,
            due_on=due_on,
            by=acting(self.officer),
            at=at,
        )
        if self.facts.get("late_action"):
            return
        at = self.office.after(at, days=between(8, 18, "mend", self.key))
        yield at
        action = checklists.complete_action(action=action, result=self.words["done"], by=acting(self.owner), at=at)
        at = self.office.after(at, days=between(1, 4, "verify", self.key))
        yield at
        checklists.verify_action(action=action, note=self.words["verified"], by=acting(self.officer), at=at)

    def end(self) -> Story:
        """Give the data back and end."""
        yield from self.moment(self.day_ago(self.facts["ended"]))
        services.terminate(
            vendor=self.vendor,
            returned_on=self.day_ago(self.facts["ended"] + 1),
            return_proof=self.words["returned"],
            reason=self.words["ended"],
            by=acting(self.officer),
            at=self.at,
        )

    def moment(self, day: date) -> Story:
        """Wait for a day on which the desk works, never going back."""
        there = self.office.on(day, roll(self.key, day) % 400)
        self.at = max(there, self.office.after(self.at, minutes=5)) if self.vendor.pk else there
        yield self.at
