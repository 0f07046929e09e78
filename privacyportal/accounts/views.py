"""How does a person change their own password?"""

from typing import Any

from django.contrib import admin
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils import timezone
from unfold.forms import AdminOwnPasswordChangeForm

from privacyportal.accounts import services


class OwnPasswordView(PasswordChangeView):
    """The password page of the admin, whose change is a deed in the trail."""

    form_class = AdminOwnPasswordChangeForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the frame of every page needs."""
        return {**super().get_context_data(**kwargs), **admin.site.each_context(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Set the password and stay signed in here; other sessions of the person end."""
        user: Any = self.request.user
        password = form.cleaned_data["new_password1"]
        services.set_password(user=user, password=password, by=user, at=timezone.now())
        update_session_auth_hash(self.request, user)
        return HttpResponseRedirect(str(self.get_success_url()))
