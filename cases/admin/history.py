"""What are the values called that the trail keeps of a case?"""

from typing import Any

from django.db.models import TextChoices

from cases.models import Case, CasePromise, Correspondence, IdentityCheck, IdentityDisposal, Referral
from cases.services.assignment import CHANGEABLE
from cases.states import Outcome
from privacyportal.backoffice import labels

CHOICES: dict[str, type[TextChoices]] = {
    "direction": Correspondence.Direction,
    "disposal": IdentityDisposal.Method,
    "method": IdentityCheck.Method,
    "outcome": Outcome,
    "what": CasePromise.What,
    "why": Referral.Kind,
}
FIELDS: dict[str, Any] = {name: Case._meta.get_field(name) for name in CHANGEABLE}
labels.register({f"{key}={code}": label for key, choices in CHOICES.items() for code, label in choices.choices})
labels.register({f"fields={name}": field.verbose_name for name, field in FIELDS.items()})
