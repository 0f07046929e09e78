"""What must be on record of a ground of section 11, by its kind and since when?

A dated table: what a ground needs follows from the law in force on the day of the deed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import Refusal
from vendors.guards.abroad import SECTION
from vendors.states import ForeignBasis


@dataclass(frozen=True)
class Need:
    """One thing that a kind of ground needs from a day on: the field that holds it, the source, what to say without."""

    basis: ForeignBasis
    field: str
    since: date
    source: str
    missing: Text


# The rule on provision abroad came into force on 30 May 2017, the information before consent on 1 April 2022.
NEEDS = (
    Need(
        ForeignBasis.EXEMPT,
        "exempt_case",
        date(2017, 5, 30),
        "個人情報保護法28条1項・27条1項各号",
        _("Which case of Article 27(1) applies is not on record."),
    ),
    Need(
        ForeignBasis.CONSENT,
        "consent_wording",
        date(2017, 5, 30),
        "個人情報保護法28条1項",
        _("The wording to which the persons consented, and where the consents are kept, are not on record."),
    ),
    Need(
        ForeignBasis.CONSENT,
        "consent_informed_on",
        date(2022, 4, 1),
        "個人情報保護法28条2項・施行規則17条",
        _("The day from which the persons were informed of the country, its system and the measures is not on record."),
    ),
)


def needs_met(*, basis: str, filled: Collection[str], day: date, cannot: Text, link: str = "") -> list[Refusal]:
    """Refuse a ground of which something is missing that its kind needs; `filled` names the fields that hold anything.

    A free text in their place is no such thing.
    """
    return [
        Refusal(
            code=f"ground_needs_{need.field}",
            section=SECTION,
            cannot=cannot,
            missing=need.missing,
            next_step=_("Register the ground with it (%(source)s).") % {"source": need.source},
            link=link,
            link_label=_("Register ground abroad"),
            field=need.field,
        )
        for need in _needs(basis, day)
        if need.field not in filled
    ]


def _needs(basis: str, day: date) -> Iterator[Need]:
    return (need for need in NEEDS if need.basis == basis and need.since <= day)
