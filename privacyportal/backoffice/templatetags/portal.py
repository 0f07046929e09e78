"""How do templates word what the portal stores?"""

from collections.abc import Mapping
from typing import Any

from django import template

from privacyportal.backoffice import dates, labels
from privacyportal.backoffice.refusals import cite

register = template.Library()

register.filter("cite", cite)
register.filter("table_day", dates.table_day)
register.filter("table_instant", dates.table_instant)
register.filter("long_day", dates.long_day)
register.filter("long_instant", dates.long_instant)


@register.filter
def action_label(code: str) -> str:
    """Return an audit action in words."""
    return labels.label(code)


@register.filter
def changes_text(changes: Mapping[str, Any]) -> str:
    """Return an audit entry's changes in words."""
    return labels.sentence(changes)
