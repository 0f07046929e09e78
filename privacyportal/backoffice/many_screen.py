"""How does a person do one thing to many rows of a list? They choose, see what becomes of each, and do it once."""

from collections.abc import Callable, Sequence
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacyportal.backoffice import addresses, many, notices, reading, seen, sendings, writing
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
            # A report that is loaded again leads here: what was recorded is seen in the list.
            return Redirect(self.url_of("changelist"))
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

    def response_action(self, request: HttpRequest, queryset: QuerySet[M]) -> HttpResponseBase | None:
        """Do what was chosen to the chosen rows.

        :raises BadRequest: for rows that no list has.
        """
        if None in map(addresses.key, request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("A list has no such row.")
        return super().response_action(request, queryset)

    def begin_many(self, request: HttpRequest, action: ObjectAction[M], rows: QuerySet[M]) -> HttpResponse:
        """Show what becomes of each of the rows chosen in the list, as they are now.

        Also of those that have left the list since it was shown: each says why nothing becomes of it. What the person
        does not see any more is left out, and it is said so.
        """
        keys = _chosen(request, rows)
        if len(keys) > many.MOST:
            too_many = _("At most %(most)d records at a time: narrow the list, or choose fewer.")
            messages.error(request, too_many % {"most": many.MOST})
            return Redirect(request.get_full_path())
        there = set(self.get_queryset(request).filter(pk__in=keys).values_list("pk", flat=True))
        if gone := len(keys) - len(there):
            told = ngettext(
                "%(count)d of the chosen records is not shown to you any more and is left out.",
                "%(count)d of the chosen records are not shown to you any more and are left out.",
                gone,
            )
            messages.warning(request, told % {"count": gone})
        if not there:
            return Redirect(request.get_full_path())
        records = self._seen(request, sorted(there))
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
            "many_path": f"{self.url_of('many', action.name)}{_asked(request)}",
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
            "list_path": f"{self.url_of('changelist')}{_asked(request)}",
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


def _chosen[M: models.Model](request: HttpRequest, rows: QuerySet[M]) -> list[int]:
    """Return the keys of the rows that were chosen one by one, or of all in the list; of too many, enough to say so."""
    if request.POST.get("select_across", "0") == "0":
        return sorted({int(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)})
    return list(rows.order_by("pk").values_list("pk", flat=True)[: many.MOST + 1])


def _asked(request: HttpRequest) -> str:
    """Return what the list is asked, to come back to the same rows."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


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
