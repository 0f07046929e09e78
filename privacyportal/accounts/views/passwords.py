"""How does a person choose their own password?"""

from django.contrib import admin, messages
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordChangeView, PasswordResetConfirmView
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.forms import AdminOwnPasswordChangeForm

from privacyportal.accounts import pending, services
from privacyportal.accounts.models import User
from privacyportal.accounts.screens import person_at
from privacyportal.accounts.services import throttling
from privacyportal.accounts.tokens import choosing_tokens
from privacyportal.accounts.views.signing_in import count_try
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.refusals import Refused


class OwnPasswordForm(AdminOwnPasswordChangeForm):
    """The present password and twice the new one; the present one is guessed no more often than at the sign-in."""

    def clean_old_password(self) -> str:
        """Judge the present password.

        :raises ValidationError: when it is wrong, or too many were wrong before.
        """
        name = self.user.get_username()
        count_try(name)
        typed: str = super().clean_old_password()
        throttling.succeed(name=name)
        return typed


def chosen(form: SetPasswordForm, user: User) -> bool:
    """Have the deed keep the password; return False, with the reason beside the field, where it refuses."""
    try:
        services.set_password(user=user, password=form.cleaned_data["new_password1"], by=Staff(user), at=timezone.now())
    except Refused as refused:
        form.add_error("new_password1", [f"{one.missing} {one.next_step}" for one in refused.refusals])
        return False
    return True


class OwnPasswordView(PasswordChangeView):
    """The password page of the admin, whose change is a deed in the trail."""

    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the frame of every page needs."""
        return {**super().get_context_data(**kwargs), **admin.site.each_context(self.request)}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Set the password and stay signed in here; other sessions of the person end."""
        user = person_at(self.request)
        if not chosen(form, user):
            return self.form_invalid(form)
        pending.go_on(self.request, user)
        return HttpResponseRedirect(str(self.get_success_url()))


class ChoosePasswordView(PasswordResetConfirmView):
    """The page behind the link of an invitation: the person chooses a password, which nobody else learns."""

    template_name = "accounts/choose_password.html"
    token_generator = choosing_tokens
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("Choose a password")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the frame of every page needs."""
        return {**super().get_context_data(**kwargs), **admin.site.each_context(self.request), "title": self.title}

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        """Set the password and lead to the sign-in; the link has done its work."""
        if self.user is None:
            raise PermissionDenied
        if not chosen(form, self.user):
            return self.form_invalid(form)
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, _("Your password is kept. Please sign in."))
        return HttpResponseRedirect(str(self.get_success_url()))
