"""What are the values called that the trail keeps of a case?"""

from django.db.models import TextChoices

from cases.models import CasePromise, Correspondence, IdentityCheck, IdentityDisposal, Referral
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
labels.register(
    {f"{key}={code}": label for key, choices in CHOICES.items() for code, label in choices.choices}, of="cases"
)
