"""What does an object's page show beside its form: deadlines, files, history?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.labels import Text
from privacyportal.references.kinds import Referenced

HISTORY_ROWS = 200


@dataclass(frozen=True)
class Panel:
    """One tab of an object's page: `key` for its anchor, `title`, `template` and the template's `context`."""

    key: str
    title: Text
    template: str
    context: Mapping[str, object]


type PanelMaker = Callable[[HttpRequest, Referenced], Panel | None]

_makers: list[tuple[int, PanelMaker]] = []


def register(order: int, maker: PanelMaker) -> None:
    """Show a panel on the page of every object with a reference; a maker that returns None has nothing to show."""
    _makers.append((order, maker))
    _makers.sort(key=lambda pair: pair[0])


def panels_for(request: HttpRequest, obj: Referenced) -> list[Panel]:
    """Return the registered panels of an object, in order."""
    return [panel for _order, maker in _makers if (panel := maker(request, obj)) is not None]


def history(request: HttpRequest, obj: Referenced) -> Panel | None:
    """Return the object's story from the audit trail, newest first; it may be read by all who may see the object."""
    entries = (
        AuditEntry.objects.filter(reference=str(obj.reference))
        .select_related("actor", "acting_for")
        .order_by("-sequence")
    )
    context = {"entries": list(entries[:HISTORY_ROWS])}
    return Panel("history", _("History"), "backoffice/history.html", context)


register(900, history)
