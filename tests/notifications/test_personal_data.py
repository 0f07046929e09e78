"""Can any mail of any kind give away what a person has told us? Each free text of theirs is marked, each mail read."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import CharField, Field, Model, TextField

from cases import services as cases
from cases.models import Case
from privacyportal.accounts import services as accounts
from privacyportal.accounts.models import OpenSession, User
from privacyportal.audit.actors import PORTAL
from privacyportal.checklists import services as checklists
from privacyportal.mails import newcomer, sign_ins
from privacyportal.notifications import periodic, releasing
from privacyportal.notifications import services as notifications
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import choices
from privacyportal.policies import services as policies
from privacyportal.policies.models import AccessGrant
from tests import world
from tests.factories import cases as case_factories
from tests.factories import vendors as vendor_factories
from tests.factories.actors import CLERK
from tests.factories.cases import MONDAY
from tests.world import AT
from vendors.models import Country, Vendor

MARK = "秘匿"
LONG_ENOUGH = 4
ROOMS_OF_PERSONS = ("cases", "consents")
HEAD = {"sequence": 7, "hash": "0" * 64}
SURE = {"cases.Case.subject", "consents.DataSubject.name", "consents.DataSubject.address"}


@pytest.fixture
def everything_said(
    baba: User, endo: User, aoki: User, kudo: User, goto: User, ueda: User, doi: User, honda: User, chiba: User
) -> None:
    """The world of the tests, and a mail of every kind; a new kind of mail needs its deed here."""
    world.build({user.username: user for user in User.objects.all()})
    case_factories.answered(by=baba, approver=endo)
    case = case_factories.investigated(by=baba)
    cases.assign_handler(case=case, handler=aoki, by=baba, at=AT)
    words = case_factories.sent(MONDAY, "27日までに回答します。")
    promise = cases.record_promise(case=case, what="answer", by_on=AT.date(), sent=words, by=aoki, at=MONDAY)
    later = AT.date() + timedelta(days=9)
    extension = cases.ask_extension(case=case, promise=promise, to_on=later, reason="確認中", by=aoki, at=MONDAY)
    cases.approve_extension(case=case, extension=extension, by=baba, at=MONDAY)
    vendor = vendor_factories.active_vendor(owner=goto, signer=baba)
    review = vendor_factories.services.start_review(vendor=vendor, occasion="periodic", by=baba, at=AT)
    vendor_factories.answer(review, goto)
    checklists.submit(assessment=review, by=goto, at=AT)
    checklists.send_back(assessment=review, reason="資料が不足しています", by=baba, at=AT)
    accounts.invite(user=aoki, by=honda, at=AT)
    newcomer.tell(person=aoki, by=PORTAL, at=AT)
    elsewhere = OpenSession(user=aoki, address="2001:db8::/64", browser="edge", system="windows", began_at=AT)
    sign_ins.tell_of_place(person=aoki, session=elsewhere, at=AT)
    accounts.end_sessions(user=aoki, reason="端末の紛失", by=honda, at=AT)
    explained(aoki, baba)
    reported_as_done(vendor, goto, baba)
    lapsed_abroad(goto, baba)
    withdrawn(ueda, baba)
    handed_over(aoki, chiba)
    periodic.queue_due(at=AT + timedelta(days=350))
    told_by_the_ground(case, to=aoki, officer=baba, auditor=doi)
    releasing.release(at=AT + timedelta(days=400), most_per_person=1000)


def told_by_the_ground(case: Case, *, to: User, officer: User, auditor: User) -> None:
    """What no deed of a room is told by: brake, alarm, anchor, a file that was set apart, a mail that came back."""
    for kind, counts in (("clocks.brake", {"notices": 9, "people": 2}), ("clocks.nobody", {"notices": 9})):
        notifications.queue(kind=kind, key=kind, recipients=[officer], facts=counts, by=PORTAL, at=AT)
    alarm = {"person": to.pk, "kind": "mass", "count": 301}
    notifications.queue(kind="audit.alarm", key="alarm", recipients=[auditor], facts=alarm, by=PORTAL, at=AT)
    notifications.queue(kind="audit.anchor", key="anchor", recipients=[auditor], facts=HEAD, by=PORTAL, at=AT)
    notifications.queue(
        kind="attachments.quarantined", key="held", recipients=[to], reference=case.reference, by=PORTAL, at=AT
    )
    notifications.queue(
        kind="notifications.bounced",
        key="notifications.bounced:1",
        recipients=[to],
        reference=case.reference,
        by=PORTAL,
        at=AT,
    )


def withdrawn(person: User, officer: User) -> None:
    """The yearly review of access takes a role away."""
    row = AccessGrant.objects.get(person=person, kind="role")
    said = {row.pk: policies.Said(keeps=False, reason="異動")}
    policies.review_access(review=row.review, said=said, by=officer, at=AT)


def handed_over(handler: User, successor: User) -> None:
    """Who handles a case moves, and another takes it and the seat at its desk over."""
    seats = ("accounts.desk", "cases.handled")
    successors = accounts.Successors(by_charge=dict.fromkeys(seats, successor))
    case_factories.investigated(by=handler)
    accounts.hand_over(user=handler, successors=successors, reason="異動", by=PORTAL, at=AT)


def explained(handler: User, approver: User) -> None:
    """An outside body asks for an explanation; it is drafted and approved."""
    case = case_factories.investigated(by=handler)
    asked = case_factories.sent(MONDAY, "経緯の説明を求める")
    referral = cases.record_referral_from_jsda(case=case, kind="explanation", sent=asked, by=handler, at=MONDAY)
    draft = cases.draft_explanation(case=case, referral=referral, text="11月1日からの経緯", by=handler, at=MONDAY)
    cases.approve_explanation(case=case, explanation=draft, by=approver, at=MONDAY)


def reported_as_done(vendor: Vendor, owner: User, officer: User) -> None:
    """What a finding about a vendor asked for is reported as done, and waits to be verified."""
    finding = checklists.raise_finding(
        subject=vendor.reference, severity="major", description="棚卸しがない", by=officer, at=AT
    )
    action = checklists.add_corrective_action(
        finding=finding, description="棚卸しを行う", owner=owner, due_on=AT.date(), by=officer, at=AT
    )
    checklists.complete_action(action=action, result="実施した", by=owner, at=AT)


def lapsed_abroad(owner: User, officer: User) -> None:
    """The designation of a country ends, and with it the ground of a vendor there."""
    services, today = vendor_factories.services, AT.date()
    vendor = vendor_factories.VendorFactory(country_id="DE", owner=owner, name="ラインガウ社")
    services.add_foreign_ground(
        party=vendor, basis="designated", evidence="施行規則15条の国", valid_from=today, by=CLERK, at=AT
    )
    vendor_factories.entrust(vendor)
    vendor_factories.assess(vendor, by=owner, signer=officer)
    services.activate(vendor=vendor, by=officer, at=AT)
    country, last = Country.objects.get(pk="DE"), today + timedelta(days=9)
    services.end_designation(country=country, valid_to=last, reason="告示の改正", by=officer, at=AT)


def free_texts() -> Iterator[tuple[type[Model], Field]]:
    """Every field of the rooms of persons into which somebody can type what they like."""
    for room in ROOMS_OF_PERSONS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.fields:
                is_text = isinstance(field, CharField | TextField) and not field.choices
                if is_text and not field.is_relation:
                    yield model, field


def mark_all() -> tuple[set[str], set[str]]:
    """Put the mark into every free text that can be changed; return which, and what stands in those that cannot."""
    marked, told = set(), set()
    for model, field in free_texts():
        try:
            with transaction.atomic():
                model._base_manager.update(**{field.name: MARK})
        except (DatabaseError, TypeError):
            values = model._base_manager.values_list(field.name, flat=True)
            told |= {value for value in values if value and len(value) >= LONG_ENOUGH and not is_code(value)}
            continue
        marked.add(f"{model._meta.label}.{field.name}")
    return marked, told


def is_code(value: str) -> bool:
    """Whether a value is a word of the program, not of a person."""
    return value.isascii() and value.isidentifier()


def test_no_kind_of_mail_shows_anything_that_a_person_has_told_us(everything_said: None) -> None:
    marked, told = mark_all()
    assert marked >= SURE
    messages = Message.objects.select_related("recipient", "reference")
    kinds = {code for code, _label in choices() if not code.startswith("tests.")}
    assert kinds - {message.kind for message in messages} == set(), "these kinds of mail have no sample in this test"
    for message in messages:
        mail = compose(message)
        html = str(mail.alternatives[0][0])
        attached = [part for part in mail.message().walk() if part.get_filename()]
        assert len(attached) == len(mail.files)
        files = b"".join(part.get_payload(decode=True) for part in attached).decode()
        for text in (mail.subject, mail.body, html, files, str(mail.extra_headers)):
            shown = [told_text for told_text in (MARK, *told) if told_text in text]
            assert shown == [], (message.kind, message.facts)
