"""Which ground of section 11 lets this provision go abroad, and if none, what is nearest to being one?"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from consents.guards.proposal import Evidence, Proposal
from consents.guards.wording import FOREIGN, names, no_provision, to_new_consent, to_record
from consents.models import ConsentEntry
from consents.states import LAW_ABROAD, ForeignBasis, Ground
from privacyportal.backoffice.dates import long_day
from privacyportal.backoffice.refusals import Refusal
from privacyportal.calendars.arithmetic import add_months
from vendors.models import ForeignGround
from vendors.states import CheckedAspect

CHECK_MONTHS = 12


@dataclass(frozen=True)
class Clearance:
    """The ground of section 11 found, with what it rests on; `refusal` when there is none."""

    basis: str = ""
    foreign_ground: ForeignGround | None = None
    foreign_consent: ConsentEntry | None = None
    refusal: Refusal | None = None


def clear(proposal: Proposal, evidence: Evidence) -> Clearance:
    """Return the first ground that holds, in the order of the test (Article 28; guideline on foreign provision).

    Being a vendor or a joint user does not help; a ground ② with a yearly check missing or out of date is none.
    """
    if not proposal.is_abroad:
        return Clearance()
    day = proposal.provided_on
    if evidence.is_designated(day):
        return Clearance(ForeignBasis.DESIGNATED)
    for ground in evidence.foreign_grounds:
        if not shortcoming(ground, day):
            return Clearance(ForeignBasis.EQUIVALENT, foreign_ground=ground)
    if is_exempt(proposal):
        return Clearance(ForeignBasis.EXEMPT)
    if evidence.foreign_consent.holds:
        return by_consent(proposal, evidence)
    return Clearance(refusal=nearest(proposal, evidence))


def is_exempt(proposal: Proposal) -> bool:
    """Return whether ③ with b) to d) holds; foreign law is no basis for b) or c) (guideline on foreign provision)."""
    return proposal.ground == Ground.PROTECTION or (proposal.ground in LAW_ABROAD and proposal.is_japanese_law)


def by_consent(proposal: Proposal, evidence: Evidence) -> Clearance:
    """A consent to the foreign provision counts with the information of Article 28(2) in the wording shown."""
    entry, covered = evidence.foreign_consent.entry, evidence.foreign_consented_categories
    if entry is None or not entry.wording.foreign_information.strip():
        text = _("The wording of the consent lacks the information on the foreign country (Article 28(2)).")
        step = _("Obtain a consent on a wording that carries it.")
        link = to_new_consent(proposal.data_subject, proposal.purpose, FOREIGN)
        return Clearance(refusal=refuse(proposal, "foreign_without_information", "11③", text, step, **link))
    beyond = [category for category in proposal.categories if covered and category.pk not in covered]
    if beyond:
        text = _("The consent to the provision abroad does not cover: %(items)s.") % {"items": names(beyond)}
        step = _("Take these items out.")
        return Clearance(refusal=refuse(proposal, "beyond_foreign_consent", "11③", text, step, field="categories"))
    return Clearance(ForeignBasis.CONSENT, foreign_consent=entry)


def shortcoming(ground: ForeignGround, day: date) -> str:
    """Return what keeps a ground ② from holding on a day; nothing when it holds (Enforcement Rules 18)."""
    if day < ground.valid_from or (ground.valid_to is not None and ground.valid_to < day):
        return _("The equivalent-measures system on file does not hold on %(day)s.") % {"day": long_day(day)}
    if ground.stopped_on is not None and ground.stopped_on <= day:
        return _("Provision to this recipient was stopped on %(day)s.") % {"day": long_day(ground.stopped_on)}
    if not is_green(last_check(ground, CheckedAspect.IMPLEMENTATION, day), day):
        return _("The yearly check of the measures is missing for %(day)s.") % {"day": long_day(day)}
    if not is_green(last_check(ground, CheckedAspect.LAW, day), day):
        return _("The yearly check of the foreign law is missing for %(day)s.") % {"day": long_day(day)}
    return ""


def is_green(checked_on: date | None, day: date) -> bool:
    """Return whether a check made on `checked_on` still counts on a later day: it does for a year."""
    return checked_on is not None and day <= add_months(checked_on, CHECK_MONTHS)


def last_check(ground: ForeignGround, aspect: str, day: date) -> date | None:
    """Return the day of the last check of one aspect made on or before a day; None when there was none."""
    days = [check.checked_on for check in ground.checks.all() if check.aspect == aspect]
    days.append(ground.implementation_checked_on if aspect == CheckedAspect.IMPLEMENTATION else ground.law_checked_on)
    return max((checked_on for checked_on in days if checked_on is not None and checked_on <= day), default=None)


def nearest(proposal: Proposal, evidence: Evidence) -> Refusal:
    """Return the refusal for the ground that came nearest: ② on file but not in order, ① on another day, else ③."""
    day = proposal.provided_on
    if evidence.foreign_grounds:
        return refuse(
            proposal,
            "equivalent_not_in_order",
            "11②",
            shortcoming(evidence.foreign_grounds[0], day),
            _("Record the check."),
            **to_record(proposal.party.reference if proposal.party else None, _("Record the check")),
        )
    if evidence.designations:
        return refuse(
            proposal,
            "not_designated_then",
            "11①",
            _("%(country)s was not designated on %(day)s.") % {"country": proposal.country, "day": long_day(day)},
            _("Obtain the person's consent to the provision abroad, or put an equivalent-measures system on file."),
        )
    return no_consent_abroad(proposal, evidence)


def no_consent_abroad(proposal: Proposal, evidence: Evidence) -> Refusal:
    """The country is not designated, no system is on file, and the person has not consented to the provision abroad."""
    values = {"country": proposal.country, "state": evidence.foreign_consent.state.label}
    if proposal.ground in LAW_ABROAD:
        text = _("Only a Japanese law counts for a provision to %(country)s, and the basis is not marked as one.")
        step = _("Mark it if it is a Japanese law; otherwise obtain the person's consent to the provision abroad.")
        return refuse(proposal, "foreign_law", "11③", text % values, step, field="is_japanese_law")
    text = _(
        "%(country)s is not designated, no equivalent-measures system of the recipient is on file, and consent to the"
        " provision abroad is: %(state)s."
    )
    return refuse(
        proposal,
        "no_foreign_ground",
        "11③",
        text % values,
        _("Obtain the person's consent to the provision abroad, or put an equivalent-measures system on file."),
        **way_out(proposal),
    )


def way_out(proposal: Proposal) -> dict[str, str]:
    """Return the link to the person's consent; where the persons are many, to the recipient's ground on file."""
    if proposal.data_subject is None and proposal.party is not None:
        return to_record(proposal.party.reference, _("Put a ground on file"))
    return to_new_consent(proposal.data_subject, proposal.purpose, FOREIGN)


def refuse(proposal: Proposal, code: str, section: str, text: str, step: str, field: str = "", **link: str) -> Refusal:
    """Return the refusal of a provision abroad, beside the field that says where the recipient is."""
    return no_provision(code, section, text, step, field=field or recipient_field(proposal), **link)


def recipient_field(proposal: Proposal) -> str:
    """Return the field of the form that says where the recipient is."""
    if proposal.entrustment is not None:
        return "entrustment"
    return "partner" if proposal.partner is not None else "country"
