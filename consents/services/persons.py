"""How does a person enter the register, and how are their details corrected?"""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from consents.guards.persons import person_stands
from consents.models import DataSubject
from consents.permissions import KEEP_PERSONS
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.writing import locked, write
from privacyportal.references import registry

DETAILS = ("name", "kana", "customer_number", "address", "telephone", "email")


@deed(right=KEEP_PERSONS, words=_("registration of a person"))
def register_person(
    *,
    name: str,
    kana: str = "",
    customer_number: str | None = None,
    address: str = "",
    telephone: str = "",
    email: str = "",
    by: Actor,
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


@deed(right=KEEP_PERSONS, on="person", words=_("change of a person's details"))
def change_person(*, person: DataSubject, changes: Mapping[str, str | None], by: Actor, at: datetime) -> DataSubject:
    """Correct a person's details; the trail keeps which fields were changed, not what stood in them.

    :raises Refused: when the person is erased, or the customer number is already registered for another person.
    """
    stored = locked(person)
    values = {name: changes[name] for name in DETAILS if name in changes}
    if "customer_number" in values:
        values["customer_number"] = values["customer_number"] or None
    held = DataSubject.objects.filter(pk=stored.pk).values(*DETAILS).get()
    changed = [name for name, value in values.items() if held[name] != value]
    if not changed:
        return stored
    erased = person_stands(is_erased=stored.erasure_id is not None)
    refuse_if([erased, number_taken(values.get("customer_number"), stored)], obj=stored)
    write(stored, **{name: values[name] for name in changed})
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
    return taken_by_another(is_taken=holder is not None and holder != person)


def taken_by_another(*, is_taken: bool) -> Refusal | None:
    """Return the refusal of a customer number that another person has."""
    if not is_taken:
        return None
    return Refusal(
        code="consents.customer_number_taken",
        cannot=_("This customer number cannot be used."),
        missing=_("It is registered for another person."),
        next_step=_("Check the number."),
        field="customer_number",
    )
