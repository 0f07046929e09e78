"""How is a refusal to record a consent or a provision worded, and where does it lead?"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies.models import ConsentWording, DataCategory
from privacyportal.references import registry
from privacyportal.references.models import Reference


def no_provision(code: str, section: str, missing: str, next_step: str, **rest: Any) -> Refusal:
    """Return the refusal of a provision."""
    return Refusal(
        code=f"consents.{code}",
        section=section,
        cannot=_("this provision cannot be recorded."),
        missing=missing,
        next_step=next_step,
        **rest,
    )


def no_consent(code: str, section: str, missing: str, next_step: str, **rest: Any) -> Refusal:
    """Return the refusal of a consent entry."""
    return Refusal(
        code=f"consents.{code}",
        section=section,
        cannot=_("this entry cannot be recorded."),
        missing=missing,
        next_step=next_step,
        **rest,
    )


def to_record(reference: Reference | None, label: str) -> dict[str, str]:
    """Return link and label that lead to a numbered record."""
    return {"link": registry.url_for(reference), "link_label": label} if reference else {}


def to_new_consent(data_subject: Any, purpose: Any, scope: str) -> dict[str, str]:
    """Return link and label of the form that records a consent, filled in as far as it is known."""
    known = {"data_subject": data_subject.pk if data_subject else "", "purpose": purpose.pk, "scope": scope}
    path = reverse("admin:consents_consententry_add")
    return {"link": f"{path}?{urlencode(known)}", "link_label": _("Record a consent")}


def names(categories: Iterable[DataCategory]) -> str:
    """Return the names of categories in one line."""
    return pgettext("list", ", ").join(category.name for category in categories)


FOREIGN = ConsentWording.Scope.FOREIGN
THIRD_PARTY = ConsentWording.Scope.THIRD_PARTY
USE = ConsentWording.Scope.USE
