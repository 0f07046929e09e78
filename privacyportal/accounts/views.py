"""How does a person choose their own password?"""

from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordChangeView, PasswordResetConfirmView
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.forms import AdminOwnPasswordChangeForm

from privacyportal.accounts import services
from privacyportal.accounts.screens import person_at
from privacyportal.audit.actors import Staff


class OwnPasswordView(PasswordChangeView):
    """The password page of the admin, whose change is a deed in the trail."""

    form_class = AdminOwnPasswordChangeForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the frame of every page needs."""
        return {**super().get_context_data(**kwargs), **admin.site.each_context(self.request)}

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        """Set the password and stay signed in here; other sessions of the person end."""
        user = person_at(self.request)
        password = form.cleaned_data["new_password1"]
        services.set_password(user=user, password=password, by=Staff(user), at=timezone.now())
        update_session_auth_hash(self.request, user)
        return HttpResponseRedirect(str(self.get_success_url()))


class ChoosePasswordView(PasswordResetConfirmView):
    """The page behind the link of an invitation: the person chooses a password, which nobody else learns."""

    template_name = "accounts/choose_password.html"
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("Choose a password")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the frame of every page needs."""
        return {**super().get_context_data(**kwargs), **admin.site.each_context(self.request), "title": self.title}

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        """Set the password and lead to the sign-in; the link has done its work."""
        if self.user is None:
            raise PermissionDenied
        password = form.cleaned_data["new_password1"]
        services.set_password(user=self.user, password=password, by=Staff(self.user), at=timezone.now())
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, _("Your password is kept. Please sign in."))
        return HttpResponseRedirect(str(self.get_success_url()))
