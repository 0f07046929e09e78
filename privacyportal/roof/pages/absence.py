"""How does a person say when they are away, and who stands in for them?"""

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminSelectWidget

from privacyportal.accounts import services
from privacyportal.accounts.models import User
from privacyportal.accounts.screens import person_at
from privacyportal.audit.actors import Staff
from privacyportal.backoffice import seen, sendings
from privacyportal.backoffice.formerrors import with_refusal
from privacyportal.backoffice.moments import DayField
from privacyportal.backoffice.prepared import offer_rows
from privacyportal.backoffice.values import values_of
from privacyportal.backoffice.writing import locked
from privacyportal.backoffice.written.readings import Towards

FIELDS = ("deputy", "absent_from", "absent_until")


class AbsenceForm(forms.Form):
    """Who stands in, and from when until when; without days the person is here."""

    deputy = forms.ModelChoiceField(
        label=gettext_lazy("deputy"),
        queryset=User.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy(
            "While you are away your reminders go to the deputy too, where the deputy may see the record."
        ),
    )
    absent_from = DayField(required=False, label=gettext_lazy("absent from"))
    absent_until = DayField(towards=Towards.FUTURE, required=False, label=gettext_lazy("absent until"))

    def __init__(self, data: QueryDict | None, *, user: User) -> None:
        super().__init__(data)
        offer_rows(self, "deputy", colleagues(user))
        for name, value in values_of(user, FIELDS).items():
            self.fields[name].initial = value

    def clean(self) -> dict[str, object]:
        """An absence has a first and a last day, in this order."""
        data = super().clean() or {}
        first, last = data.get("absent_from"), data.get("absent_until")
        if not self.errors and ((first is None) != (last is None) or (first and last and last < first)):
            self.add_error("absent_until", _("An absence has a first and a last day, in this order."))
        return data


def colleagues(user: User) -> QuerySet[User]:
    """Return who may stand in for a person: active staff of the same department, the supervisor, the present deputy."""
    near = Q(department=user.department_id, department__isnull=False) | Q(pk__in=[user.manager_id, user.deputy_id])
    found: QuerySet[User] = User.objects.filter(near, is_active=True).exclude(pk=user.pk)
    return found.order_by("last_name", "first_name", "pk")


@require_http_methods(["GET", "HEAD", "POST"])
@sendings.sent_once
def own_absence(request: HttpRequest) -> HttpResponse:
    """Show and keep a person's own absence and deputy."""
    user = person_at(request)
    if request.method == "POST":
        user = locked(user)
    form = with_refusal(AbsenceForm)(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        seen.unchanged_meanwhile(request, form, user)
        services.change_user(user=user, changes=form.cleaned_data, by=Staff(user), at=timezone.now())
        messages.success(request, _("Your absence and deputy are kept."))
        return HttpResponseRedirect(reverse("own_absence"))
    shown = {"title": _("Absence and deputy"), "form": form, "portal_seen": seen.marks_of(form)}
    return TemplateResponse(request, "accounts/absence.html", {**admin.site.each_context(request), **shown})
