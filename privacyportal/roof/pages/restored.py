"""What waits since the portal was restored, and how does a person let it go on?"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from privacyportal.accounts.screens import person_at
from privacyportal.audit.actors import Staff
from privacyportal.backoffice import reading, sendings
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.formerrors import with_refusal
from privacyportal.clocks.river import restoring
from privacyportal.roof.pages.health.looking import PERMISSION

RELEASE = "clocks.release_brake"
UNKNOWN, AGAIN = "unknown", "again"


class ReleaseForm(forms.Form):
    """What becomes of what may have been sent before, and why."""

    doubtful = forms.ChoiceField(
        label=gettext_lazy("what may have been sent before"),
        choices=[
            (UNKNOWN, gettext_lazy("does not leave; it becomes “delivery unknown”, for somebody to settle or send")),
            (AGAIN, gettext_lazy("leaves: I know that nothing was sent since the backup")),
        ],
        widget=forms.RadioSelect,
        initial=UNKNOWN,
    )
    reason = forms.CharField(
        label=gettext_lazy("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "class": "portal-input"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sendings.sent_once
def page(request: HttpRequest) -> HttpResponse:
    """Show what waits since a restoration, and let it go for a written reason.

    :raises PermissionDenied: for people who neither look after the portal nor may release it.
    """
    user = person_at(request)
    may_release = user.has_perm(RELEASE)
    if not (may_release or user.has_perm(PERMISSION)):
        raise PermissionDenied
    found = restoring.concerned()
    if found is not None and may_release:
        insist(request)
    form = with_refusal(ReleaseForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        again, reason = form.cleaned_data["doubtful"] == AGAIN, form.cleaned_data["reason"]
        restoring.release_restored(reason=reason, again=again, by=Staff(user), at=timezone.now())
        messages.success(request, _("Mail leaves again, from the next sweep on."))
        return HttpResponseRedirect(reverse("restored"))
    doubts = restoring.doubts(user=user) if found else []
    reading.lists_records(restoring.named_by(doubts))
    context = {
        **admin.site.each_context(request),
        "title": _("Restored portal"),
        "found": found,
        "doubts": doubts,
        "unsettled": restoring.unsettled(user=user),
        "may_release": may_release,
        "form": form,
    }
    return TemplateResponse(request, "clocks/restored.html", context)
