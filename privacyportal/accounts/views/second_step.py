"""How does a person take the second step of the sign-in: with a code, a passkey, or a recovery code?"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from privacyportal.accounts import pending
from privacyportal.accounts.models import User
from privacyportal.accounts.networks import address_of
from privacyportal.accounts.passkeys import Shown, Site, options_for_use
from privacyportal.accounts.services import factors, throttling
from privacyportal.accounts.services.throttling import Kind
from privacyportal.accounts.sites import site_of
from privacyportal.accounts.views.signing_in import count_try, refuse_held

CHALLENGE = "accounts.challenge"


class SecondStepForm(forms.Form):
    """A code, or what a passkey has signed."""

    code = forms.CharField(
        label=gettext_lazy("One-time code or recovery code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": "", "class": "portal-input"}),
    )
    answer = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)


@sensitive_post_parameters("code", "answer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask whoever has given the right password for the second step, and let them in."""
    user = pending.person_waiting(request)
    if user is None:
        return HttpResponseRedirect(resolve_url("sign_in"))
    if not factors.has_any(user):
        return HttpResponseRedirect(resolve_url("add_key"))
    form = SecondStepForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            refuse_held(user.get_username(), request, Kind.CODE)
            factor = judge(request, user, form.cleaned_data["code"], form.cleaned_data["answer"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            wanted = pending.wanted_by(request)
            pending.let_in(request, user, factor)
            return HttpResponseRedirect(wanted or resolve_url("admin:index"))
    return TemplateResponse(request, "accounts/second_step.html", page(request, user, form))


def judge(request: HttpRequest, user: User, code: str, answer: str) -> str:
    """Return with what the second step was taken.

    :raises ValidationError: when it was not, or there were too many attempts.
    """
    name, at = user.get_username(), timezone.now()
    challenge, site = request.session.pop(CHALLENGE, ""), site_of(request)
    count_try(name, Kind.CODE)
    if answer and challenge and site:
        factor = factors.pass_passkey(user=user, shown=Shown(answer, challenge, site), at=at)
    else:
        factor = factors.pass_code(user=user, code=code, at=at)
    if not factor:
        throttling.fail(address=address_of(request), at=at)
        raise ValidationError(_("That is not right, or has been used already."), code="second_step")
    throttling.succeed(name=name, kind=Kind.CODE)
    return factor


def page(request: HttpRequest, user: User, form: forms.Form) -> dict[str, object]:
    """Return what the page shows; a challenge is good for one answer."""
    return {
        **admin.site.each_context(request),
        "title": _("Second step of the sign-in"),
        "form": form,
        "passkey_options": challenge_for(request, user, site_of(request)),
    }


def challenge_for(request: HttpRequest, user: User, site: Site | None) -> str:
    """Return what a browser needs to use a passkey, and remember its challenge; nothing where there is none to use."""
    known = list(user.passkeys.values_list("credential", flat=True))
    if site is None or not known:
        return ""
    options, request.session[CHALLENGE] = options_for_use(site=site, known=known)
    return options
