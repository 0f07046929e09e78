"""With whom is data used jointly, and on which grounds may it go abroad?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NotRequired, TypedDict

from privacyportal.accounts.models import Desk
from privacyportal.accounts.services import create_desk
from privacyportal.audit.actors import PORTAL, acting
from privacyportal.calendars.arithmetic import add_months
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.roof.demo.accounts import FIRM
from privacyportal.roof.demo.dice import roll
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import World, texts
from vendors import services
from vendors.models import Country, JointUsePartner, Vendor
from vendors.states import ArrangementKind, CheckedAspect, ExemptCase, ForeignBasis

FIRST_DAYS_AGO = 796
SEMINAR_EVERY_DAYS = 130
ADDRESS = "東京都汐見市本町1-1-1"
REPRESENTATIVE = "代表取締役社長 鷺宮 誠"
PAGE = "https://www.shirasagi.example/privacy/joint-use"


class PartnerFacts(TypedDict):
    """What the file says of a partner's desk."""

    key: str
    name: str
    desk: str
    telephone: str


class UseFacts(TypedDict):
    """What the file says of a joint use."""

    name: str
    partners: list[str]
    ours: NotRequired[bool]
    categories: NotRequired[list[str]]
    purposes: NotRequired[list[str]]


def stories(world: World) -> Iterator[Story]:
    """Return the stories of all joint use."""
    yield group(world)
    for number, facts in enumerate(texts("partners")["seminars"]):
        yield seminar(
            world, facts, world.office.today - timedelta(days=FIRST_DAYS_AGO - 40 - number * SEMINAR_EVERY_DAYS)
        )


def group(world: World) -> Story:
    """Register all partners, then the group's joint use."""
    officer = world.staff["kitamura"]
    at = world.office.on(world.office.today - timedelta(days=FIRST_DAYS_AGO), 20)
    for facts in texts("partners")["partners"]:
        yield at
        partner = services.register_partner(
            kind=facts["kind"],
            name=facts["name"],
            kana=facts["kana"],
            country=Country.objects.get(pk=facts["country"]),
            address=facts["address"],
            representative=facts["representative"],
            is_consolidated=facts.get("consolidated", False),
            manager_name=facts.get("manager", ""),
            desk=_desk(facts, at) if "desk" in facts else None,
            by=acting(officer),
            at=at,
        )
        world.partners[facts["key"]] = partner
        if "ground" in facts:
            yield ground_abroad(world, partner, facts["ground"], at, None)
        at = world.office.after(at, minutes=7)
    at = world.office.after(at, days=1)
    yield at
    facts = texts("partners")["group"]
    _arrange(
        world, facts, ArrangementKind.GROUP, at, starts_on=at.date(), scope=facts["scope"], text=facts["purpose_text"]
    )


def seminar(world: World, facts: UseFacts, event_on: date) -> Story:
    """Announce and register one seminar's joint use before it is held."""
    words = texts("partners")["words"]
    at = world.office.on(event_on - timedelta(days=38), roll(facts["name"]) % 300)
    yield at
    _arrange(
        world,
        facts,
        ArrangementKind.SEMINAR,
        at,
        starts_on=event_on - timedelta(days=30),
        scope=words["seminar_scope"],
        text=words["seminar_purpose"],
        event_on=event_on,
        ends_on=event_on + timedelta(days=180),
    )


def _arrange(
    world: World,
    facts: UseFacts,
    kind: ArrangementKind,
    at: datetime,
    *,
    starts_on: date,
    scope: str,
    text: str,
    **dates: date,
) -> None:
    partners = [world.partners[key] for key in facts["partners"]]
    responsible = None if facts.get("ours", True) else partners[0]
    world.arrangements[facts["name"]] = services.register_arrangement(
        kind=kind,
        name=facts["name"],
        partners=partners,
        categories=[world.categories[code] for code in facts.get("categories", ["seminar", "contact"])],
        purposes=[world.purposes[code] for code in facts.get("purposes", ["U1"])],
        scope=scope,
        purpose_text=text,
        responsible_partner=responsible,
        responsible_name=responsible.name if responsible else FIRM,
        responsible_address=responsible.address if responsible else ADDRESS,
        responsible_representative=responsible.representative if responsible else REPRESENTATIVE,
        published_on=min(starts_on, at.date()),
        publication=PAGE,
        agreed_terms=texts("partners")["words"]["agreed_terms"],
        starts_on=starts_on,
        by=acting(world.staff["kitamura"]),
        at=at,
        **dates,
    )


def ground_abroad(
    world: World, party: Vendor | JointUsePartner, basis: str, at: datetime, check_in: int | None
) -> Story:
    """Put a ground of section 11 on file and check it every year; `check_in`: days from today to the next check."""
    words, officer, office = texts("partners")["words"], world.staff["nishida"], world.office
    needs_checks = basis == ForeignBasis.EQUIVALENT
    today = office.today + timedelta(days=check_in if check_in is not None else 140)
    checked_on = add_months(today, -24) if needs_checks and add_months(today, -24) < at.date() else at.date()
    ground = services.add_foreign_ground(
        party=party,
        basis=basis,
        evidence=words[basis],
        valid_from=at.date(),
        implementation_checked_on=checked_on if needs_checks else None,
        law_checked_on=checked_on if needs_checks else None,
        exempt_case=ExemptCase.LIFE if basis == ForeignBasis.EXEMPT else "",
        consent_wording=words["consent_wording"] if basis == ForeignBasis.CONSENT else "",
        consent_informed_on=at.date() if basis == ForeignBasis.CONSENT else None,
        by=acting(officer),
        at=at,
    )
    if not needs_checks:
        return
    moment = office.on(add_months(today, -12), 45)
    yield moment
    for aspect in (CheckedAspect.IMPLEMENTATION, CheckedAspect.LAW):
        services.record_equivalent_check(
            ground=ground,
            aspect=aspect,
            checked_on=moment.date(),
            method=words["check_method"],
            finding=words["check_measures" if aspect == CheckedAspect.IMPLEMENTATION else "check_law"],
            by=acting(officer),
            at=moment,
        )


def _desk(facts: PartnerFacts, at: datetime) -> Desk:
    return create_desk(
        code=f"PARTNER-{facts['key'].upper()}",
        kind=Desk.Kind.PARTNER,
        name=f"{facts['name']} {facts['desk']}",
        telephone=facts["telephone"],
        hours="午前10時～午後4時（土日・祝日を除く）",
        calendar=BusinessCalendar.objects.get(code="DESK"),
        by=PORTAL,
        at=at,
    )
