"""Who hears, and when, that a vendor's review, contract or check abroad falls due."""

from datetime import date, datetime, timedelta

import pytest

from privacyportal.accounts.models import Department, User
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from tests.factories import vendors as make
from tests.factories.actors import CLERK
from tests.factories.vendors import NOW, TODAY, TOKYO
from vendors import services
from vendors.models import Country, Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor(goto: User, baba: User) -> Vendor:
    """A vendor of Goto's, reviewed last on 24 November 2026, next due on 24 November 2027."""
    return make.active_vendor(owner=goto, signer=baba)


def told() -> list[tuple[str, str, str]]:
    """Return step, user name and number of every reminder, in order."""
    rows = Message.objects.select_related("recipient", "reference").order_by("pk")
    return [(row.facts["level"], row.recipient.username, str(row.reference)) for row in rows if "level" in row.facts]


def morning(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:05").replace(tzinfo=TOKYO)


def test_a_review_is_asked_of_the_owner_then_of_the_supervisor(vendor: Vendor) -> None:
    contract = vendor.entrustments.get()
    services.renew_entrustment(entrustment=contract, ends_on=None, signed_on=TODAY, by=CLERK, at=NOW)
    for day in ("2027-10-26", "2027-11-17", "2027-11-24", "2027-11-25", "2027-11-30"):
        sweep(at=morning(day))
    number = str(vendor.reference)
    assert told()[-5:] == [
        ("early", "goto", number),
        ("soon", "goto", number),
        ("due", "goto", number),
        ("overdue", "goto", number),
        ("escalate_manager", "kudo", number),
    ]
    subject = compose(Message.objects.filter(reference=vendor.reference).first()).subject
    assert number in subject
    assert vendor.name in subject


def test_the_end_of_a_contract_is_told_a_quarter_ahead(vendor: Vendor) -> None:
    contract = vendor.entrustments.get()
    sweep(at=morning((contract.ends_on - timedelta(days=89)).isoformat()))
    assert ("early", "goto", str(contract.reference)) in told()


def test_a_check_abroad_is_asked_of_the_vendors_owner_and_of_nobody_once_provision_stopped(
    goto: User, baba: User
) -> None:
    vendor = services.register_vendor(
        name="Harbor Cloud, Inc.", country=Country.objects.get(pk="US"), owner=goto, by=baba, at=NOW
    )
    ground = services.add_foreign_ground(
        party=vendor,
        basis="equivalent",
        evidence="覚書",
        valid_from=TODAY,
        implementation_checked_on=TODAY,
        law_checked_on=date(2026, 10, 1),
        by=baba,
        at=NOW,
    )
    sweep(at=morning("2027-09-03"))
    assert told() == [("early", "goto", str(ground.reference))]
    services.stop_provision(ground=ground, reason="提供の終了", by=baba, at=morning("2027-09-04"))
    sweep(at=morning("2027-11-30"))
    assert len(told()) == 1


def test_a_new_owner_hears_what_the_old_one_would_have(vendor: Vendor, ueda: User, baba: User) -> None:
    services.assign_owner(vendor=vendor, owner=ueda, by=baba, at=NOW)
    sweep(at=morning("2027-10-26"))
    assert {username for _level, username, _number in told()} == {"ueda"}


def test_a_review_done_early_stops_the_reminders_until_the_next(vendor: Vendor, goto: User, baba: User) -> None:
    reviewed = morning("2027-10-20")
    make.assess(vendor, by=goto, signer=baba, occasion="periodic", at=reviewed)
    vendor.refresh_from_db()
    assert vendor.next_review_on == date(2028, 10, 20)
    sweep(at=morning("2027-11-26"))
    assert str(vendor.reference) not in {number for _level, _username, number in told()}


def test_the_department_of_a_partner_abroad_is_asked(baba: User, kudo: User, planning: Department) -> None:
    planning.head = kudo
    planning.save(update_fields=["head"])
    partner = make.PartnerFactory(country_id="US", name="Summit Holdings, Inc.")
    ground = services.add_foreign_ground(
        party=partner,
        basis="equivalent",
        evidence="グループ内規程",
        valid_from=TODAY,
        implementation_checked_on=TODAY,
        law_checked_on=TODAY,
        by=baba,
        at=NOW,
    )
    sweep(at=morning("2027-11-24"))
    assert {(username, number) for _level, username, number in told()} == {("kudo", str(ground.reference))}
    sweep(at=morning("2027-11-26"))
    assert {username for _level, username, _number in told()} == {"kudo", "baba"}, "a check missed is a ground lapsed"
