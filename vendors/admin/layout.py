"""Which parts does a vendor's form have, for whom, and what can be typed there?"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.values import value_of
from vendors.models import Vendor

COMPANY = ("name", "kana", "corporate_number", "lei", "country", "address", "ceased_on", "ceased_cause")
CONTACT = ("contact_name", "contact_email", "contact_telephone")
SUPERVISION = (
    "owner", "department", "criticality", "criticality_reason", "person_count", "handles_individual_numbers",
    "handles_sensitive", "uses_cloud", "notes",
)  # fmt: skip
COURSE = (
    "activated_at", "last_reviewed_on", "next_review_on", "suspended_reason", "terminated_at", "returned_on",
    "return_proof",
)  # fmt: skip
OF_OWNER = (*CONTACT, "person_count", "notes")

# As text: a reader may not open the country, the department or the person that a link would lead to.
AS_TEXT = {"country": "shown_country", "department": "shown_department", "owner": "shown_owner"}
FLAGS = ("handles_individual_numbers", "handles_sensitive", "uses_cloud")

type Parts = list[tuple[Text | None, dict[str, Sequence[str]]]]


def for_office(vendor: Vendor | None) -> Parts:
    """Return the whole form, and the vendor's course as far as it has gone."""
    parts: Parts = [
        (_("Company"), {"fields": COMPANY}),
        (_("Contact"), {"fields": CONTACT}),
        (_("Supervision"), {"fields": SUPERVISION}),
    ]
    return parts + course(vendor)


def for_reader(vendor: Vendor) -> Parts:
    """Return the form for those who read, or keep no more than the contact: what they may type comes first."""
    company = [AS_TEXT.get(name, name) for name in COMPANY if filled(vendor, name)]
    supervision = ["shown_owner", "shown_department", "criticality", "shown_data"]
    supervision += ["criticality_reason"] if vendor.criticality_reason else []
    return [
        (_("Contact"), {"fields": OF_OWNER}),
        (_("Company"), {"fields": company}),
        (_("Supervision"), {"fields": supervision}),
        *course(vendor),
    ]


def for_lookup(vendor: Vendor) -> Parts:
    """Return what a person finds who only looks a vendor up: who it is and who answers for it, not how it does."""
    company = [AS_TEXT.get(name, name) for name in COMPANY if filled(vendor, name)]
    return [
        (_("Contact"), {"fields": CONTACT}),
        (_("Company"), {"fields": company}),
        (_("Supervision"), {"fields": ["shown_owner", "shown_department", "shown_data"]}),
    ]


def course(vendor: Vendor | None) -> Parts:
    """Return what has happened to the vendor, nothing where nothing has."""
    known = [name for name in COURSE if vendor is not None and filled(vendor, name)]
    return [(_("Course"), {"fields": known})] if known else []


def filled(vendor: Vendor, name: str) -> bool:
    """Return whether a field holds anything."""
    return value_of(vendor, name) not in (None, "")


def fields_of(parts: Parts) -> list[str]:
    """Return the names of all fields of a form."""
    return [name for _title, options in parts for name in options["fields"]]
