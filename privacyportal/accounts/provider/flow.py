"""How does a browser go to the provider and come back, and is it the same browser, for the same purpose?

State, nonce and the PKCE verifier (RFC 7636, S256) are random, stay in the session of the browser that began, and are
good for one return within a few minutes (OpenID Connect Core 1.0, section 3.1).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from urllib.parse import urlencode

from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts.provider import asking, documents, proving
from privacyportal.accounts.provider.errors import ProviderAway, ProviderDeclined, ProviderDoubted
from privacyportal.accounts.provider.proving import Told

FLOWS = "accounts.provider_flows"
SIGN_IN, LINK, CONFIRM = "sign_in", "link", "confirm"
WITHIN = timedelta(minutes=10)
# Windows of one browser in which somebody may be on the way at once; an older one has to begin again.
AT_ONCE = 3
SCOPE = "openid profile email"
LONGEST = 4096  # characters of a code or state that are looked at


@dataclass(frozen=True)
class Flow:
    """One way to the provider and back: for what, where to afterwards, and whose session it was."""

    purpose: str
    wanted: str
    nonce: str
    verifier: str
    at: str
    user: int | None


def begin(request: HttpRequest, *, purpose: str, wanted: str) -> str:
    """Remember in the session that somebody is on the way; return the provider's address to go to.

    :raises ProviderAway: when the provider does not say in time where that is.
    """
    where, state = documents.provider(), token_urlsafe(32)
    user = request.user.pk if request.user.is_authenticated else None
    flow = Flow(purpose, wanted, token_urlsafe(32), token_urlsafe(48), timezone.now().isoformat(), user)
    flows = {**request.session.get(FLOWS, {}), state: asdict(flow)}
    request.session[FLOWS] = dict(sorted(flows.items(), key=lambda one: one[1]["at"])[-AT_ONCE:])
    # Who confirms, or links an account, shows it then: what the provider remembers of the morning is not enough.
    fresh = {} if purpose == SIGN_IN else {"prompt": "login", "max_age": "0"}
    url, _state = _client(where).create_authorization_url(
        where.asks_at, state=state, code_verifier=flow.verifier, nonce=flow.nonce, **fresh
    )
    return str(url)


def finish(request: HttpRequest) -> tuple[Flow, Told]:
    """Return for what somebody went to the provider, and what it says of them.

    :raises ProviderDoubted: when it is not an answer to what this browser asked, or a proof fails.
    :raises ProviderDeclined: when the provider said no.
    :raises ProviderAway: when the provider does not answer in time.
    """
    flow = _taken(request)
    _insist_on_answer(request.GET)
    where = documents.provider()
    _insist_on_issuer(request.GET.get("iss"), where)
    token = asking.exchange(where.gives_at, _client(where), code=request.GET["code"], code_verifier=flow.verifier)
    return flow, proving.told_by(token, nonce=flow.nonce, at=timezone.now())


def wanted_on_return(request: HttpRequest) -> str:
    """Return where whoever comes back wanted to go, without using anything up."""
    kept = request.session.get(FLOWS, {}).get(request.GET.get("state", ""), {})
    return str(kept.get("wanted", ""))


def sign_out_address() -> str:
    """Return where the provider signs people out, or nothing; it is not asked for long, and not again.

    OpenID Connect RP-Initiated Logout 1.0, without a hint: the provider asks the person itself.
    """
    try:
        with asking.place():
            ends_at = documents.provider().ends_at
    except (ProviderAway, asking.ProviderBusy):
        return ""
    if not ends_at:
        return ""
    given = {
        "client_id": settings.PORTAL_OIDC_CLIENT_ID,
        "post_logout_redirect_uri": settings.PORTAL_BASE_URL + reverse("sign_in"),
    }
    return f"{ends_at}{'&' if '?' in ends_at else '?'}{urlencode(given)}"


def _taken(request: HttpRequest) -> Flow:
    """Take out of the session what this return answers; it is good once.

    :raises ProviderDoubted: when this browser did not begin it, began it too long ago, or as somebody else.
    """
    flows = dict(request.session.get(FLOWS, {}))
    kept = flows.pop(request.GET.get("state", "")[:LONGEST], None)
    if kept is None:
        raise ProviderDoubted("state")
    request.session[FLOWS] = flows
    flow = Flow(**kept)
    if not timedelta(0) <= timezone.now() - datetime.fromisoformat(flow.at) < WITHIN:
        raise ProviderDoubted("state")
    if flow.purpose != SIGN_IN and flow.user != request.user.pk:
        raise ProviderDoubted("state")
    return flow


def _insist_on_answer(given: Mapping[str, str]) -> None:
    if given.get("error"):
        raise ProviderDeclined("declined")
    if not 0 < len(given.get("code", "")) <= LONGEST:
        raise ProviderDoubted("code")


def _insist_on_issuer(said: str | None, where: documents.Provider) -> None:
    """Ask whose answer it is (RFC 9207), where the provider says it."""
    if said is None and not where.names_itself:
        return
    if said != where.issuer:
        raise ProviderDoubted("iss")


def _client(where: documents.Provider) -> OAuth2Session:
    return OAuth2Session(
        settings.PORTAL_OIDC_CLIENT_ID,
        settings.PORTAL_OIDC_CLIENT_SECRET,
        token_endpoint_auth_method=where.takes_secret_in,
        scope=SCOPE,
        # From the settings, never from the request: a forged host leads nobody elsewhere.
        redirect_uri=settings.PORTAL_BASE_URL + reverse("provider_return"),
        code_challenge_method="S256",
    )
