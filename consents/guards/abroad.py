"""Which ground of section 11 lets this provision go abroad, and if none, what is nearest to being one?"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from consents.guards.facts import Facts, OnFile
from consents.guards.grounds import recipient_on_record
from consents.guards.wording import names, no_provision
from consents.states import LAW_ABROAD, ForeignBasis, Ground
from privacyportal.backoffice.dates import long_day
from privacyportal.backoffice.refusals import Refusal


@dataclass(frozen=True)
class Clearance:
    """The ground of section 11 found, with the ground ② that it rests on; `refusal` when there is none."""

    basis: str = ""
    on_file: int | None = None
    refusal: Refusal | None = None


def clear(given: Facts) -> Clearance:
    """Return the first ground that holds, in the order of the test (Article 28; guideline on foreign provision).

    Being a vendor or a joint user does not help; a ground ② with a yearly check missing or out of date is none.
    """
    if not given.is_abroad or given.ground == Ground.NUMBER_ACT:
        return Clearance()
    if given.is_designated:
        return Clearance(ForeignBasis.DESIGNATED)
    for ground in given.on_file:
        if not shortcoming(ground, given.provided_on):
            return Clearance(ForeignBasis.EQUIVALENT, on_file=ground.key)
    if is_exempt(given):
        return Clearance(ForeignBasis.EXEMPT)
    if given.foreign_consent.holds:
        return by_consent(given)
    return Clearance(refusal=nearest(given))


def is_exempt(given: Facts) -> bool:
    """Return whether ③ with b) to d) holds; foreign law is no basis for b) or c) (guideline on foreign provision)."""
    return given.ground == Ground.PROTECTION or (given.ground in LAW_ABROAD and given.is_japanese_law)


def by_consent(given: Facts) -> Clearance:
    """A consent to the foreign provision counts with the information of Article 28(2) in the wording shown."""
    if not given.foreign_consent.has_information:
        text = _("The wording of the consent lacks the information on the foreign country (Article 28(2)).")
        step = _("Obtain a consent on a wording that carries it.")
        return Clearance(refusal=refuse(given, "foreign_without_information", "11③", text, step))
    beyond = given.foreign_consent.leaves_out(given.items)
    if beyond:
        text = _("The consent to the provision abroad does not cover: %(items)s.") % {"items": names(beyond)}
        step = _("Take these items out.")
        return Clearance(refusal=refuse(given, "beyond_foreign_consent", "11③", text, step, field="categories"))
    lacking = [] if given.ground == Ground.CONSENT else recipient_on_record(given)
    return Clearance(ForeignBasis.CONSENT, refusal=lacking[0] if lacking else None)


def shortcoming(ground: OnFile, day: date) -> str:
    """Return what keeps a ground ② from holding on a day; nothing when it holds (Enforcement Rules 18)."""
    if day < ground.valid_from or (ground.valid_to is not None and ground.valid_to < day):
        return _("The equivalent-measures system on file does not hold on %(day)s.") % {"day": long_day(day)}
    if ground.stopped_on is not None and ground.stopped_on <= day:
        return _("Provision to this recipient was stopped on %(day)s.") % {"day": long_day(ground.stopped_on)}
    if not is_green(ground.implementation_good_until, day):
        return _("The yearly check of the measures is missing for %(day)s.") % {"day": long_day(day)}
    if not is_green(ground.law_good_until, day):
        return _("The yearly check of the foreign law is missing for %(day)s.") % {"day": long_day(day)}
    return ""


def is_green(good_until: date | None, day: date) -> bool:
    """Return whether the last check, which counts until a day, still counts on a later one."""
    return good_until is not None and day <= good_until


def nearest(given: Facts) -> Refusal:
    """Return the refusal for the ground that came nearest: ② on file but not in order, ① on another day, else ③."""
    day = given.provided_on
    if given.on_file:
        text = shortcoming(given.on_file[0], day)
        return refuse(given, "equivalent_not_in_order", "11②", text, _("Record the check."))
    if given.was_designated:
        return refuse(
            given,
            "not_designated_then",
            "11①",
            _("%(country)s was not designated on %(day)s.") % {"country": given.country_name, "day": long_day(day)},
            _("Obtain the person's consent to the provision abroad, or put an equivalent-measures system on file."),
        )
    return no_consent_abroad(given)


def no_consent_abroad(given: Facts) -> Refusal:
    """The country is not designated, no system is on file, and the person has not consented to the provision abroad."""
    values = {"country": given.country_name, "state": given.foreign_consent.state.label}
    if given.ground in LAW_ABROAD:
        text = _("Only a Japanese law counts for a provision to %(country)s, and the basis is not marked as one.")
        step = _("Mark it if it is a Japanese law; otherwise obtain the person's consent to the provision abroad.")
        return refuse(given, "foreign_law", "11③", text % values, step, field="is_japanese_law")
    text = _(
        "%(country)s is not designated, no equivalent-measures system of the recipient is on file, and consent to the"
        " provision abroad is: %(state)s."
    )
    step = _("Obtain the person's consent to the provision abroad, or put an equivalent-measures system on file.")
    return refuse(given, "no_foreign_ground", "11③", text % values, step)


def refuse(given: Facts, code: str, section: str, text: str, step: str, field: str = "") -> Refusal:
    """Return the refusal of a provision abroad, beside the field that says where the recipient is."""
    return no_provision(code, section, text, step, field=field or recipient_field(given))


def recipient_field(given: Facts) -> str:
    """Return the field of the form that says where the recipient is."""
    if given.contract is not None:
        return "entrustment"
    return "partner" if given.partner is not None else "country"
