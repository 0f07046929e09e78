"""Whose names at a vendor or partner can be erased, and when does nothing rest on them any more?"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.erasure import registry
from privacyportal.erasure.registry import Erasable
from privacyportal.references.models import Reference
from vendors.models import JointUseArrangement, JointUsePartner, Vendor
from vendors.states import Status


def _named[M: Vendor | JointUsePartner](rows: QuerySet[M], reference: Reference) -> list[tuple[M, str]]:
    """Return the record where it still names somebody."""
    nobody = dict.fromkeys(rows.model.content, "")
    return [(row, "") for row in rows.filter(reference=reference, erasure=None).exclude(Q(**nobody))]


def _vendors(reference: Reference) -> Iterable[tuple[Vendor, str]]:
    return _named(Vendor.objects.all(), reference)


def _partners(reference: Reference) -> Iterable[tuple[JointUsePartner, str]]:
    return _named(JointUsePartner.objects.all(), reference)


def _works_no_more(vendor: Vendor, rule: str) -> bool:
    return vendor.status == Status.TERMINATED


def _shares_no_more(partner: JointUsePartner, rule: str) -> bool:
    """Return whether every joint use of the partner has ended: while one runs, it is answered for by name."""
    runs = Q(ends_on=None) | Q(ends_on__gte=tokyo_day(timezone.now()))
    of_partner = Q(partners=partner) | Q(responsible_partner=partner)
    return not JointUseArrangement.objects.filter(of_partner, runs).exists()


def _vendor_readable(user: User, vendor: Vendor) -> bool:
    return Vendor.objects.contents_visible_to(user).filter(pk=vendor.pk).exists()


def _partner_readable(user: User, partner: JointUsePartner) -> bool:
    return JointUsePartner.objects.visible_to(user).filter(pk=partner.pk).exists()


registry.register(
    Erasable(
        model="vendors.Vendor",
        words=_("contact person and notes"),
        reference=lambda vendor: vendor.reference,
        rows=_vendors,
        settled=_works_no_more,
        needed=_("The vendor still works for us, so its contact person is needed (section 6)."),
        first=_("End the entrustment, or enter another contact person."),
        readable=_vendor_readable,
    ),
    Erasable(
        model="vendors.JointUsePartner",
        words=_("representative and person in charge at the partner"),
        reference=lambda partner: partner.reference,
        rows=_partners,
        settled=_shares_no_more,
        needed=_("A joint use with the partner still runs, and its people answer for it (section 8)."),
        first=_("End the joint use, or enter another person."),
        readable=_partner_readable,
    ),
)
