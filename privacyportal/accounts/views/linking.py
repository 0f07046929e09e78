"""How does a person link their own account with who they are at the firm's provider?

They show here that it is they, go to the provider, and say here, seeing whom the provider means, that it is to be
linked: nobody is led into linking somebody else's account at the provider with their own here.
"""

from datetime import datetime, timedelta

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from privacyportal.accounts import services
from privacyportal.accounts.models import User
from privacyportal.accounts.provider import documents
from privacyportal.accounts.provider.proving import Told
from privacyportal.accounts.screens import person_at
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.refusals import Refused
from privacyportal.backoffice.sendings import sent_once

TOLD = "accounts.provider_told"
WITHIN = timedelta(minutes=10)


def remember(request: HttpRequest, told: Told) -> None:
    """Remember who the person is at the provider until they have said here that it is to be linked."""
    at = timezone.now().isoformat()
    request.session[TOLD] = {"issuer": told.issuer, "subject": told.subject, "name": told.name, "at": at}


def remembered(request: HttpRequest) -> dict[str, str]:
    """Return whom the provider named just now, or nothing."""
    kept: dict[str, str] = request.session.get(TOLD) or {}
    if not kept or not timedelta(0) <= timezone.now() - datetime.fromisoformat(kept["at"]) < WITHIN:
        return {}
    return kept


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def provider_link(request: HttpRequest) -> HttpResponse:
    """Ask whether the account at the provider is to be linked, and link it; lead to the provider first."""
    if not documents.is_on():
        raise Http404
    user, told = person_at(request), remembered(request)
    insist(request)
    if not told:
        return HttpResponseRedirect(resolve_url("provider_prove"))
    if request.method == "POST":
        link(request, user, told)
        return HttpResponseRedirect(resolve_url("own_keys"))
    context = {**admin.site.each_context(request), "title": _("Link with the provider"), "name": told["name"]}
    return TemplateResponse(request, "accounts/provider_link.html", context)


def link(request: HttpRequest, user: User, told: dict[str, str]) -> None:
    """Have the deed link the account; say what it says."""
    del request.session[TOLD]
    given = {"issuer": told["issuer"], "subject": told["subject"]}
    try:
        services.link_provider(user=user, **given, by=Staff(user), at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.text)
    else:
        messages.success(request, _("The account is linked with the provider."))
