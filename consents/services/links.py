"""Where can what a refused provision lacks be mended?"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from consents.services.proposal import Proposal
from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies.states import Scope
from privacyportal.references import registry
from privacyportal.references.models import Reference

type Way = tuple[str, str]


def with_link(refusal: Refusal, proposal: Proposal) -> Refusal:
    """Return the refusal with the path where what it lacks can be mended, where there is one."""
    way = WAYS.get(refusal.code.removeprefix("consents."))
    if way is None:
        return refusal
    link, label = way(proposal)
    return replace(refusal, link=link, link_label=label) if link else refusal


def _to_new_consent(scope: str) -> Callable[[Proposal], Way]:
    """Return the way to the form that records a consent, filled in as far as it is known."""

    def way(proposal: Proposal) -> Way:
        person = proposal.data_subject.pk if proposal.data_subject else ""
        known = {"data_subject": person, "purpose": proposal.purpose.pk, "scope": scope}
        return f"{reverse('admin:consents_consententry_add')}?{urlencode(known)}", _("Record a consent")

    return way


def _to_record(reference: Reference | None, label: str) -> Way:
    return (registry.url_for(reference), label) if reference else ("", "")


def _to_vendor(proposal: Proposal) -> Way:
    contract = proposal.entrustment
    return _to_record(contract.vendor.reference if contract else None, _("Open the vendor"))


def _to_arrangement(proposal: Proposal) -> Way:
    arrangement = proposal.arrangement
    return _to_record(arrangement.reference if arrangement else None, _("Open the joint-use arrangement"))


def _to_agreed(proposal: Proposal) -> Way:
    return _to_vendor(proposal) if proposal.entrustment else _to_arrangement(proposal)


def _to_check(proposal: Proposal) -> Way:
    return _to_record(proposal.party.reference if proposal.party else None, _("Record the check"))


def _to_ground_or_consent(proposal: Proposal) -> Way:
    """Lead to the person's consent; where the persons are many, to the recipient's ground on file."""
    if proposal.data_subject is None and proposal.party is not None:
        return _to_record(proposal.party.reference, _("Put a ground on file"))
    return _to_new_consent(Scope.FOREIGN)(proposal)


WAYS: dict[str, Callable[[Proposal], Way]] = {
    "no_consent": _to_new_consent(Scope.THIRD_PARTY),
    "sensitive_without_consent": _to_new_consent(Scope.USE),
    "foreign_without_information": _to_new_consent(Scope.FOREIGN),
    "no_foreign_ground": _to_ground_or_consent,
    "equivalent_not_in_order": _to_check,
    "contract_not_in_force": _to_vendor,
    "vendor_not_active": _to_vendor,
    "not_announced": _to_arrangement,
    "arrangement_not_in_force": _to_arrangement,
    "not_a_partner": _to_arrangement,
    "beyond_purpose": _to_agreed,
    "beyond_items": _to_agreed,
}
