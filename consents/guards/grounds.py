"""What does each ground a) to h) of section 10 need, and what is missing of it?"""

import re
from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from consents.guards.proposal import Evidence, Proposal
from consents.guards.wording import THIRD_PARTY, names, no_provision, to_new_consent, to_record
from consents.states import Ground, LawItem
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.backoffice.refusals import Refusal
from vendors.models import Vendor
from vendors.states import Status as VendorStatus

ARTICLE = re.compile(r"第?\s*[0-9０-９〇一二三四五六七八九十百千]+\s*条|\bArt(icle|\.)?\s*\d+", re.IGNORECASE)

type Guard = Callable[[Proposal, Evidence], list[Refusal]]


def refusals(proposal: Proposal, evidence: Evidence) -> list[Refusal]:
    """Return what the chosen ground lacks, and what every recipient must have."""
    return [*recipient(proposal), *GUARDS[Ground(proposal.ground)](proposal, evidence)]


def recipient(proposal: Proposal) -> list[Refusal]:
    """The record names the recipient and its country; e) and g) name it themselves."""
    section = f"10{proposal.ground})"
    if proposal.vendor and proposal.partner:
        text = _("Both a vendor and a joint-use partner are chosen as the recipient.")
        return [
            missing("two_recipients", section, text, _("Choose one; each provision is recorded by itself."), "partner")
        ]
    if proposal.ground in (Ground.ENTRUSTMENT, Ground.JOINT_USE):
        return []
    if not proposal.name:
        text = _("The recipient is not entered.")
        return [missing("recipient", section, text, _("Enter the recipient."), "recipient_name")]
    if proposal.country is None:
        text = _("The recipient's country is not entered.")
        return [missing("country", section, text, _("Choose the country."), "country")]
    return []


def missing(code: str, section: str, text: str, next_step: str, field: str, **link: str) -> Refusal:
    """Return the refusal for something that the ground needs."""
    return no_provision(code, section, text, next_step, field=field, **link)


def consent(proposal: Proposal, evidence: Evidence) -> list[Refusal]:
    """a): a consent in force on the day for this purpose that names this recipient and covers the items.

    A consent to the provision abroad is one, too (Article 28(1)).
    """
    person, purpose, day = proposal.data_subject, proposal.purpose, long_day(proposal.provided_on)
    if person is None:
        text = _("Ground a) is the consent of one person, and no person is chosen.")
        return [missing("no_person", "10a)", text, _("Choose the person."), "data_subject")]
    if not evidence.consent.holds and not (proposal.is_abroad and evidence.foreign_consent.holds):
        values = {"day": day, "purpose": purpose.code, "state": evidence.consent.state.label}
        text = (
            _("On %(day)s no consent to purpose %(purpose)s that names this recipient was in force: %(state)s.")
            % values
        )
        link = to_new_consent(person, purpose, THIRD_PARTY)
        return [missing("no_consent", "10a)", text, _("Record the consent first."), "data_subject", **link)]
    covered = evidence.consented_categories if evidence.consent.holds else evidence.foreign_consented_categories
    beyond = [category for category in proposal.categories if covered and category.pk not in covered]
    if beyond:
        text = _("The consent does not cover: %(items)s.") % {"items": names(beyond)}
        return [missing("beyond_consent", "10a)", text, _("Take these items out."), "categories")]
    return []


def law(proposal: Proposal, evidence: Evidence) -> list[Refusal]:
    """b): the statute and its article."""
    return statute(proposal, "10b)")


def statute(proposal: Proposal, section: str) -> list[Refusal]:
    """A legal basis names the law and the article."""
    if ARTICLE.search(proposal.statute):
        return []
    text = _("The law and its article are not entered.")
    return [missing("no_article", section, text, _("Enter both, such as 所得税法第225条第1項."), "statute")]


def authority(proposal: Proposal, evidence: Evidence) -> list[Refusal]:
    """c): the body that asked, the article that lets it ask, and its document."""
    found = statute(proposal, "10c)")
    if not proposal.document_number.strip():
        text = _("The document with which the body asked is not entered.")
        found.append(missing("no_document", "10c)", text, _("Enter its number or date."), "document_number"))
    return found


def protection(proposal: Proposal, evidence: Evidence) -> list[Refusal]:
    """d): both limbs: the provision was needed to protect, and consent was hard to obtain."""
    found = []
    if not proposal.facts.strip():
        text = _("The facts that made the provision necessary for life, body or property are not entered.")
        found.append(missing("no_necessity", "10d)", text, _("Enter the facts."), "facts"))
    if not proposal.consent_difficulty.strip():
        text = _("Why the person's consent was hard to obtain is not entered.")
        found.append(missing("no_difficulty", "10d)", text, _("Enter the facts."), "consent_difficulty"))
    return found


def entrustment(proposal: Proposal, evidence: Evidence) -> list[Refusal]:
    """e): a signed contract in force with an active vendor, and purpose and items within the entrusted work."""
    contract, day = proposal.entrustment, proposal.provided_on
    if contract is None:
        text = _("No entrustment is chosen.")
        return [missing("no_entrustment", "10e)", text, _("Choose the contract."), "entrustment")]
    link = to_record(contract.vendor.reference, _("Open the vendor"))
    found = []
    if not contract.is_in_force_on(day):
        text = _("No signed contract was in force on %(day)s.") % {"day": long_day(day)}
        found.append(missing("contract_not_in_force", "10e)", text, _("Record the contract."), "entrustment", **link))
    if not was_active(contract.vendor, day):
        text = _("The vendor was not active on %(day)s: %(state)s.") % {
            "day": long_day(day),
            "state": standing_of(contract.vendor),
        }
        found.append(missing("vendor_not_active", "6", text, _("Complete its supervision."), "entrustment", **link))
    return found + within(
        proposal, "10e)", evidence.entrusted_purposes, evidence.entrusted_categories, _("the entrusted work"), link
    )


def standing_of(vendor: Vendor) -> str:
    """Return where the vendor stands; of an active one, since when."""
    if vendor.status == VendorStatus.ACTIVE and vendor.activated_at is not None:
        return _("active since %(day)s") % {"day": long_day(tokyo_day(vendor.activated_at))}
    return str(vendor.get_status_display())


def was_active(vendor: Vendor, day: date) -> bool:
    """Return whether the vendor is active and was so on the day."""
    is_active = vendor.status == VendorStatus.ACTIVE
    return is_active and vendor.activated_at is not None and tokyo_day(vendor.activated_at) <= day


def within(
    proposal: Proposal,
    section: str,
    purposes: frozenset[int],
    categories: frozenset[int],
    whole: str,
    link: dict[str, str],
) -> list[Refusal]:
    """Purpose and items lie within what was agreed and announced."""
    found = []
    if proposal.purpose.pk not in purposes:
        text = _("Purpose %(purpose)s is not within %(whole)s.") % {"purpose": proposal.purpose.code, "whole": whole}
        found.append(missing("beyond_purpose", section, text, _("Choose another purpose."), "purpose", **link))
    beyond = [category for category in proposal.categories if category.pk not in categories]
    if beyond:
        text = _("Not within %(whole)s: %(items)s.") % {"whole": whole, "items": names(beyond)}
        found.append(missing("beyond_items", section, text, _("Take these items out."), "categories", **link))
    return found


def succession(proposal: Proposal, evidence: Evidence) -> list[Refusal]:
    """f): the deal by which the business passes on, with the document that binds the other side."""
    found = []
    if not proposal.facts.strip():
        text = _("The deal by which the business passes on is not entered.")
        found.append(missing("no_deal", "10f)", text, _("Enter parties, kind and day of the deal."), "facts"))
    if not proposal.document_number.strip():
        text = _("The contract or non-disclosure agreement of the deal is not entered.")
        found.append(missing("no_document", "10f)", text, _("Enter its number or date."), "document_number"))
    return found


def joint_use(proposal: Proposal, evidence: Evidence) -> list[Refusal]:
    """g): an arrangement in force and announced by the day, with this partner, these items and this purpose."""
    arrangement, day = proposal.arrangement, proposal.provided_on
    if arrangement is None:
        text = _("No joint-use arrangement is chosen.")
        return [missing("no_arrangement", "10g)", text, _("Choose the arrangement."), "arrangement")]
    link = to_record(arrangement.reference, _("Open the joint-use arrangement"))
    found = []
    if arrangement.published_on is None or arrangement.published_on > day:
        text = _("The joint use had not been announced by %(day)s.") % {"day": long_day(day)}
        found.append(missing("not_announced", "8", text, _("Announce it first."), "arrangement", **link))
    elif not arrangement.is_in_force_on(day):
        text = _("The joint-use arrangement was not in force on %(day)s.") % {"day": long_day(day)}
        found.append(
            missing("arrangement_not_in_force", "10g)", text, _("Choose one in force."), "arrangement", **link)
        )
    if proposal.partner is None:
        text = _("The joint-use partner that receives the data is not chosen.")
        found.append(missing("recipient", "10g)", text, _("Choose the partner."), "partner"))
    elif proposal.partner.pk not in evidence.arranged_partners:
        text = _("The partner is not within the range of joint users.")
        found.append(missing("not_a_partner", "10g)", text, _("Choose a joint user."), "partner", **link))
    return found + within(
        proposal, "10g)", evidence.arranged_purposes, evidence.arranged_categories, _("the joint use"), link
    )


def other_law(proposal: Proposal, evidence: Evidence) -> list[Refusal]:
    """h): the item or Act that permits it, the reason, and the compliance role of the person who records it."""
    found = statute(proposal, "10h)")
    if proposal.law_item not in LawItem.values:
        text = _("The provision that permits it is not entered.")
        found.append(missing("no_law_item", "10h)", text, _("Choose it."), "law_item"))
    if not proposal.facts.strip():
        text = _("The reason is not entered.")
        found.append(missing("no_reason", "10h)", text, _("Enter the reason."), "facts"))
    if not evidence.may_permit_by_law:
        text = _("Ground h) is recorded by a compliance officer only.")
        found.append(missing("no_sign_off", "10h)", text, _("Ask a compliance officer."), "ground"))
    return found


GUARDS: dict[Ground, Guard] = {
    Ground.CONSENT: consent,
    Ground.LAW: law,
    Ground.AUTHORITY: authority,
    Ground.PROTECTION: protection,
    Ground.ENTRUSTMENT: entrustment,
    Ground.SUCCESSION: succession,
    Ground.JOINT_USE: joint_use,
    Ground.OTHER_LAW: other_law,
}
