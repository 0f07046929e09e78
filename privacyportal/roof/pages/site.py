"""Which language does a person see the portal in, and where do they land after choosing?"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from privacyportal.accounts import services
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff

YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the portal in another language from now on and go back to the page one came from.

    The choice is kept with the account, so that mail comes in it too, and in a cookie for the login page.
    """
    response = HttpResponseRedirect(safe_next(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            services.choose_language(user=request.user, language=chosen, by=Staff(request.user), at=timezone.now())
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def safe_next(request: HttpRequest) -> str:
    """Return the page to go back to, if it is one of ours, else the front page."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse("admin:index")
