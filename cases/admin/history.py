"""What are the values called that the trail keeps of a case?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.admin.deeds import ACTIONS
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
# What was tried is called as its button is; these services are not named as their buttons are.
BUTTON_OF = {
    "add_note": "note",
    "assign_handler": "assign",
    "change_people": "people",
    "dispose_identity": "dispose",
    "link_cases": "link",
    "open_linked_case": "open_linked",
    "pass_on_to_partner_desk": "pass_on",
    "record_answer": "answer",
    "record_correspondence": "correspondence",
    "record_leak_facts": "leak_facts",
    "record_leak_report": "leak_final",
    "record_promise": "promise",
    "record_referral_from_jsda": "referred_from_jsda",
    "record_referral_result": "referral_result",
    "report_possible_leak": "report_leak",
    "waive_leak_report": "leak_waive",
}
BUTTONS = {action.name: action.label for action in ACTIONS}
labels.register(
    {f"{key}={code}": label for key, choices in CHOICES.items() for code, label in choices.choices}, of="cases"
)
labels.register({f"cases.{name}": label for name, label in BUTTONS.items()})
labels.register({f"cases.{service}": BUTTONS[name] for service, name in BUTTON_OF.items()})
labels.register({"cases.open_case": _("Registering a case"), "cases.change_case": _("Correcting a case")})
