"""How does a list show a saved view: its rows, their order, its columns, and how many stand behind each view?"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import Model
from django.http import HttpRequest, QueryDict

from privacyportal.backoffice import following
from privacyportal.backoffice.lists import VIEW, Undeclared
from privacyportal.backoffice.narrowing import Views
from privacyportal.backoffice.saved_views import SavedView
from privacyportal.backoffice.services import Shown

if TYPE_CHECKING:
    from privacyportal.backoffice.lists import DeclaredList
    from privacyportal.backoffice.viewing_screen import ViewsMixin

    type Screen = ViewsMixin[Model]

# The list as it is delivered, whatever view it would open with.
NONE = "0"


@dataclass(frozen=True)
class Offered:
    """A view as a list offers it: where it leads, and whether it is the one shown."""

    view: SavedView
    url: str
    is_chosen: bool


def of(screen: "Screen", request: HttpRequest) -> list[SavedView]:
    """Return the views that a person finds on a list, looked up once a page."""
    user, of_list = request.user, screen.opts.label_lower

    def look_up() -> list[SavedView]:
        rows = SavedView.objects.visible_to(user).filter(of_list=of_list)
        return list(rows.nearest_first().select_related("role"))

    return following.once((SavedView, user.pk, of_list), look_up)


def chosen(screen: "Screen", request: HttpRequest) -> SavedView | None:
    """Return the view that an address names; None where it names none."""
    named = request.GET.get(VIEW, NONE)
    if named == NONE:
        return None
    return next((view for view in of(screen, request) if str(view.pk) == named), None)


def columns(screen: "Screen", request: HttpRequest, usual: Sequence[str]) -> list[str]:
    """Return the columns of a list: those of the view in its order, as far as they are still there.

    What leads on to the record is always among them, first where the view does not name it.
    """
    view = chosen(screen, request)
    there = {*usual, *screen.more_columns}
    wanted = [name for name in dict.fromkeys(view.columns) if name in there] if view is not None else []
    if not wanted:
        return list(usual)
    return [*(name for name in leading(screen, usual) if name not in wanted), *wanted]


def leading(screen: "Screen", usual: Sequence[str]) -> list[str]:
    """Return the columns that lead on to the record: those that a list names, or its first."""
    return [str(name) for name in screen.list_display_links or usual[:1]]


def url(screen: "Screen", request: HttpRequest, view: SavedView) -> str:
    """Return the address of a list in a view, for this person: columns are numbered as the person's list shows them."""
    shown = columns_of(screen, request, view)
    numbers = {name: number for number, name in enumerate(shown)}
    order = [(part.startswith("-"), part.removeprefix("-")) for part in view.order]
    told = ".".join(f"{'-' if down else ''}{numbers[name]}" for down, name in order if name in numbers)
    asked = {**view.filters, **({ORDER_VAR: told} if told else {}), VIEW: str(view.pk)}
    return f"{screen.url_of('changelist')}?{urlencode(asked)}"


def columns_of(screen: "Screen", request: HttpRequest, view: SavedView) -> list[str]:
    """Return the columns of a list in a view as its addresses number them, boxes to choose rows first."""
    shown = screen.get_list_display(asking(request, urlencode({VIEW: view.pk})))
    return ["action_checkbox", *shown] if screen.get_actions(request) else shown


def asking(request: HttpRequest, query: str) -> HttpRequest:
    """Return the person's request as if it asked something else."""
    other = copy(request)
    other.GET = QueryDict(query)
    return other


def offered(screen: "Screen", request: HttpRequest) -> list[Offered]:
    """Return the views as a list offers them."""
    current = chosen(screen, request)
    return [Offered(view, url(screen, request, view), view == current) for view in of(screen, request)]


def opening(screen: "Screen", request: HttpRequest) -> str:
    """Return where a list begins that was asked nothing: in one's own view, the role's or the firm's; "" as it is."""
    if request.method != "GET" or request.GET:
        return ""
    view = next((view for view in of(screen, request) if view.opens), None)
    return url(screen, request, view) if view is not None else ""


def shown(screen: "Screen", found: "DeclaredList", wanted: Sequence[str]) -> Shown:
    """Return what a list shows now, with these columns: to be saved."""
    ordered = found.get_ordering_field_columns() if ORDER_VAR in found.params else {}
    order = [f"{'-' if way == 'desc' else ''}{found.list_display[number]}" for number, way in ordered.items()]
    filters = {name: values[-1] for name, values in found.get_filters_params().items()}
    return Shown(of_list=screen.opts.label_lower, filters=filters, order=order, columns=list(wanted))


def every_column(screen: "Screen", request: HttpRequest, first: Sequence[str]) -> list[str]:
    """Return the columns that a saved view may have: some first, then the usual ones and what the list has beside."""
    there = [*screen.get_list_display(asking(request, "")), *screen.more_columns]
    return [*(name for name in dict.fromkeys(first) if name in there), *(name for name in there if name not in first)]


def still_offered(screen: "Screen", request: HttpRequest) -> str:
    """Return what of a saved view's address the list still answers, "" where that helps nothing.

    A month goes by, a person leaves, a release drops a filter: a list that opens with such a view must still open.
    """
    asked = request.GET
    if request.method != "GET" or len(view := asked.getlist(VIEW)) != 1 or not view[0].isdecimal():
        return ""
    kept = QueryDict(mutable=True)
    for name, values in asked.lists():
        try:
            screen.get_changelist_instance(asking(request, urlencode({VIEW: view[0], name: values}, doseq=True)))
        except Undeclared:
            continue
        kept.setlist(name, values)
    return f"{request.path}?{kept.urlencode()}" if kept != asked else ""


def narrowed(found: "DeclaredList", *, with_views: bool = False) -> Iterator[tuple[str, str, str]]:
    """Yield (filter, what is chosen of it, address without it) for each filter by which a list is narrowed now.

    :param with_views: tell the list's own view too, which its chips show already
    """
    for spec in found.filter_specs:
        names = [name for name in spec.expected_parameters() if name in found.params]
        if not names or (isinstance(spec, Views) and not with_views):
            continue
        if isinstance(spec, Views):
            said = next((str(title) for key, title in spec.lookup_choices if str(key) == spec.value()), "")
        else:
            said = next((str(one["display"]) for one in spec.choices(found) if one["selected"]), "")
        yield str(spec.title), said, found.get_query_string(remove=names)
