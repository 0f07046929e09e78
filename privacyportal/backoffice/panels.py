"""What does an object's page show beside its form: deadlines, files, history?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.labels import Text
from privacyportal.references.kinds import Referenced

HISTORY_ROWS = 200
# What an address asks of a record's page: one tab by its key, or the page with all of them.
PART, WHOLE = "part", "all"
# Set by portal.js, over HTTPS with the prefix: whoever sends it opens a tab by asking for it.
OPENS_TABS = frozenset(("parts", "__Host-parts"))


@dataclass(frozen=True)
class Panel:
    """One tab of an object's page: `key` for its anchor, `title`, `template` and the template's `context`.

    A context that is a function is looked up when the tab is shown: a closed tab costs nothing.
    """

    key: str
    title: Text
    template: str
    context: Mapping[str, object] | Callable[[], Mapping[str, object]]

    @property
    def waits(self) -> bool:
        """Whether what it shows is looked up when it is opened."""
        return callable(self.context)


type PanelMaker = Callable[[HttpRequest, Referenced], Panel | None]

_makers: list[tuple[int, PanelMaker]] = []


def register(order: int, maker: PanelMaker) -> None:
    """Show a panel on the page of every object with a reference; a maker that returns None has nothing to show."""
    _makers.append((order, maker))
    _makers.sort(key=lambda pair: pair[0])


def panels_for(request: HttpRequest, obj: Referenced) -> list[Panel]:
    """Return the registered panels of an object, in order."""
    return [panel for _order, maker in _makers if (panel := maker(request, obj)) is not None]


def asked(request: HttpRequest, shown: Sequence[Panel]) -> Panel | None:
    """Return the one panel that the address asks for; None for the page itself.

    :raises Http404: when the page shows this person no such panel.
    """
    key = request.GET.get(PART, WHOLE)
    if key == WHOLE or request.method == "POST":
        return None
    for panel in shown:
        if panel.key == key:
            return panel
    raise Http404


def left_closed(request: HttpRequest) -> bool:
    """Return whether the page may leave out what waits: a script will ask for it, and not all was asked for."""
    return PART not in request.GET and not OPENS_TABS.isdisjoint(request.COOKIES)


def history(request: HttpRequest, obj: Referenced) -> Panel | None:
    """Return the object's story from the audit trail, newest first; it may be read by all who may see the object."""
    return Panel("history", _("History"), "backoffice/history.html", partial(_entries, obj))


def _entries(obj: Referenced) -> Mapping[str, object]:
    entries = (
        AuditEntry.objects.filter(reference=str(obj.reference))
        .select_related("actor", "acting_for")
        .order_by("-sequence")
    )
    return {"entries": list(entries[:HISTORY_ROWS])}


register(900, history)
