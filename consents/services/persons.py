"""How does a person enter the register, and how are their details corrected?"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from consents.models import DataSubject
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.references import registry

DETAILS = ("name", "kana", "customer_number", "address", "telephone", "email")


@deed
def register_person(
    *,
    name: str,
    kana: str = "",
    customer_number: str | None = None,
    address: str = "",
    telephone: str = "",
    email: str = "",
    by: User | None,
    at: datetime,
) -> DataSubject:
    """Enter a data subject; the customer number, where there is one, belongs to one person.

    :raises Refused: when the customer number is already registered.
    """
    refuse_if([number_taken(customer_number, None)])
    person = DataSubject.objects.create(
        reference=registry.issue("PERSON", at=at),
        name=name,
        kana=kana,
        customer_number=customer_number or None,
        address=address,
        telephone=telephone,
        email=email,
        registered_at=at,
    )
    trail.record(action="consents.person_registered", obj=person, by=by, at=at)
    return person


@deed
def change_person(*, person: DataSubject, changes: dict[str, Any], by: User | None, at: datetime) -> DataSubject:
    """Correct a person's details; the trail keeps which fields were changed, not what stood in them.

    :raises Refused: when the customer number is already registered for another person.
    """
    stored = DataSubject.objects.select_for_update().get(pk=person.pk)
    values = {name: changes[name] for name in DETAILS if name in changes}
    if "customer_number" in values:
        values["customer_number"] = values["customer_number"] or None
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    if not changed:
        return stored
    refuse_if([number_taken(values.get("customer_number"), stored)], obj=stored)
    for name in changed:
        setattr(stored, name, values[name])
    stored.save(update_fields=changed)
    trail.record(
        action="consents.person_changed",
        obj=stored,
        by=by,
        at=at,
        changes={"fields": [f"person_{name}" for name in changed]},
    )
    return stored


def number_taken(customer_number: str | None, person: DataSubject | None) -> Refusal | None:
    """Two persons never share a customer number."""
    holder = DataSubject.objects.filter(customer_number=customer_number).first() if customer_number else None
    if holder is None or holder == person:
        return None
    return Refusal(
        code="consents.customer_number_taken",
        cannot=_("This customer number cannot be used."),
        missing=_("It is registered for another person."),
        next_step=_("Check the number."),
        field="customer_number",
    )
