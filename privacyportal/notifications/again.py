"""How are mails that failed in bulk sent again from their list? Chosen, shown what becomes of each, for one reason."""

from functools import partial

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import sendings
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.formerrors import with_refusal
from privacyportal.notifications import services
from privacyportal.notifications.forms import ResendManyForm
from privacyportal.notifications.models import Message

SHOWN = 200


class ResendsInBulk(ReadOnlyModelAdmin[Message]):
    """An action of the list, and its page."""

    @admin.action(description=_("Send the failed mails again"))
    def resend_selected(self, request: HttpRequest, queryset: QuerySet[Message]) -> HttpResponse:
        """Show which of the chosen mails would be sent again, and ask why."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True))
        return self.render_resending(request, ResendManyForm(initial={"mails": ",".join(map(str, keys))}), keys)

    def get_actions(self, request: HttpRequest) -> dict[str, object]:
        """Offer it to whom the deed's right lets do it."""
        offered: dict[str, object] = super().get_actions(request)
        return offered if services.resend_many.offered_to(actor(request), None) else {}

    def get_urls(self) -> list[URLPattern]:
        """Add the page's address."""
        view = self.admin_site.admin_view(self.resend_view)
        return [path("resend/", view, name="notifications_message_resend_many"), *super().get_urls()]

    def resend_view(self, request: HttpRequest) -> HttpResponseBase:
        """Send them again, once."""
        return sendings.once(request, partial(self.answer_resending, request))

    def answer_resending(self, request: HttpRequest) -> HttpResponseBase:
        """Send the mails again that can be, report on all, and lead back to the list.

        :raises NotPermitted: when the person may not send mails again.
        :raises Http404: when one of the mails is not there for the person; then none is sent again.
        """
        services.resend_many.insist(actor(request), None)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = with_refusal(ResendManyForm)(request.POST)
        if not form.is_valid():
            return self.render_resending(request, form, form.cleaned_data.get("mails", []))
        wanted, reason = set(form.cleaned_data["mails"]), form.cleaned_data["reason"]
        chosen = list(Message.objects.visible_to(request.user).filter(pk__in=wanted))
        if len(chosen) != len(wanted):
            raise Http404
        resent = services.resend_many(messages=chosen, reason=reason, by=actor(request), at=timezone.now())
        messages.success(request, report(resent))
        return HttpResponseRedirect(reverse("admin:notifications_message_changelist"))

    def render_resending(self, request: HttpRequest, form: ResendManyForm, keys: list[int]) -> HttpResponse:
        """Return the page: what becomes of each of the mails that the person sees."""
        rows = Message.objects.visible_to(request.user).filter(pk__in=keys).order_by("pk")
        weighed = services.weigh(rows.select_related("reference", "recipient"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Send the failed mails again"),
            "form": form,
            "weighed": weighed,
            "again": weighed.again[:SHOWN],
            "left": weighed.left[:SHOWN],
            "resend_path": reverse("admin:notifications_message_resend_many"),
            "list_path": reverse("admin:notifications_message_changelist"),
        }
        return TemplateResponse(request, "notifications/resend.html", context)


def report(resent: services.Resent) -> str:
    """Say in one sentence what became of all of them."""
    count = len(resent.again)
    said = ngettext("%(count)d mail waits to be sent again.", "%(count)d mails wait to be sent again.", count)
    left = [gettext("%(count)d left as they are: %(why)s") % {"count": n, "why": why} for why, n in resent.reasons]
    return " ".join([said % {"count": count}, *left])
