"""How does every admin screen behave?"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from typing import ClassVar

from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelChoiceField, ModelForm, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from privacyportal.audit.actors import number_of
from privacyportal.backoffice import (
    additions,
    lists,
    modelboxes,
    panels,
    present,
    reading,
    searched,
    seen,
    sendings,
    viewing,
    writing,
)
from privacyportal.backoffice.buttons import Button, ButtonsMixin, actor, actor_on, pressed
from privacyportal.backoffice.drafts import turn_of
from privacyportal.backoffice.formerrors import with_refusal
from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.pages import ChangePage
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.prefill import PrefillMixin, insist_on_keys
from privacyportal.backoffice.querysets import view_permission
from privacyportal.backoffice.related import ForeignKey, RecordsField, Suggested, visible
from privacyportal.backoffice.turns import Turn, of_any
from privacyportal.backoffice.viewing_screen import ViewsMixin
from privacyportal.references.kinds import Referenced

type DbField = models.Field[object, object]
type Fieldsets = Sequence[tuple[Text | None, Mapping[str, object]]]
type ManyToMany = models.ManyToManyField[models.Model, models.Model]

__all__ = [
    "Button",
    "ButtonsMixin",
    "ChangePage",
    "DbField",
    "Fieldsets",
    "ForeignKey",
    "ManyToMany",
    "PortalModelAdmin",
    "ReadOnlyModelAdmin",
    "actor",
    "actor_on",
]


class PortalModelAdmin[M: models.Model](PrefillMixin, ViewsMixin[M]):
    """The base of every admin class here.

    Who may open the section is asked of `view_permissions` (any of them); which rows, of the queryset's `visible_to`.
    A record that may not be seen is a 404. Saving calls `create` or `change`, which call one service each; a class
    that defines neither is read-only. Buttons are `object_actions`. A refusal comes back as errors of the form with
    everything that was typed. Nothing is ever deleted here.
    """

    view_permissions: ClassVar[tuple[str, ...]] = ()
    add_permission: ClassVar[str] = ""
    change_permission: ClassVar[str] = ""
    # What a list without a row says of where its rows come from.
    when_empty: ClassVar[Text] = ""
    list_per_page = 25
    show_full_result_count = False
    show_facets = False
    list_fullwidth = True
    # The theme's table asks for them twice a row, and looking for what is not there costs it a page of attributes.
    list_sections = ()
    formfield_overrides = modelboxes.OVERRIDES
    # Filters named `show` are the views of a list: chips above it instead of a drawer beside it.
    list_filter_options: ClassVar[dict[str, object]] = {"show": {"horizontal": True, "label": None}}
    list_after_template = "backoffice/list_additions.html"
    warn_unsaved_form = True
    change_form_outer_before_template = "backoffice/object_header.html"
    change_form_outer_after_template = "backoffice/object_panels.html"

    # Who may do what

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the section is offered to the person at all."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return whether the person may open the section; rows come from `visible_to`."""
        wanted = self.view_permissions or (view_permission(self.model),)
        return any(request.user.has_perm(permission) for permission in wanted)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether the person may register a new record."""
        return bool(self.add_permission) and request.user.has_perm(self.add_permission)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return whether the person may edit this record's form."""
        return bool(self.change_permission) and actor_on(request, obj).holds(self.change_permission, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False: records end by a service with a rule behind it, never by a delete button."""
        return False

    # Reading

    def get_list_filter(self, request: HttpRequest) -> list[lists.Declared]:
        """Return the filters, with those that floors above add."""
        added = (addition.filters(self, request) for addition in additions.every())
        return [*super().get_list_filter(request), *chain.from_iterable(added)]

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[M], search_term: str
    ) -> tuple[models.QuerySet[M], bool]:
        """Return what holds each word, in whatever width it was typed."""
        return super().get_search_results(request, queryset, plain(search_term))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Show the list with what floors above add below it; a search that was sent leads to it."""
        if SEARCH_VAR in request.POST:
            return searched.led(request)
        if opening := viewing.opening(self, request):
            return HttpResponseRedirect(opening)
        page = super().changelist_view(request, {**additions.context(self, request), **(extra_context or {})})
        if isinstance(page, TemplateResponse) and page.context_data is not None:
            shown: lists.DeclaredList | None = page.context_data.get("cl")
            if shown is not None:
                reading.lists(self.model, [row.pk for row in shown.result_list], searched=bool(shown.query))
                page.context_data |= self.views_context(request, shown)
        return page

    def prepare_rows(self, rows: Sequence[M]) -> None:
        """Complete many rows at once with what the columns need beyond the query; screens override it."""

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[lists.DeclaredList]:
        """Return the list that answers declared questions only."""
        return lists.DeclaredList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Return whether a filter of the list asks by this name; Django would let through every field of the record."""
        declared = self.list_filter if request is None else self.get_list_filter(request)
        return lookup in lists.questions(self.model, declared)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        """Return the rows the person may see."""
        queryset = visible(self.model, request)
        ordering = self.get_ordering(request)
        return queryset.order_by(*ordering) if ordering else queryset

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """Return a record that the person may see; where something is sent about it, held until that is stored."""
        if request.method == "POST":
            writing.hold(self.model, object_id)
        found: M | None = super().get_object(request, object_id, from_field)
        if found is None:
            reading.hides(self.model, object_id)
        else:
            reading.shows(found)
        return found

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: object, object_id: str) -> HttpResponse:
        raise Http404

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: object
    ) -> "ModelChoiceField[models.Model] | None":
        """Offer only related records that the person may see."""
        kwargs.setdefault("queryset", visible(db_field.related_model, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Suggested(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: ManyToMany, request: HttpRequest, **kwargs: object
    ) -> "ModelMultipleChoiceField[models.Model] | None":
        """Offer only related records that the person may see."""
        kwargs.setdefault("queryset", visible(db_field.related_model, request))
        kwargs.setdefault("form_class", RecordsField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # Writing

    def create(self, request: HttpRequest, form: "ModelForm[M]") -> M:
        """Register a new record from the form's cleaned data with one service call; return it."""
        raise PermissionDenied

    def change(self, request: HttpRequest, obj: M, form: "ModelForm[M]") -> M:
        """Change a record from the form's cleaned data with one service call; return it.

        `obj` is the record as stored before the edit; `form.changed_data` names the edited fields.
        """
        raise PermissionDenied

    def save_form(self, request: HttpRequest, form: "ModelForm[M]", change: bool) -> M:
        """Hand the form to `create` or `change`."""
        if change:
            stored = self.get_queryset(request).get(pk=form.instance.pk)
            seen.unchanged_meanwhile(request, form, stored)
            return self.change(request, stored, form)
        return self.create(request, form)

    def save_model(self, request: HttpRequest, obj: M, form: "ModelForm[M]", change: bool) -> None:
        """Do nothing: the service has stored it."""

    def save_related(self, request: HttpRequest, form: "ModelForm[M]", formsets: object, change: bool) -> None:
        """Do nothing: the service has stored it."""

    def log_addition(self, request: HttpRequest, obj: M, message: object) -> None:
        """Do nothing: the audit trail is the one log."""

    def log_change(self, request: HttpRequest, obj: M, message: object) -> None:
        """Do nothing: the audit trail is the one log."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponseBase:
        """Show or save the form, once; when a service refuses, show it again as typed, with the refusal beside it."""
        insist_on_keys(self.opts, request.POST)
        return sendings.once(request, partial(super().changeform_view, request, object_id, form_url, extra_context))

    def get_form(
        self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: object
    ) -> "type[ModelForm[M]]":
        """Return the form class; after a refusal it carries the refusal as its errors."""
        form_class: type[ModelForm[M]] = super().get_form(request, obj, change=change, **kwargs)
        return with_refusal(form_class)

    # The object's page

    def get_header(self, request: HttpRequest, obj: M) -> dict[str, object]:
        """Return what the head of the page shows: `number`, `state` (label, tone) and `facts` (label, value) pairs."""
        return {"number": number_of(obj) or str(obj), "title": str(obj), "state": None, "facts": []}

    def get_turn(self, request: HttpRequest, obj: M) -> Turn | None:
        """Return who has to act next and what came back to them; None where nobody has to, or nobody is told."""
        return turn_of(obj) or of_any(obj)

    def get_panels(self, request: HttpRequest, obj: M) -> list[Panel]:
        """Return the tabs of the page; rooms add their own before or after the registered ones."""
        return panels.panels_for(request, obj) if isinstance(obj, Referenced) else []

    def get_urls(self) -> list[URLPattern]:
        """Return the class's addresses plus those that were added to every class."""
        added = (addition.urls(self) for addition in additions.every())
        view = self.admin_site.admin_view(partial(present.here, self))
        here = path("<path:object_id>/here/", view, name=self.page_name("here"))
        return [here, *chain.from_iterable(added), *super().get_urls()]

    def object_url(self, obj: M) -> str:
        """Return the path of an object's page."""
        return self.url_of("change", obj.pk)

    def render_change_form(
        self, request: HttpRequest, context: ChangePage[M], *args: object, **kwargs: object
    ) -> HttpResponse:
        """Add head, buttons and tabs to the page of a stored object, and what the form showed of it."""
        obj = context.get("original")
        if obj is not None:
            context["portal_seen"] = seen.marks_of(context["adminform"].form)
            context["object_header"] = self.get_header(request, obj)
            offered = self.buttons_for(request, obj)
            context["object_buttons"] = pressed(offered)
            context["object_panels"] = shown = self.get_panels(request, obj)
            if (part := panels.asked(request, shown)) is not None:
                return TemplateResponse(request, "backoffice/object_panel.html", {**context, "tabs": [part]})
            context["object_blocked"] = [button for button in offered if button["why"]]
            context["object_turn"] = self.get_turn(request, obj)
            context["panels_closed"] = panels.left_closed(request)
            context["object_here"] = self.url_of("here", obj.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Lead to the history tab of the object's page, which reads the audit trail."""
        obj = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if obj is None:
            raise Http404
        return HttpResponseRedirect(f"{self.object_url(obj)}#history")


class ReadOnlyModelAdmin[M: models.Model](PortalModelAdmin[M]):
    """A list and pages to read."""
