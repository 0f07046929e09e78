"""How does a person choose how they are reminded?"""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from privacyportal.accounts.screens import person_at
from privacyportal.audit.actors import Staff
from privacyportal.backoffice import sendings
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.formerrors import with_refusal
from privacyportal.backoffice.prepared import offer
from privacyportal.clocks.models import ReminderPreference
from privacyportal.clocks.plan import Warnings
from privacyportal.clocks.river import limits, wishes


class WarningsForm(forms.Form):
    """When notices before a limit come; declining them is offered where the firm allows it."""

    warnings = forms.ChoiceField(
        label=gettext_lazy("notices before a limit"), choices=Warnings.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: QueryDict | None, *, initial: dict[str, str], may_decline: bool) -> None:
        super().__init__(data, initial=initial)
        if not may_decline:
            offer(self, "warnings", [choice for choice in Warnings.choices if choice[0] != Warnings.NONE])


@require_http_methods(["GET", "HEAD", "POST"])
@sendings.sent_once
def reminders(request: HttpRequest) -> HttpResponse:
    """Show and keep a person's own choice."""
    user = person_at(request)
    chosen = ReminderPreference.objects.filter(person=user).values_list("warnings", flat=True).first()
    may_decline = limits.may_decline(tokyo_day(timezone.now()))
    form = with_refusal(WarningsForm)(
        request.POST or None, initial={"warnings": chosen or Warnings.EACH}, may_decline=may_decline
    )
    if request.method == "POST" and form.is_valid():
        warnings = form.cleaned_data["warnings"]
        wishes.choose_warnings(person=user, warnings=warnings, by=Staff(user), at=timezone.now())
        messages.success(request, _("Your choice is kept."))
        return HttpResponseRedirect(reverse("own_reminders"))
    context = {**admin.site.each_context(request), "title": _("How I am reminded"), "form": form}
    return TemplateResponse(request, "clocks/preferences.html", context)
