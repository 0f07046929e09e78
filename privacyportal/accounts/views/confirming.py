"""How does a person who is signed in show again that it is they?"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from privacyportal.accounts import kept
from privacyportal.accounts.idling import is_idle
from privacyportal.accounts.models import User
from privacyportal.accounts.networks import address_of
from privacyportal.accounts.nexts import safe_next
from privacyportal.accounts.provider import documents
from privacyportal.accounts.screens import person_at
from privacyportal.accounts.services import factors, throttling
from privacyportal.accounts.sites import site_of
from privacyportal.accounts.views.provider import offered_again
from privacyportal.accounts.views.second_step import SecondStepForm, challenge_for, judge
from privacyportal.accounts.views.signing_in import count_try
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice import confirming


class PasswordForm(forms.Form):
    """The password, of somebody who has no key."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "portal-input"}),
    )


@sensitive_post_parameters("password", "code", "answer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for a key, or for the password where the person has none, and lead back to what they wanted to do."""
    user, wanted = person_at(request), safe_next(request)
    kind = SecondStepForm if factors.has_any(user) else PasswordForm
    form = kind(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            prove(request, user, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            confirming.confirm(request)
            return HttpResponseRedirect(wanted)
    context = {
        **admin.site.each_context(request),
        "title": _("Is it you?"),
        "form": form,
        "next": wanted,
        "waits": wanted.startswith(resolve_url("go_on")),
        "lost": bool(request.GET.get("lost")),
        "provider_label": documents.label() if offered_again(user) else "",
        "has_way": factors.has_any(user) or user.has_usable_password(),
        "passkey_options": challenge_for(request, user, site_of(request)),
        "idle": is_idle(request, user),
    }
    return TemplateResponse(request, "accounts/confirm.html", context)


@never_cache
@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """Send on the form that waited for the answer: at once, or when the person has chosen its files again."""
    confirming.insist(request)
    word = request.GET.get("form", "")
    waiting = kept.find(request, word)
    if waiting is None:
        messages.info(request, _("The form waits no longer: it has been sent, or too much time has passed."))
        return HttpResponseRedirect(resolve_url("admin:index"))
    context = {
        **admin.site.each_context(request),
        "title": _("Sending what you typed"),
        "form": waiting,
        "kept_name": confirming.KEPT,
        "word": word,
    }
    return TemplateResponse(request, "accounts/go_on.html", context)


def prove(request: HttpRequest, user: User, form: forms.Form) -> None:
    """Judge what was typed; what is wrong counts against the account, and against the address for the next sign-in.

    An address that is held keeps nobody from answering who is signed in: a flood from the same network would.

    :raises ValidationError: when it is wrong, or there were too many attempts.
    """
    if isinstance(form, SecondStepForm):
        judge(request, user, form.cleaned_data["code"], form.cleaned_data["answer"])
        return
    name = user.get_username()
    count_try(name)
    if not user.check_password(form.cleaned_data["password"]):
        throttling.fail(address=address_of(request), at=timezone.now())
        changes = {"account": name, "is_known": True}
        trail.record(action="accounts.sign_in_failed", obj=user, by=PORTAL, at=timezone.now(), changes=changes)
        raise ValidationError(_("The password is not right."), code="password")
    throttling.succeed(name=name)
