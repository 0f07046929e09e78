"""Until when, and why? Any limit, counted for whoever asks, on a calendar in force."""

from collections.abc import Iterator
from datetime import datetime

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldBooleanWidget,
)

from privacyportal.backoffice.boxes import asking
from privacyportal.backoffice.dates import long_day, long_instant, tokyo_day
from privacyportal.backoffice.lines import FiguresInput
from privacyportal.backoffice.moments import MomentInput
from privacyportal.backoffice.prepared import offer_rows
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.written.readings import Towards
from privacyportal.calendars import budgets
from privacyportal.calendars.errors import NoOpenTime
from privacyportal.calendars.hours import OpenHours
from privacyportal.calendars.ledger import account
from privacyportal.calendars.loading import in_force
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.calendars.states import VersionStatus
from privacyportal.calendars.typed import NotUnderstood, parse_amount, parse_instant, parse_pause
from privacyportal.clocks.plan import Unit

VIEW = "calendars.view_businesscalendar"
PAUSES = 3


class MomentField(forms.CharField):
    """A day and time in any usual writing."""

    widget = MomentInput(attrs=asking("moment", Towards.EITHER))


class CalculatorForm(forms.Form):
    """What is counted, from when, on which calendar, and when it stood still."""

    start = MomentField(label=gettext_lazy("start"))
    amount = forms.CharField(label=gettext_lazy("time allowed"), widget=FiguresInput)
    unit = forms.ChoiceField(label=gettext_lazy("counted in"), choices=Unit.choices, widget=UnfoldAdminSelectWidget)
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("business calendar"),
        queryset=BusinessCalendar.objects.none(),
        to_field_name="code",
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
    )
    day_one = forms.BooleanField(
        label=gettext_lazy("the day of the start is the first day"), required=False, widget=UnfoldBooleanWidget
    )
    roll = forms.BooleanField(
        label=gettext_lazy("a closed last day moves to the next open day"), required=False, widget=UnfoldBooleanWidget
    )

    def __init__(self, data: QueryDict | None, *, initial: dict[str, str], user: Viewer) -> None:
        super().__init__(data, initial=initial)
        published = BusinessCalendar.objects.visible_to(user).filter(versions__status=VersionStatus.PUBLISHED)
        offer_rows(self, "calendar", published.order_by("code"))
        for number in range(1, PAUSES + 1):
            words = {"number": number}
            self.fields[f"from_{number}"] = MomentField(label=_("pause %(number)d from") % words, required=False)
            self.fields[f"until_{number}"] = MomentField(label=_("pause %(number)d until") % words, required=False)

    def clean(self) -> dict[str, object]:
        """Compute the limit and its ledger."""
        data = super().clean() or {}
        if self.errors:
            return data
        version, hours = in_force(data["calendar"].code)
        try:
            budget = self._budget(hours)
            start = parse_instant(data["start"], hours.zone)
            found = account(hours, start, budget, list(self._pauses(hours)))
        except NotUnderstood as error:
            raise forms.ValidationError(str(error)) from error
        except (NoOpenTime, OverflowError) as error:
            raise forms.ValidationError(_("This calendar does not open for over two years.")) from error
        return {**data, "budget": budget, "start_at": start, "account": found, "version": version, "hours": hours}

    def _budget(self, hours: OpenHours) -> budgets.Budget:
        data = self.cleaned_data
        unit = budgets.Unit(data["unit"])
        amount = parse_amount(data["amount"], budgets.most(unit, hours))
        if data["day_one"] and unit == budgets.Unit.BUSINESS_MINUTES:
            raise NotUnderstood(_("The first day is a matter of days, weeks and months, not of minutes."))
        return budgets.Budget(amount, unit, day_one=data["day_one"], roll=data["roll"])

    def _pauses(self, hours: OpenHours) -> Iterator[tuple[datetime, datetime]]:
        data = self.cleaned_data
        for number in range(1, PAUSES + 1):
            start, end = data[f"from_{number}"], data[f"until_{number}"]
            if start or end:
                yield parse_pause(f"{start}/{end}", hours.zone)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it the answer with its ledger; a link to the answer is the page's own address."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    is_asked = "start" in request.GET
    today = tokyo_day(timezone.now())
    first = {"start": f"{today}T09:00", "amount": "10", "unit": Unit.BUSINESS_DAYS.value, "calendar": "DESK"}
    form = CalculatorForm(request.GET if is_asked else None, initial=first, user=request.user)
    context = {
        **admin.site.each_context(request),
        "title": _("Deadline calculator"),
        "form": form,
        "pauses": [(form[f"from_{number}"], form[f"until_{number}"]) for number in range(1, PAUSES + 1)],
        "answer": answer(form) if is_asked and form.is_valid() else None,
    }
    return TemplateResponse(request, "calendars/calculator.html", context)


def answer(form: CalculatorForm) -> dict[str, object]:
    """What the page shows of a limit: as an instant for business minutes, else as the last day."""
    data = form.cleaned_data
    limit, hours = data["account"].due, data["hours"]
    is_instant = data["unit"] == Unit.BUSINESS_MINUTES
    local = limit.at.astimezone(hours.zone)
    return {
        "limit": f"{long_day(local.date())} {local:%H:%M}" if is_instant else long_day(limit.on),
        "iso": local.isoformat() if is_instant else limit.on.isoformat(),
        "lines": data["account"].lines,
        "zone": hours.zone,
        "version": data["version"],
        "started": data["start_at"].astimezone(hours.zone),
        "unit": Unit(data["unit"]).label,
        "amount": data["budget"].amount,
        "day_one": data["day_one"],
        "roll": data["roll"],
        "asked_at": long_instant(timezone.now()),
        "unknown_from": hours.known_until if hours.known_until and limit.on > hours.known_until else None,
    }
