"""Which records does a field offer while somebody types?"""

import json

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from privacyportal.backoffice import addresses, reading
from privacyportal.backoffice.searched import is_search

ASKED_BY_FIELD = frozenset({"term", "page", "app_label", "model_name", "field_name"})
PAGES = 1000


class DeclaredFields(AutocompleteJsonView):
    """Answers for the fields that a form declares in `autocomplete_fields`, to those who may open that form's records.

    Django answers for every relation of every model that leads to a list with a search.
    """

    def process_request(self, request: HttpRequest) -> tuple[str, admin.ModelAdmin, models.ForeignKey, str]:
        """Return what is searched for, where, for which field.

        :raises BadRequest: for another question, or a text that nobody types.
        :raises PermissionDenied: for a field that no form of this person declares.
        """
        insist(request, ASKED_BY_FIELD, searched="term")
        found = super().process_request(request)
        if not is_declared(request, found[2]):
            raise PermissionDenied
        return found

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Return what is offered, and say so: whoever completes a name has searched for a person."""
        offered = super().get(request, *args, **kwargs)
        keys = [row["id"] for row in json.loads(offered.content)["results"]]
        reading.lists(self.get_queryset().model, keys, searched=bool(self.term))
        return offered

    post = get


def is_declared(request: HttpRequest, field: models.Field) -> bool:
    """Return whether a form that the person may open completes this field."""
    screen = admin.site._registry.get(field.model)
    if screen is None or field.name not in screen.get_autocomplete_fields(request):
        return False
    return screen.has_view_permission(request) or screen.has_add_permission(request)


@require_http_methods(["GET", "POST"])
def autocomplete(request: HttpRequest) -> HttpResponseBase:
    """Return the visible records that a declared field offers for what has been typed so far."""
    ask_in_body(request, searched="term")
    return DeclaredFields.as_view(admin_site=admin.site)(request)


def ask_in_body(request: HttpRequest, *, searched: str) -> None:
    """Take what the page is asked from the body: what somebody types may be a name, and addresses are kept in logs.

    :raises BadRequest: for words that stand in the address.
    """
    if request.GET.get(searched):
        raise BadRequest("What is searched for does not belong into an address.")
    if request.method == "POST":
        request.GET = request.POST  # Where Django's page reads it.


def insist(request: HttpRequest, allowed: frozenset[str], *, searched: str) -> None:
    """Let pass only what the page asks itself.

    :raises BadRequest: for another parameter, a text that nobody types, or a page that there cannot be.
    """
    page = addresses.key(request.GET.get("page", "1"))
    if not set(request.GET) <= allowed or not is_search(request.GET.get(searched, "")):
        raise BadRequest("This page is not asked that.")
    if page is None or not 1 <= page <= PAGES:
        raise BadRequest("There is no such page.")
