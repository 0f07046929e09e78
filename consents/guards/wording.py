"""How is a refusal to record a consent or a provision worded?"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consents.guards.facts import Item
from privacyportal.backoffice.refusals import Refusal


def no_provision(code: str, section: str, missing: str, next_step: str, field: str = "") -> Refusal:
    """Return the refusal of a provision."""
    return Refusal(
        code=f"consents.{code}",
        section=section,
        cannot=_("this provision cannot be recorded."),
        missing=missing,
        next_step=next_step,
        field=field,
    )


def no_consent(code: str, section: str, missing: str, next_step: str, field: str = "") -> Refusal:
    """Return the refusal of a consent entry."""
    return Refusal(
        code=f"consents.{code}",
        section=section,
        cannot=_("this entry cannot be recorded."),
        missing=missing,
        next_step=next_step,
        field=field,
    )


def names(items: Iterable[Item]) -> str:
    """Return the names of items in one line."""
    return pgettext("list", ", ").join(item.name for item in items)
