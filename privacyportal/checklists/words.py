"""What are the codes of a checklist file called on screen?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import Text

CATEGORIES: dict[str, Text] = {
    "selection": _("Selection"),
    "contract": _("Contract"),
    "organisational": _("Organisational security control"),
    "personnel": _("Personnel security control"),
    "physical": _("Physical security control"),
    "technical": _("Technical security control"),
    "external environment": _("External environment"),
    "sub-outsourcing": _("Sub-outsourcing"),
    "incident": _("Incidents"),
    "termination": _("Termination"),
}
FREQUENCIES: dict[str, Text] = {
    "onboarding": _("before the work starts"),
    "annual": _("yearly"),
    "semiannual": _("half-yearly"),
    "quarterly": _("quarterly"),
    "monthly": _("monthly"),
    "change": _("on change"),
    "terms change": _("on change of terms"),
    "renewal": _("on renewal"),
    "event": _("at each event"),
    "joiner": _("at joining"),
    "risk-based": _("by risk"),
    "at_termination": _("at termination"),
}
SCOPES: dict[str, Text] = {
    "all": _("all vendors"),
    "my_number": _("individual numbers"),
    "foreign": _("abroad"),
    "cloud": _("cloud service"),
    "sub-outsourcing": _("sub-outsourcing"),
    "termination": _("termination"),
}


def category(code: str) -> str:
    """Return the name of a category, or its code where the file brought its own."""
    return str(CATEGORIES.get(code, code))


def frequency(codes: str) -> str:
    """Return how often an item is asked (`onboarding+annual`) in words."""
    return "、".join(str(FREQUENCIES.get(code, code)) for code in codes.split("+") if code)


def scope(code: str) -> str:
    """Return where an item applies in words."""
    return str(SCOPES.get(code, code))
