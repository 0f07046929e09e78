"""What may be recorded of a change of the responsible party's name, address or representative (section 8)?"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal

SECTION = "8(iv)"
CANNOT = _("This change cannot be recorded.")


def all_named(*, named: Mapping[str, bool]) -> list[Refusal]:
    """Refuse a responsible party without name, address or representative (Article 27(5)(iii))."""
    return [
        Refusal(
            code="particulars_missing",
            section=SECTION,
            cannot=CANNOT,
            missing=_("The responsible party's name, address and representative are announced, and one is missing."),
            next_step=_("Enter all three."),
            field=field,
        )
        for field, is_named in named.items()
        if not is_named
    ]


def by_today(day: date, today: date, *, field: str) -> Refusal | None:
    """Refuse a day that is still to come."""
    if day <= today:
        return None
    return Refusal(
        code="particulars_ahead",
        section=SECTION,
        cannot=CANNOT,
        missing=_("The day is still to come."),
        next_step=_("Record it when it has happened."),
        field=field,
    )
