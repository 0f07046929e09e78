"""How does a case begin?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.models import Case, CaseParty, Referral
from cases.services.access import realign
from cases.services.declaring import NUMBERS, ROLES, step_deed
from cases.services.links import open_finding, spawn_leak_or_data_case
from cases.services.moving import begin, finish
from cases.services.routes import Plan, plan_route, sits_at
from cases.states import BODIES, HANDLE, Channel, Concerns, Sender, Status, steps
from consents.models import ConsentEntry, DataSubject
from privacyportal.accounts.models import Desk, User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.individual_numbers import none_in
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.texts import texts_in
from privacyportal.policies.models import PurposeOfUse
from privacyportal.references.registry import issue
from vendors.models import JointUseArrangement, JointUsePartner, Vendor


@dataclass(frozen=True, kw_only=True)
class Party:
    """A person in a case and how to reach them; `authority` is a representative's."""

    name: str = ""
    kana: str = ""
    telephone: str = ""
    email: str = ""
    address: str = ""
    authority: str = ""
    data_subject: DataSubject | None = None


@dataclass(frozen=True, kw_only=True)
class Intake:
    """Everything typed while the person is on the line.

    `received_at` is when the matter reached any office of ours. `told_number` says that the person was told the
    number and the desk at once, which acknowledges the case. `desk` with `override_reason` overrides the route.
    `answer_by_on` is the day that an outside body named for our answer.
    """

    kind: str
    channel: str
    received_at: datetime
    subject: str
    sender: str = Sender.PERSON
    description: str = ""
    desired_remedy: str = ""
    disclosure_method: str = ""
    complainant: Party | None = None
    representative: Party | None = None
    policy_section: int | None = None
    purpose: PurposeOfUse | None = None
    consent: ConsentEntry | None = None
    vendor: Vendor | None = None
    partner: JointUsePartner | None = None
    arrangement: JointUseArrangement | None = None
    concerns: str = Concerns.OWN
    leak_suspected: bool = False
    restricted: bool = False
    external_number: str = ""
    answer_by_on: date | None = None
    told_number: bool = False
    handler: User | None = None
    desk: Desk | None = None
    override_reason: str = ""


FIELDS = (
    "kind", "channel", "received_at", "subject", "sender", "description", "desired_remedy", "disclosure_method",
    "policy_section", "purpose", "consent", "vendor", "partner", "arrangement", "concerns", "leak_suspected",
    "restricted", "external_number",
)  # fmt: skip
REFERRAL_DESKS = {Sender.JSDA: "JSDA", Sender.FINMAC: "FINMAC", Sender.AUTHORITY: "AUTHORITY"}


@step_deed(steps.OPENED, words=_("Registering a case"), on="", by_portal=True)
def open_case(*, intake: Intake, by: Actor, at: datetime) -> Case:
    """Register a case: its parties, its route with the reason, its deadlines; return it with its number.

    A possible leak, and the data side of a trade complaint, also open the linked case that the table's row names.

    :raises Refused: when the time of receipt lies ahead, a party or partner is missing, a text holds an individual
        number, the route is overridden without a reason, or no row of the routing table fits.
    """
    refuse_if(_refusals(intake, at))
    plan = _plan(intake)
    case = _store(intake, plan, by, at)
    _add_parties(case, intake)
    begin(case, steps.OPENED, by=by, at=at)
    add_referral(case, intake, by)
    if case.handler is not None:
        realign(case)
    spawn_leak_or_data_case(case, plan.linked, plan.row, by=by, at=at)
    open_finding(case, plan.row, by=by, at=at)
    changes = {
        "kind": case.kind,
        "channel": case.channel,
        "desk": case.desk.name,
        "answering_desk": case.answering_desk.name,
        "route_row": plan.row.number,
    }
    return finish(case, "cases.opened", by=by, at=at, changes=changes, reason=intake.override_reason, section="12")


def _plan(intake: Intake) -> Plan:
    return plan_route(
        kind=intake.kind,
        sender=intake.sender,
        concerns=intake.concerns,
        leak_suspected=intake.leak_suspected,
        received_at=intake.received_at,
        partner=intake.partner,
        arrangement=intake.arrangement,
    )


def _store(intake: Intake, plan: Plan, by: Actor, at: datetime) -> Case:
    override = intake.desk if intake.desk is not None and intake.desk != plan.answering else None
    answering = override or plan.answering
    desk = override if override is not None and override.is_ours else plan.owner
    told = intake.told_number
    return Case.objects.create(
        reference=issue("CASE", at=at),
        status=Status.ACKNOWLEDGED if told else Status.RECEIVED,
        acknowledged_at=intake.received_at if told else None,
        registered_at=at,
        registered_by=by.account,
        desk=desk,
        answering_desk=answering,
        route_row=plan.row,
        route_reason=intake.override_reason if override else plan.row.reason,
        rerouted_by=by.account if override else None,
        handler=intake.handler or _registrar(by, desk),
        **{name: value for name, value in vars(intake).items() if name in FIELDS},
    )


def _registrar(by: Actor, desk: Desk) -> User | None:
    """Return the person who takes the call as handler, where the case stays at a desk they sit at."""
    person = by.account
    return person if person is not None and HANDLE.held_by(by) and sits_at(person, desk) else None


def _add_parties(case: Case, intake: Intake) -> None:
    roles = {CaseParty.Role.COMPLAINANT: intake.complainant, CaseParty.Role.REPRESENTATIVE: intake.representative}
    CaseParty.objects.bulk_create(
        CaseParty(case=case, role=role, **vars(party)) for role, party in roles.items() if party is not None
    )


def add_referral(case: Case, intake: Intake, by: Actor) -> Referral | None:
    """Note the request of the outside body by which a case came, where one did, and return it."""
    is_referral = intake.channel == Channel.JSDA and intake.sender not in BODIES
    code = "JSDA" if is_referral else REFERRAL_DESKS.get(Sender(intake.sender))
    if code is None:
        return None
    return Referral.objects.create(
        case=case,
        direction=Referral.Direction.FROM_BODY,
        kind=Referral.Kind.REFERRAL if is_referral else Referral.Kind.EXPLANATION,
        desk=Desk.objects.get(code=code),
        referred_at=intake.received_at,
        body_number=intake.external_number,
        answer_by_on=intake.answer_by_on,
        recorded_by=by.account,
    )


def _refusals(intake: Intake, at: datetime) -> list[Refusal | None]:
    overridden = guards.reason_given(intake.override_reason, what=steps.REROUTED.words, field="override_reason")
    return [judged_time(intake, at), *judged_typed(intake), overridden if intake.desk is not None else None]


def judged_texts(intake: Intake, at: datetime) -> list[Refusal | None]:
    """Return what forbids a case whoever brings it in and from wherever: its time, an individual number in a text."""
    return [judged_time(intake, at), *none_in(texts_in(vars(intake), besides=NUMBERS, apart=ROLES))]


def judged_time(intake: Intake, at: datetime) -> Refusal | None:
    """Return what forbids the time of receipt."""
    return guards.not_in_future(intake.received_at, now=at, field="received_at")


def judged_typed(intake: Intake) -> list[Refusal | None]:
    """Return what is missing of a case that begins here: the partner, who speaks for the person and by what power."""
    representative = intake.representative or Party()
    return [
        guards.partner_named(concerns=intake.concerns, has_partner=intake.partner is not None),
        guards.representative_named(
            name=representative.name,
            authority=representative.authority,
            is_representative=intake.representative is not None or intake.sender == Sender.REPRESENTATIVE,
        ),
    ]
