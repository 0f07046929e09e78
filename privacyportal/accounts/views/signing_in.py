"""How does a person sign in?"""

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from unfold.forms import AuthenticationForm

from privacyportal.accounts import pending
from privacyportal.accounts.networks import address_of
from privacyportal.accounts.provider import documents
from privacyportal.accounts.screens import staff
from privacyportal.accounts.services import factors, throttling
from privacyportal.accounts.services.throttling import Kind
from privacyportal.backoffice.dates import table_instant


def refuse_held(name: str, request: HttpRequest | None, kind: Kind = Kind.NAME) -> None:
    """Turn an attempt away where too many came before it, in the same words whether or not there is such an account.

    :raises ValidationError: when it is turned away.
    """
    address, at = address_of(request), timezone.now()
    until = throttling.held_until(name=name, address=address, at=at, kind=kind)
    if until is None:
        return
    throttling.turn_away(name=name, address=address, at=at, kind=kind)
    text = _("Too many attempts. Try again after %(until)s, or ask an administrator to let you try before.")
    raise ValidationError(text % {"until": table_instant(until)}, code="throttled")


def count_try(name: str, kind: Kind = Kind.NAME) -> None:
    """Count an attempt of somebody who is known already, before it is judged.

    Of many at the same moment, all of which found the way open, only as many are let through as the limit allows.

    :raises ValidationError: when it is not to be judged.
    """
    refuse_held(name, None, kind)
    if not throttling.enter(name=name, address="", at=timezone.now(), kind=kind):
        refuse_held(name, None, kind)
        raise ValidationError(_("Too many attempts at the same moment. Please try again."), code="throttled")


class SignInForm(AuthenticationForm):
    """Name and password."""

    def clean(self) -> dict[str, object]:
        """Ask first whether attempts are turned away, then whose name and password these are.

        :raises ValidationError: when they are nobody's, or nothing is asked for now.
        """
        name = self.cleaned_data.get("username")
        if name and self.cleaned_data.get("password"):
            refuse_held(name, self.request)
        cleaned: dict[str, object] = super().clean()
        return cleaned


class SignInView(LoginView):
    """The sign-in page; afterwards one is where one wanted to go, if that is here, else on the front page."""

    authentication_form = SignInForm
    template_name = "admin/login.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the form, or lead on who is signed in already."""
        if admin.site.has_permission(request):
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let in who needs no more than a password; the others owe a second step."""
        user = staff(form.get_user())
        if not factors.is_needed(user):
            pending.let_in(self.request, user, "")
            return HttpResponseRedirect(self.get_success_url())
        pending.put_off(self.request, user, self.get_success_url())
        return HttpResponseRedirect(resolve_url("second_step"))

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the frame of every page needs."""
        frame = {
            **admin.site.each_context(self.request),
            "title": _("Log in"),
            "app_path": self.request.get_full_path(),
            "provider_label": documents.label(),
            "over": bool(self.request.GET.get("over")),
            "lost": bool(self.request.GET.get("lost")),
            "waits": self.get_redirect_url().startswith(resolve_url("go_on")),
        }
        context: dict[str, object] = {**frame, **super().get_context_data(**kwargs)}
        context[REDIRECT_FIELD_NAME] = self.get_redirect_url()
        return context
