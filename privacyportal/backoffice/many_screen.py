"""How does a person do one thing to many rows of a list? They choose, see what becomes of each, and do it once."""

from collections.abc import Callable, Sequence
from functools import partial

from django import forms
from django.contrib import messages
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.http import HttpResponseRedirect as Redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.backoffice import many, notices, reading, seen, sendings, writing
from privacyportal.backoffice.actions import ActionForm, ObjectAction
from privacyportal.backoffice.buttons import ButtonsMixin, actor
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.formerrors import with_refusal
from privacyportal.backoffice.lines import LineField

CHOSEN, NOTICE, WHY = "portal_rows", "portal_notice", "portal_why"
OWN = (NOTICE, WHY)


class ManyMixin[M: models.Model](ButtonsMixin[M]):
    """A list offers those buttons of its records that have a form for many."""

    def for_many(self, request: HttpRequest) -> dict[str, ObjectAction[M]]:
        """Return what this person may do to many of these records, by name."""
        by = actor(request)
        offered = (action for action in self.object_actions if action.many is not None)
        return {action.name: action for action in offered if action.deed.offered_to(by)}

    def get_actions(self, request: HttpRequest) -> dict[str, object]:
        """Return what the list offers for chosen rows."""
        offered: dict[str, object] = super().get_actions(request)
        if not request.user.is_authenticated:
            return offered
        for name, action in self.for_many(request).items():
            offered[f"many_{name}"] = (_begins(action), f"many_{name}", str(action.label))
        return offered

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        view = self.admin_site.admin_view(self.many_view)
        return [path("many/<slug:name>/", view, name=self.page_name("many")), *super().get_urls()]

    def many_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Do it, once."""
        return sendings.once(request, partial(self.answer_many, request, name))

    def answer_many(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Do it to the chosen records and report on each; show the page again where something is missing.

        :raises Http404: for what is not offered, or when one of the records is not there for the person: then nothing
            is done at all.
        """
        action = self.for_many(request).get(name)
        if action is None or not self.has_view_permission(request):
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        shown = _sent(request.POST.get(CHOSEN, ""))
        for key in sorted(shown):
            writing.hold(self.model, str(key))
        records = self._seen(request, list(shown))
        form = self._form(action, records, request)
        if not form.is_valid():
            return self.render_many(request, action, records, form, shown)
        if self.asks_again:
            insist(request)
        data = {field: value for field, value in form.cleaned_data.items() if field not in OWN}
        same = [record for record in records if shown[record.pk] == seen.mark_of_record(record)]
        told = _("Somebody else has changed it since you chose it: open it and see.")
        changed = [many.Weighed(record, told) for record in records if record not in same]
        done = many.do(
            action,
            same,
            data,
            notice=form.cleaned_data[NOTICE],
            reason=form.cleaned_data.get(WHY) or form.cleaned_data.get("reason", ""),
            by=actor(request),
            at=timezone.now(),
        )
        return self.report_many(request, action, many.Outcome([*done.rows, *changed]))

    def begin_many(self, request: HttpRequest, action: ObjectAction[M], rows: QuerySet[M]) -> HttpResponse:
        """Show what becomes of each of the rows chosen in the list."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[: many.MOST + 1])
        if len(keys) > many.MOST:
            too_many = _("At most %(most)d records at a time: narrow the list, or choose fewer.")
            messages.error(request, too_many % {"most": many.MOST})
            return Redirect(self.url_of("changelist"))
        records = self._seen(request, keys)
        shown = {record.pk: seen.mark_of_record(record) for record in records}
        return self.render_many(request, action, records, self._form(action, records, request, is_new=True), shown)

    def render_many(
        self,
        request: HttpRequest,
        action: ObjectAction[M],
        records: Sequence[M],
        form: ActionForm,
        shown: dict[int, str],
    ) -> HttpResponse:
        """Return the page before: each record with what becomes of it, and the form."""
        context = self._context(request, action) | {
            "form": form,
            "weighed": many.weigh(action, records, by=actor(request), at=timezone.now()),
            "chosen": ",".join(f"{pk}:{mark}" for pk, mark in shown.items()),
            "many_path": self.url_of("many", action.name),
        }
        return TemplateResponse(request, "backoffice/many.html", context)

    def report_many(self, request: HttpRequest, action: ObjectAction[M], outcome: many.Outcome[M]) -> HttpResponse:
        """Return the page after: what became of each record."""
        rows = [(row, self.object_url(row.record)) for row in outcome.rows]
        context = self._context(request, action) | {"outcome": outcome, "rows": rows}
        return sendings.Recorded(request, "backoffice/many_report.html", context)

    def _context(self, request: HttpRequest, action: ObjectAction[M]) -> dict[str, object]:
        return {
            **self.admin_site.each_context(request),
            "title": action.label,
            "opts": self.opts,
            "action": action,
            "list_path": self.url_of("changelist"),
        }

    def _seen(self, request: HttpRequest, keys: Sequence[int]) -> list[M]:
        """Return the chosen records, if the person may see every one, and say that they were shown."""
        records = list(self.get_queryset(request).filter(pk__in=keys[: many.MOST]).order_by("pk"))
        if not keys or len(records) != len(keys):
            raise Http404
        reading.lists(self.model, [record.pk for record in records], searched=False)
        return records

    def _form(
        self, action: ObjectAction[M], records: Sequence[M], request: HttpRequest, *, is_new: bool = False
    ) -> ActionForm:
        sent = () if is_new else (request.POST, request.FILES)
        form = with_refusal(_for_many(action))(*sent, obj=records[0], user=actor(request).user)
        if "reason" in form.fields:
            form.fields["reason"].required = True
        return form


def _for_many[M: models.Model](action: ObjectAction[M]) -> type[ActionForm]:
    """Return an action's form for many, with what is asked of all: in which way staff is told, and why it is done."""
    base = action.many or ActionForm
    choices = [(way.code, way.label) for way in notices.every()]
    asked: dict[str, forms.Field] = {
        NOTICE: forms.ChoiceField(
            label=gettext_lazy("mails to colleagues"),
            choices=choices,
            initial=choices[0][0],
            widget=forms.RadioSelect(),
            help_text=gettext_lazy("To people outside goes what goes out for each by itself."),
        )
    }
    if "reason" not in base.base_fields:
        asked[WHY] = LineField(label=gettext_lazy("reason"), max_length=300)
    return type("ManyForm", (base,), asked)


def _begins[M: models.Model](
    action: ObjectAction[M],
) -> Callable[["ManyMixin[M]", HttpRequest, QuerySet[M]], HttpResponse]:
    def begin(screen: "ManyMixin[M]", request: HttpRequest, rows: QuerySet[M]) -> HttpResponse:
        return screen.begin_many(request, action, rows)

    return begin


def _sent(text: str) -> dict[int, str]:
    """Return the keys that a page sent back, each with the mark of the record as it was shown.

    :raises Http404: for what no page of ours sends.
    """
    shown: dict[int, str] = {}
    for part in text.split(",")[: many.MOST + 1]:
        key, _colon, mark = part.partition(":")
        if not (key.isascii() and key.isdigit() and len(key) < len(str(2**53))):
            raise Http404
        shown[int(key)] = mark
    return shown
