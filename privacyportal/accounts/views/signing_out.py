"""How does a person sign out, here and at the firm's provider?"""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from privacyportal.accounts import pending
from privacyportal.accounts.provider import documents, flow


class SignOutView(LogoutView):
    """The page after signing out: it leads on to the provider, which would let the next one at this computer in."""

    template_name = "registration/logged_out.html"
    by_provider = False

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """End the session; remember how it began."""
        self.by_provider = documents.is_on() and bool(request.session.get(pending.BY_PROVIDER))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what the frame of every page needs, and where the provider signs people out."""
        frame = {**admin.site.each_context(self.request), "has_permission": False, "title": _("Logged out")}
        ends_at = flow.sign_out_address() if self.by_provider else ""
        return {**frame, **super().get_context_data(**kwargs), "by_provider": self.by_provider, "ends_at": ends_at}
