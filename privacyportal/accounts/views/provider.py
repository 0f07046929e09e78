"""How does a person sign in, confirm that it is they, or link their account through the firm's provider?"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from privacyportal.accounts import pending, services
from privacyportal.accounts.models import User
from privacyportal.accounts.networks import address_of
from privacyportal.accounts.nexts import safe_next
from privacyportal.accounts.provider import asking, documents, flow
from privacyportal.accounts.provider.errors import (
    ProviderAway,
    ProviderBusy,
    ProviderDeclined,
    ProviderDoubted,
    ProviderError,
)
from privacyportal.accounts.provider.proving import Told
from privacyportal.accounts.screens import person_at
from privacyportal.accounts.services import factors, throttling
from privacyportal.accounts.views.linking import remember
from privacyportal.accounts.views.signing_in import refuse_held
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice import confirming
from privacyportal.backoffice.outages import RETRY_AFTER
from privacyportal.backoffice.refusals import PortalError

type View = Callable[[HttpRequest], HttpResponse]


def asks_provider(view: View) -> View:
    """Let a page ask the provider while there is a place; say in words, on a page of its own, what came of it."""

    @never_cache
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not documents.is_on():
            raise Http404
        try:
            refuse_held("", request)
            with asking.place():
                return view(request)
        except ValidationError as error:
            return told_why(request, " ".join(error.messages), HTTPStatus.TOO_MANY_REQUESTS)
        except ProviderError as error:
            return came_to_nothing(request, error)
        except PortalError as error:
            return told_why(request, error.text, HTTPStatus.FORBIDDEN)

    return answer


@asks_provider
def provider_start(request: HttpRequest) -> HttpResponse:
    """Lead to the provider; afterwards one is where one wanted to go, if that is here."""
    return HttpResponseRedirect(flow.begin(request, purpose=flow.SIGN_IN, wanted=safe_next(request)))


@asks_provider
def provider_again(request: HttpRequest) -> HttpResponse:
    """Have the provider ask again who sits there, for somebody who has neither key nor password here."""
    if not offered_again(person_at(request)):
        raise Http404
    return HttpResponseRedirect(flow.begin(request, purpose=flow.CONFIRM, wanted=safe_next(request)))


@asks_provider
def provider_prove(request: HttpRequest) -> HttpResponse:
    """Lead to the provider whoever wants to link their account, once they have shown here that it is theirs."""
    person_at(request)
    confirming.insist(request)
    return HttpResponseRedirect(flow.begin(request, purpose=flow.LINK, wanted=""))


@asks_provider
def provider_return(request: HttpRequest) -> HttpResponse:
    """Take what the provider says, and do what the person went there for."""
    begun, told = flow.finish(request)
    if begun.purpose == flow.LINK:
        insist_on_fresh(told)
        remember(request, told)
        return HttpResponseRedirect(resolve_url("provider_link"))
    if begun.purpose == flow.CONFIRM:
        return confirmed(request, begun, told)
    user = services.enter_by_provider(told=told, by=PORTAL, at=timezone.now())
    return entered(request, user, told, begun.wanted)


def entered(request: HttpRequest, user: User, told: Told, wanted: str) -> HttpResponse:
    """Let in whom the provider has proved, or ask for the second step where its own is not taken for one."""
    if factors.is_needed(user) and not told.is_strong:
        pending.put_off(request, user, wanted, by_provider=True)
        return HttpResponseRedirect(resolve_url("second_step"))
    pending.let_in(request, user, "provider" if told.is_strong else "", by_provider=True)
    if not is_fresh(told):
        # The provider may remember the morning; that it is they now, the person shows when it matters.
        confirming.forget(request)
    return HttpResponseRedirect(wanted or resolve_url("admin:index"))


def confirmed(request: HttpRequest, begun: flow.Flow, told: Told) -> HttpResponse:
    """Take it for an answer to who sits there, when the very person has just shown it at the provider."""
    user = person_at(request)
    insist_on_fresh(told)
    if not offered_again(user) or not user.provider_links.filter(issuer=told.issuer, subject=told.subject).exists():
        raise ProviderDoubted("sub")
    confirming.confirm(request)
    return HttpResponseRedirect(begun.wanted)


def offered_again(user: User) -> bool:
    """Return whether the provider may be asked who sits there: who has a key here shows the key."""
    return documents.is_on() and not factors.has_any(user) and user.provider_links.exists()


def is_fresh(told: Told) -> bool:
    """Return whether the person showed at the provider just now that it is they, by two clocks that may differ."""
    return told.proved_at is not None and abs(timezone.now() - told.proved_at) < confirming.WITHIN


def insist_on_fresh(told: Told) -> None:
    """Take no older sign-in at the provider for an answer.

    :raises ProviderDoubted: when it is one, or the provider does not say.
    """
    if not is_fresh(told):
        raise ProviderDoubted("auth_time")


def came_to_nothing(request: HttpRequest, error: ProviderError) -> HttpResponse:
    """Say why; what is to be doubted is counted against where it came from, and in the trail."""
    match error:
        case ProviderBusy():
            text = _("Many people are signing in at this moment. Please load this page again in a few seconds.")
        case ProviderAway():
            text = _("The provider does not answer at this moment. Password and keys go on working here.")
        case ProviderDeclined():
            text = _("The sign-in was broken off at the provider.")
        case _:
            text = _("What came back from the provider cannot be accepted. Please begin again.")
    if isinstance(error, ProviderDoubted):
        at = timezone.now()
        throttling.fail(address=address_of(request), at=at)
        trail.record(action="accounts.provider_refused", by=PORTAL, at=at, changes={"proof": error.code})
        return told_why(request, text, HTTPStatus.BAD_REQUEST)
    return told_why(request, text, HTTPStatus.SERVICE_UNAVAILABLE)


def told_why(request: HttpRequest, text: str, status: HTTPStatus) -> HttpResponse:
    """Answer the page that says why the sign-in through the provider came to nothing."""
    context = {**admin.site.each_context(request), "title": _("Sign-in through the provider"), "text": text}
    response = TemplateResponse(request, "accounts/provider_failed.html", context, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
