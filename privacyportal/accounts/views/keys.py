"""How does a person add and remove the keys they sign in with?"""

import base64
import io
from collections.abc import Callable
from functools import partial
from urllib.parse import quote, urlencode

import segno
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from privacyportal.accounts import pending, services
from privacyportal.accounts.models import CodeGenerator, Passkey, ProviderLink, User
from privacyportal.accounts.passkeys import NAME, KeyRefused, Shown, options_for_new, prove_new
from privacyportal.accounts.provider import documents
from privacyportal.accounts.screens import person_at
from privacyportal.accounts.services import factors
from privacyportal.accounts.sites import site_of
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.lines import LineField
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.backoffice.sealed import opened, sealed
from privacyportal.backoffice.sendings import Recorded, sent_once

NEW_SECRET, NEW_CHALLENGE = "accounts.new_secret", "accounts.new_challenge"


class NewKeyForm(forms.Form):
    """The name of a key, and its first code or what the passkey says of itself."""

    name = LineField(
        label=gettext_lazy("name of the key"),
        max_length=60,
        initial=gettext_lazy("my device"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "portal-input"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code that the program shows"),
        max_length=10,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "portal-input"}
        ),
    )
    answer = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)


@sensitive_post_parameters("code", "answer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_key(request: HttpRequest) -> HttpResponse:
    """Add a key: who is signed in, or who has given the right password and has none yet."""
    user = person_adding(request)
    if user is None:
        return HttpResponseRedirect(resolve_url("sign_in"))
    if request.user.is_authenticated:
        insist(request)
    form = NewKeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return done(request, user, added(request, user, form))
        except Refused as refused:
            for one in refused.refusals:
                form.add_error(one.field if one.field in form.fields else None, f"{one.missing} {one.next_step}")
        except KeyRefused:
            form.add_error(None, _("The passkey could not be added. Please try again."))
    return TemplateResponse(request, "accounts/add_key.html", page(request, user, form))


def person_adding(request: HttpRequest) -> User | None:
    """Return who may add a key here: nobody adds one behind a password alone where there are keys already."""
    if request.user.is_authenticated:
        return person_at(request)
    user = pending.person_waiting(request)
    return user if user is not None and not factors.has_any(user) else None


def added(request: HttpRequest, user: User, form: NewKeyForm) -> list[str]:
    """Have the deed add the key; return recovery codes where there were none.

    :raises Refused: when the deed refuses.
    :raises KeyRefused: when the passkey is no answer to what was asked.
    """
    told = {"user": user, "name": form.cleaned_data["name"], "by": Staff(user), "at": timezone.now()}
    if form.cleaned_data["answer"]:
        challenge, site = request.session.pop(NEW_CHALLENGE, ""), site_of(request)
        if site is None or not challenge:
            raise KeyRefused
        return services.add_passkey(key=prove_new(Shown(form.cleaned_data["answer"], challenge, site)), **told)
    secret = opened(request.session[NEW_SECRET], bound_to=_place(user)) if NEW_SECRET in request.session else b""
    codes = services.add_generator(secret=secret, code=form.cleaned_data["code"], **told)
    del request.session[NEW_SECRET]
    return codes


def done(request: HttpRequest, user: User, codes: list[str]) -> HttpResponse:
    """Let in who was at the sign-in; show recovery codes, once, or lead back to the keys."""
    wanted = pending.wanted_by(request)
    if not request.user.is_authenticated:
        pending.let_in(request, user, "new_key")
    if not codes:
        messages.success(request, _("The key is added."))
        return HttpResponseRedirect(wanted or resolve_url("own_keys"))
    return show_codes(request, codes, wanted or resolve_url("own_keys"))


def show_codes(request: HttpRequest, codes: list[str], wanted: str) -> HttpResponse:
    """Show new recovery codes in this answer only."""
    context = {**admin.site.each_context(request), "title": _("Recovery codes"), "codes": codes, "next": wanted}
    return Recorded(request, "accounts/recovery_codes.html", context)


def page(request: HttpRequest, user: User, form: forms.Form) -> dict[str, object]:
    """Return what the page shows: a secret as a picture and in letters, and what a browser needs for a passkey."""
    if NEW_SECRET not in request.session:
        request.session[NEW_SECRET] = sealed(factors.new_secret(), bound_to=_place(user))
    secret = base64.b32encode(opened(request.session[NEW_SECRET], bound_to=_place(user))).decode()
    site = site_of(request)
    options = ""
    if site is not None:
        known = list(user.passkeys.values_list("credential", flat=True))
        handle = f"portal-{user.pk}".encode()
        options, request.session[NEW_CHALLENGE] = options_for_new(
            site=site, user=user.get_username(), handle=handle, known=known
        )
    return {
        **admin.site.each_context(request),
        "title": _("Add a key to sign in"),
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "picture": picture_of(address_of_secret(user, secret)),
        "passkey_options": options,
        "is_required": not request.user.is_authenticated,
    }


def address_of_secret(user: User, secret: str) -> str:
    """Return what a program reads from the picture."""
    asked = urlencode({"secret": secret, "issuer": NAME, "digits": 6, "period": 30}, quote_via=quote)
    return f"otpauth://totp/{quote(NAME)}:{quote(user.get_username())}?{asked}"


def picture_of(text: str) -> str:
    """Return a QR code as an address that holds the picture itself."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=4, xmldecl=False, svgns=True, nl=False)
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def own_keys(request: HttpRequest) -> HttpResponse:
    """Show the person's keys; remove one, or make new recovery codes."""
    user = person_at(request)
    if request.method == "POST":
        insist(request)
        if "renew" in request.POST:
            codes = services.renew_recovery_codes(user=user, by=Staff(user), at=timezone.now())
            return show_codes(request, codes, resolve_url("own_keys"))
        remove(request, user)
        return HttpResponseRedirect(resolve_url("own_keys"))
    context = {
        **admin.site.each_context(request),
        "title": _("Keys to sign in"),
        "passkeys": user.passkeys.all(),
        "generators": user.code_generators.all(),
        "provider_on": documents.is_on(),
        "links": user.provider_links.all(),
        "codes_left": user.recovery_codes.filter(used_at=None).count(),
    }
    return TemplateResponse(request, "accounts/own_keys.html", context)


def remove(request: HttpRequest, user: User) -> None:
    """Remove the key, or the link with the provider, that the form names: `passkey-7`, `generator-3`, `provider-5`."""
    kind, _dash, number = request.POST.get("remove", "").partition("-")
    if kind not in ("passkey", "generator", "provider") or not (
        number.isascii() and number.isdigit() and len(number) < 16
    ):
        raise PermissionDenied
    act = removal(kind, int(number), user)
    try:
        act(user=user, by=Staff(user), at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.text)
    except Conflict as conflict:
        messages.error(request, conflict.text)
    else:
        messages.success(request, _("The key is removed."))


def removal(kind: str, number: int, user: User) -> Callable[..., None]:
    """Return the deed that removes one of the person's own; what is another's does not exist."""
    if kind == "provider":
        return partial(services.unlink_provider, link=get_object_or_404(ProviderLink, pk=number, user=user))
    if kind == "passkey":
        return partial(services.remove_key, key=get_object_or_404(Passkey, pk=number, user=user))
    return partial(services.remove_key, key=get_object_or_404(CodeGenerator, pk=number, user=user))


def _place(user: User) -> str:
    return f"accounts.new_secret:{user.pk}"
