"""How does the trail tell which checklist was asked, of which it keeps the code?"""

from django.apps import apps
from django.utils.translation import get_language

# Read once in each process, so that a page of the trail asks no more of the database for many entries than for one.
_names: dict[str, tuple[str, str]] = {}


def name_of_template(code: str) -> str:
    """Return the name of a checklist's newest version; the code where there is none of that code."""
    if code not in _names:
        versions = apps.get_model("checklists.ChecklistTemplate")._default_manager.filter(code=code)
        found = versions.order_by("-version").values_list("name_ja", "name_en").first()
        _names[code] = found or (code, code)
    japanese, english = _names[code]
    return english if get_language() == "en" else japanese
