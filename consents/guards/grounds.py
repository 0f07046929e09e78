"""What does each ground a) to h) of section 10 need, and what is missing of it?"""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from consents.guards.facts import Facts
from consents.guards.statutes import fits
from consents.guards.wording import names, no_provision
from consents.states import Ground, LawItem, NumberItem, section_of
from privacyportal.backoffice.dates import long_day
from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies.states import Sensitivity

ARTICLE = re.compile(r"第?\s*[0-9０-９〇一二三四五六七八九十百千]+\s*条|\bArt(icle|\.)?\s*\d+", re.IGNORECASE)

type Guard = Callable[[Facts], list[Refusal]]


def refusals(given: Facts) -> list[Refusal]:
    """Return what the chosen ground lacks, and what every recipient must have."""
    return [*recipient(given), *GUARDS[Ground(given.ground)](given)]


def recipient(given: Facts) -> list[Refusal]:
    """The record names the recipient and its country; e) and g) name it themselves."""
    section = section_of(given.ground)
    if given.has_vendor and given.partner is not None:
        text = _("Both a vendor and a joint-use partner are chosen as the recipient.")
        return [
            missing("two_recipients", section, text, _("Choose one; each provision is recorded by itself."), "partner")
        ]
    if given.ground in (Ground.ENTRUSTMENT, Ground.JOINT_USE):
        return []
    if not given.name:
        text = _("The recipient is not entered.")
        return [missing("recipient", section, text, _("Enter the recipient."), "recipient_name")]
    if not given.country:
        text = _("The recipient's country is not entered.")
        return [missing("country", section, text, _("Choose the country."), "country")]
    return []


def missing(code: str, section: str, text: str, next_step: str, field: str) -> Refusal:
    """Return the refusal for something that the ground needs."""
    return no_provision(code, section, text, next_step, field=field)


def consent(given: Facts) -> list[Refusal]:
    """a): a consent in force on the day for this purpose that names this recipient and covers the items.

    A consent to the provision abroad is one, too (Article 28(1)).
    """
    purpose, day = given.purpose, long_day(given.provided_on)
    if not given.has_person:
        text = _("Ground a) is the consent of one person, and no person is chosen.")
        return [missing("no_person", "10a)", text, _("Choose the person."), "data_subject")]
    if given.names_another:
        text = _("“%(name)s” is the name of one company, and not of this recipient.") % {"name": given.named_as}
        step = _("Choose a consent that names this recipient, or a class that it belongs to.")
        return [missing("another_named", "10a)", text, step, "named_as")]
    if not given.consent.holds and not (given.is_abroad and given.foreign_consent.holds):
        values = {"day": day, "purpose": purpose.code, "state": given.consent.state.label}
        text = (
            _("On %(day)s no consent to purpose %(purpose)s that names this recipient was in force: %(state)s.")
            % values
        )
        return [missing("no_consent", "10a)", text, _("Record the consent first."), "data_subject")]
    consent = given.consent if given.consent.holds else given.foreign_consent
    beyond = consent.leaves_out(given.items)
    if beyond:
        text = _("The consent does not cover: %(items)s.") % {"items": names(beyond)}
        return [missing("beyond_consent", "10a)", text, _("Take these items out."), "categories")]
    return recipient_on_record(given)


def recipient_on_record(given: Facts) -> list[Refusal]:
    """Where the law wants a record, it names the recipient's address and representative (Enforcement Rules 20(1))."""
    found, section = [], section_of(given.ground)
    if not given.address:
        text = _("The recipient's address is not entered (Enforcement Rules 20(1)).")
        found.append(missing("no_address", section, text, _("Enter it."), "recipient_address"))
    if not given.representative:
        text = _("The recipient's representative is not entered (Enforcement Rules 20(1)).")
        step = _("Enter the name; 個人 where the recipient is no company.")
        found.append(missing("no_representative", section, text, step, "recipient_representative"))
    return found


def law(given: Facts) -> list[Refusal]:
    """b): the statute and its article."""
    return statute(given, "10b)")


def statute(given: Facts, section: str) -> list[Refusal]:
    """A legal basis names the law and the article."""
    if ARTICLE.search(given.statute):
        return []
    text = _("The law and its article are not entered.")
    return [missing("no_article", section, text, _("Enter both, such as 所得税法第225条第1項."), "statute")]


def authority(given: Facts) -> list[Refusal]:
    """c): the body that asked, the article that lets it ask, and its document."""
    found = statute(given, "10c)")
    if not given.document_number.strip():
        text = _("The document with which the body asked is not entered.")
        found.append(missing("no_document", "10c)", text, _("Enter its number or date."), "document_number"))
    return found


def protection(given: Facts) -> list[Refusal]:
    """d): both limbs: the provision was needed to protect, and consent was hard to obtain."""
    found = []
    if not given.facts.strip():
        text = _("The facts that made the provision necessary for life, body or property are not entered.")
        found.append(missing("no_necessity", "10d)", text, _("Enter the facts."), "facts"))
    if not given.consent_difficulty.strip():
        text = _("Why the person's consent was hard to obtain is not entered.")
        found.append(missing("no_difficulty", "10d)", text, _("Enter the facts."), "consent_difficulty"))
    return found


def entrustment(given: Facts) -> list[Refusal]:
    """e): a signed contract in force with an active vendor, and purpose and items within the entrusted work."""
    contract, day = given.contract, long_day(given.provided_on)
    if contract is None:
        text = _("No entrustment is chosen.")
        return [missing("no_entrustment", "10e)", text, _("Choose the contract."), "entrustment")]
    found = []
    if not contract.is_in_force:
        text = _("No signed contract was in force on %(day)s.") % {"day": day}
        found.append(missing("contract_not_in_force", "10e)", text, _("Record the contract."), "entrustment"))
    if not contract.vendor_is_active:
        text = _("The vendor was not active on %(day)s: %(state)s.") % {"day": day, "state": contract.vendor_standing}
        found.append(missing("vendor_not_active", "6", text, _("Complete its supervision."), "entrustment"))
    return found + within(given, "10e)", contract.purposes, contract.categories, _("the entrusted work"))


def within(
    given: Facts, section: str, purposes: frozenset[int], categories: frozenset[int], whole: str
) -> list[Refusal]:
    """Purpose and items lie within what was agreed and announced."""
    found = []
    if given.purpose.key not in purposes:
        text = _("Purpose %(purpose)s is not within %(whole)s.") % {"purpose": given.purpose.code, "whole": whole}
        found.append(missing("beyond_purpose", section, text, _("Choose another purpose."), "purpose"))
    beyond = [item for item in given.items if item.key not in categories]
    if beyond:
        text = _("Not within %(whole)s: %(items)s.") % {"whole": whole, "items": names(beyond)}
        found.append(missing("beyond_items", section, text, _("Take these items out."), "categories"))
    return found


def succession(given: Facts) -> list[Refusal]:
    """f): the deal by which the business passes on, with the document that binds the other side."""
    found = []
    if not given.facts.strip():
        text = _("The deal by which the business passes on is not entered.")
        found.append(missing("no_deal", "10f)", text, _("Enter parties, kind and day of the deal."), "facts"))
    if not given.document_number.strip():
        text = _("The contract or non-disclosure agreement of the deal is not entered.")
        found.append(missing("no_document", "10f)", text, _("Enter its number or date."), "document_number"))
    return found


def joint_use(given: Facts) -> list[Refusal]:
    """g): an arrangement in force and announced by the day, with this partner, these items and this purpose."""
    arrangement, day = given.joint_use, long_day(given.provided_on)
    if arrangement is None:
        text = _("No joint-use arrangement is chosen.")
        return [missing("no_arrangement", "10g)", text, _("Choose the arrangement."), "arrangement")]
    found = []
    if not arrangement.is_announced:
        text = _("The joint use had not been announced by %(day)s.") % {"day": day}
        found.append(missing("not_announced", "8", text, _("Announce it first."), "arrangement"))
    elif not arrangement.is_in_force:
        text = _("The joint-use arrangement was not in force on %(day)s.") % {"day": day}
        found.append(missing("arrangement_not_in_force", "10g)", text, _("Choose one in force."), "arrangement"))
    if given.partner is None:
        text = _("The joint-use partner that receives the data is not chosen.")
        found.append(missing("recipient", "10g)", text, _("Choose the partner."), "partner"))
    elif given.partner not in arrangement.partners:
        text = _("The partner is not within the range of joint users.")
        found.append(missing("not_a_partner", "10g)", text, _("Choose a joint user."), "partner"))
    return found + within(given, "10g)", arrangement.purposes, arrangement.categories, _("the joint use"))


def other_law(given: Facts) -> list[Refusal]:
    """h): the item or Act that permits it, the reason, and the compliance role of the person who records it."""
    found = statute(given, "10h)")
    if given.law_item not in LawItem.values:
        text = _("The provision that permits it is not entered.")
        found.append(missing("no_law_item", "10h)", text, _("Choose it."), "law_item"))
    if not given.facts.strip():
        text = _("The reason is not entered.")
        found.append(missing("no_reason", "10h)", text, _("Enter the reason."), "facts"))
    if not given.may_permit_by_law:
        text = _("Ground h) is recorded by a compliance officer only.")
        found.append(missing("no_sign_off", "10h)", text, _("Ask a compliance officer."), "ground"))
    return found


def number_act(given: Facts) -> list[Refusal]:
    """Number Act, Article 19: the item that permits it and that the law stated fits, for one of the two affairs.

    Sections 10 and 11 are no grounds for individual numbers (Number Act, Article 30(2)).
    """
    found = []
    if given.number_item not in NumberItem.values:
        text = _("The item of Article 19 of the Number Act that permits it is not chosen.")
        found.append(missing("no_number_item", "3", text, _("Choose it."), "number_item"))
    elif given.statute.strip() and not fits(given.statute, given.number_item):
        text = _("“%(statute)s” is no basis for “%(item)s”.")
        words = {"statute": given.statute, "item": NumberItem(given.number_item).label}
        step = _(
            "Choose the item that the law permits, or enter the law that the item rests on (Number Act, Article 19)."
        )
        found.append(missing("other_statute", "3", text % words, step, "statute"))
    if not any(item.sensitivity == Sensitivity.INDIVIDUAL_NUMBER for item in given.items):
        text = _("None of the items is an individual number.")
        step = _("Record the provision on one of the grounds of section 10.")
        found.append(missing("no_number", "3", text, step, "categories"))
    if not (given.purpose.is_for_numbers and given.purpose.is_published):
        text = _("%(purpose)s is not one of the affairs for individual numbers.") % {"purpose": given.purpose.words}
        found.append(missing("no_affair", "3", text, _("Choose the affair."), "purpose"))
    return [*found, *_entrusted_numbers(given)]


def _entrusted_numbers(given: Facts) -> list[Refusal]:
    """Under item (vi) it moves by an entrustment in force, to a vendor under supervision (Number Act, Article 11)."""
    is_by_contract = given.number_item == NumberItem.ENTRUSTMENT and not given.document_number.strip()
    return entrustment(given) if is_by_contract or given.contract is not None else []


GUARDS: dict[Ground, Guard] = {
    Ground.CONSENT: consent,
    Ground.LAW: law,
    Ground.AUTHORITY: authority,
    Ground.PROTECTION: protection,
    Ground.ENTRUSTMENT: entrustment,
    Ground.SUCCESSION: succession,
    Ground.JOINT_USE: joint_use,
    Ground.OTHER_LAW: other_law,
    Ground.NUMBER_ACT: number_act,
}
