"""Where is it? One box on every page, answered for all kinds of record at once."""

from collections.abc import Iterator, Mapping, Sequence

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacyportal.backoffice import reading, searched
from privacyportal.search.answers import Group, answer
from privacyportal.search.folding import fold

type Menu = Sequence[Mapping[str, Sequence[Mapping[str, object]]]]


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show what was found, kind by kind; a search that was sent leads to the address in which its words are sealed.

    :raises BadRequest: for whatever else an address asks.
    """
    if SEARCH_VAR in request.POST:
        return searched.led(request)
    if not set(request.GET) <= {SEARCH_VAR} or len(request.GET.getlist(SEARCH_VAR)) > 1:
        raise BadRequest("This page is not asked that.")
    text = searched.words(request, back=reverse("find"))
    groups = [group for group in answer(text, user=request.user) if _opens(request, group.model)]
    for group in groups:
        reading.lists(group.model, [hit.record.pk for hit in group.hits], searched=True)
    shared = admin.site.each_context(request)
    context = {
        **shared,
        "title": _("Search"),
        "found_text": text,
        "screens": list(_named(shared["sidebar_navigation"], text)),
        "groups": list(_shown(groups, sealed=request.GET.get(SEARCH_VAR, ""))),
    }
    return TemplateResponse(request, "dashboard/found.html", context)


def _named(menu: Menu, text: str) -> Iterator[Mapping[str, object]]:
    """Yield the entries of the menu that are called so."""
    for group in menu if text.strip() else ():
        yield from (entry for entry in group["items"] if fold(text) in fold(str(entry["title"])))


def _opens(request: HttpRequest, model: type[Model]) -> bool:
    """Return whether a page of the record exists that the person may open."""
    screen = admin.site._registry.get(model)
    return screen is not None and screen.has_view_permission(request)


def _shown(groups: Sequence[Group], *, sealed: str) -> Iterator[dict[str, object]]:
    for group in groups:
        opts = group.model._meta
        stem = f"admin:{opts.app_label}_{opts.model_name}"
        yield {
            "title": opts.verbose_name_plural,
            "hits": [(hit, reverse(f"{stem}_change", args=[hit.record.pk])) for hit in group.hits],
            "more": f"{reverse(f'{stem}_changelist')}?{SEARCH_VAR}={sealed}" if group.has_more else "",
        }
