"""Where does a person save what a list shows, for whom, and drop what nobody needs any more?"""

from collections.abc import Sequence
from functools import partial
from typing import cast
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.backoffice import labels, sendings, services, viewing
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.formerrors import with_refusal
from privacyportal.backoffice.lines import LineField
from privacyportal.backoffice.lists import VIEW, DeclaredList, Undeclared
from privacyportal.backoffice.many_screen import ManyMixin
from privacyportal.backoffice.saved_views import SavedView
from privacyportal.backoffice.services.views import DROP, SHARE

Audience = SavedView.Audience
# So far the rows behind a view are counted.
MOST_COUNTED = 999


class RoleField(forms.ModelChoiceField):
    """A role, by its name in words."""

    def label_from_instance(self, obj: models.Model) -> str:
        """Return the role's name."""
        return labels.label(obj.name) if isinstance(obj, Group) else str(obj)


class ViewForm(forms.Form):
    """What a view is called, for whom it is, which columns it has, and whether the list opens with it."""

    name = LineField(label=gettext_lazy("name of the view"), max_length=40)
    audience = forms.ChoiceField(label=gettext_lazy("for whom"), widget=forms.RadioSelect, choices=Audience.choices)
    role = RoleField(Group.objects.none(), label=gettext_lazy("role"), required=False)
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("columns"),
        widget=forms.CheckboxSelectMultiple(
            attrs={
                "data-portal-before": gettext_lazy("further ahead"),
                "data-portal-after": gettext_lazy("further back"),
            }
        ),
        help_text=gettext_lazy("From left to right."),
    )
    opens = forms.BooleanField(label=gettext_lazy("the list opens with it"), required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        initial: dict[str, object],
        columns: list[tuple[str, str]],
        may_share: bool,
    ) -> None:
        super().__init__(data, initial=initial)
        cast("forms.ChoiceField", self.fields["columns"]).choices = columns
        if may_share:
            cast("forms.ModelChoiceField[Group]", self.fields["role"]).queryset = Group.objects.order_by("pk")
        else:
            del self.fields["role"]
            cast("forms.ChoiceField", self.fields["audience"]).choices = Audience.choices[:1]

    def clean(self) -> dict[str, object]:
        """Ask for the role where the view is for one."""
        data = super().clean() or {}
        if data.get("audience") == Audience.ROLE and not data.get("role"):
            self.add_error("role", _("Choose the role."))
        return data


class ViewsMixin[M: models.Model](ManyMixin[M]):
    """Each list can be saved as it is shown, and opens with the view that a person, a role or the firm has chosen."""

    # Further columns that a saved view may have.
    more_columns: tuple[str, ...] = ()

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """Return the columns, those of the saved view where the address names one."""
        usual = [str(name) for name in super().get_list_display(request)]
        return viewing.columns(self, request, usual)

    def get_list_display_links(self, request: HttpRequest, list_display: Sequence[str]) -> list[str]:
        """Return the columns that lead on to the record, wherever a saved view puts them."""
        if self.list_display_links == ():
            return viewing.leading(self, super().get_list_display(request))
        return [str(name) for name in super().get_list_display_links(request, list_display) or ()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Show the list; of a saved view that asks what is not offered any more, the rest.

        :raises Undeclared: when the address asks what the list does not offer.
        """
        try:
            return cast("HttpResponse", super().changelist_view(request, extra_context))
        except Undeclared:
            if not (rest := viewing.still_offered(self, request)):
                raise
        messages.warning(request, _("The list no longer offers all that this view asks: it is shown without it."))
        return HttpResponseRedirect(rest)

    def views_context(self, request: HttpRequest, found: DeclaredList) -> dict[str, object]:
        """Return what stands above the list: by what it is narrowed now, and where its views are told and saved."""
        return {
            "list_narrowed": list(viewing.narrowed(found)),
            "list_views_page": f"{self.url_of('views')}?{request.GET.urlencode()}",
            "list_views_offered": self.url_of("views_offered"),
        }

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the views, and the answer that tells which there are."""
        wrap = self.admin_site.admin_view
        return [
            path("views/", wrap(self.views_view), name=self.page_name("views")),
            path("views/offered/", wrap(self.views_offered), name=self.page_name("views_offered")),
            *super().get_urls(),
        ]

    def views_view(self, request: HttpRequest) -> HttpResponseBase:
        """Save or drop a view, once."""
        return sendings.once(request, partial(self.answer_views, request))

    def answer_views(self, request: HttpRequest) -> HttpResponseBase:
        """Show what a list shows now, to be saved, and which views of it there are; save one, or drop one.

        :raises PermissionDenied: for people who may not read the list.
        :raises Undeclared: when the address asks what the list does not offer.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "drop" in request.POST:
            return self._dropped(request)
        found = cast("DeclaredList", self.get_changelist_instance(request))
        form = self._view_form(request)
        if request.method == "POST" and form.is_valid():
            view = self._saved(request, found, form)
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return HttpResponseRedirect(viewing.url(self, request, view))
        return self._views_page(request, found, form)

    def views_offered(self, request: HttpRequest) -> HttpResponse:
        """Answer which views the person finds on the list, where each leads, and how many rows stand behind it.

        A page asks it by itself: to count takes longer than to show the list.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = viewing.offered(self, request)
        told = [
            {"key": str(one.view.pk), "name": one.view.name, "whose": one.view.whose, "url": one.url,
             "count": self._count(request, one)}
            for one in found
        ]  # fmt: skip
        return JsonResponse({"views": told, "plain": str(_("As delivered")), "plain_url": f"?{VIEW}={viewing.NONE}"})

    def _count(self, request: HttpRequest, one: viewing.Offered) -> str:
        """Count the rows of a view up to a limit; nothing where it asks what the list does not offer any more."""
        try:
            found = self.get_changelist_instance(viewing.asking(request, urlsplit(one.url).query))
        except Undeclared:
            return ""
        count = found.queryset.order_by().values("pk")[: MOST_COUNTED + 1].count()
        return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"

    def _view_form(self, request: HttpRequest) -> ViewForm:
        shown = self.get_list_display(request)
        typed = request.POST.getlist("columns") if request.method == "POST" else shown
        every = viewing.every_column(self, request, typed)
        initial: dict[str, object] = {
            "audience": Audience.OWN,
            "columns": shown,
        }
        return with_refusal(ViewForm)(
            request.POST if request.method == "POST" else None,
            initial=initial,
            columns=[(name, str(label_for_field(name, self.model, self))) for name in every],
            may_share=SHARE.held_by(actor(request)),
        )

    def _saved(self, request: HttpRequest, found: DeclaredList, form: ViewForm) -> SavedView:
        """Save what the list shows for whom the form says."""
        by, at = actor(request), timezone.now()
        shown = viewing.shown(self, found, form.cleaned_data["columns"])
        name, opens, audience = (form.cleaned_data[field] for field in ("name", "opens", "audience"))
        if audience == Audience.OWN:
            return services.keep_view(person=by.user, shown=shown, name=name, opens=opens, by=by, at=at)
        role = form.cleaned_data["role"] if audience == Audience.ROLE else None
        return services.share_view(shown=shown, name=name, role=role, opens=opens, by=by, at=at)

    def _dropped(self, request: HttpRequest) -> HttpResponse:
        """Drop the view that the form names.

        :raises Http404: when the person finds no such view on this list.
        """
        found = viewing.of(self, request)
        view = next((view for view in found if str(view.pk) == request.POST["drop"]), None)
        if view is None:
            raise Http404
        services.drop_view(view=view, by=actor(request), at=timezone.now())
        messages.success(request, _("The view “%(name)s” is gone.") % {"name": view.name})
        return HttpResponseRedirect(request.path)

    def _views_page(self, request: HttpRequest, found: DeclaredList, form: ViewForm) -> HttpResponse:
        by = actor(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Views of this list"),
            "opts": self.opts,
            "form": form,
            "narrowed": list(viewing.narrowed(found, with_views=True)),
            "views": [(one, DROP.held_by(by, one.view)) for one in viewing.offered(self, request)],
            "list_path": f"{self.url_of('changelist')}?{request.GET.urlencode()}",
        }
        return TemplateResponse(request, "backoffice/views.html", context)
