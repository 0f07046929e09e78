"""How does a form that is sent twice, or twenty times at once, make one record?

Each page that changes something carries a token of ours. Its first use is a row with a unique key, written in the
transaction of the deed: whoever comes second waits for the first, and is led to where that one led.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from hashlib import sha256
from http import HTTPStatus
from secrets import token_urlsafe
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.backoffice import constraints
from privacyportal.backoffice.confirming import KEPT
from privacyportal.backoffice.formerrors import refused_with
from privacyportal.backoffice.models import Sending
from privacyportal.backoffice.outages import RETRY_AFTER
from privacyportal.backoffice.refusals import Conflict, PortalError, Refused, keep
from privacyportal.backoffice.seen import SEEN

logger = logging.getLogger(__name__)

ONCE = "portal_once"
LONGEST = 200
# Which button sent a form, and what the page adds by itself: not what was typed.
NOT_TYPED = frozenset({ONCE, SEEN, KEPT, "csrfmiddlewaretoken", "_save", "_continue", "_addanother"})
# A used token is known for longer than it could be used again, should the clock have been wrong meanwhile.
REMEMBERED_FOR = timedelta(days=7)


class Recorded(TemplateResponse):
    """A page that shows what was recorded, this one time, where other pages lead on to it."""


type View = Callable[..., HttpResponseBase]


def new_token(request: HttpRequest, path: str = "") -> str:
    """Return what tells one opening of a form from another: signed for the person, and for where the form is sent."""
    return _signer(request, path or request.path).sign(token_urlsafe(12))


def once(request: HttpRequest, send: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer a page; where a form is sent, in one transaction and only the first time that this very form is sent.

    A form is recorded when it is answered with a redirection (or `Recorded`). When a rule says no, when the token is
    none of ours for this person and page, or was used for other content, the page is shown again as typed and nothing
    is stored. A form without a token (a script) is a sending of its own.
    """
    if request.method != "POST":
        return send()
    try:
        return _recorded_once(request, send)
    except PortalError as error:
        if isinstance(error, Refused) and error.by is not None and error.at is not None:
            keep(error, deed=error.deed, by=error.by, at=error.at)
        return _shown_again(error, send)
    except IntegrityError as error:
        broken = constraints.said(error)
        if broken is None:
            raise
        logger.warning("A form came as far as a constraint of its table: %s", error)
        return _shown_again(broken, send)


def sent_once(view: View) -> View:
    """Let a page of its own (a function) record what is sent to it once."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return once(request, partial(view, request, *args, **kwargs))

    return answer


def prune(*, at: datetime) -> int:
    """Forget the forms whose tokens are too old to be used again; return how many."""
    limit = at - timedelta(seconds=settings.PORTAL_FORM_SECONDS) - REMEMBERED_FOR
    return Sending.objects.filter(at__lt=limit).delete()[0]


def _recorded_once(request: HttpRequest, send: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    token, user = request.POST.get(ONCE, ""), request.user
    if token:
        _insist_on_ours(request, token)
    content = _content(request) if token else ""
    with transaction.atomic():
        if not token or not user.is_authenticated:
            return send()
        sending, is_first = Sending.objects.get_or_create(
            token_sha256=sha256(token.encode()).hexdigest(),
            defaults={
                "person_id": user.pk,
                "path": request.path,
                "content_sha256": content,
                "at": timezone.now(),
            },
        )
        if not is_first:
            return _led_back(request, sending, content)
        response = send()
        if isinstance(response, (HttpResponseRedirect, Recorded)):
            led_to = request.path if isinstance(response, Recorded) else _without_query(response.url)
            Sending.objects.filter(pk=sending.pk).update(led_to=led_to)
        else:
            sending.delete()
        return response


def _shown_again(error: PortalError, send: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Show the page as typed with what is wrong; whatever it does meanwhile is undone."""
    with refused_with(error), transaction.atomic():
        response = send()
        transaction.set_rollback(True)
    if isinstance(response, HttpResponse) and response.status_code == HttpResponse.status_code:
        response.status_code = int(error.status)
        if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _led_back(request: HttpRequest, sending: Sending, content: str) -> HttpResponseRedirect:
    if sending.content_sha256 != content:
        raise Conflict(
            _(
                "This form has been sent before with other content, which was recorded. What you see now is not "
                "recorded. To record it as well, send the form again."
            )
        )
    messages.info(request, _("This form had been sent before; nothing was recorded a second time."))
    return HttpResponseRedirect(sending.led_to)


def _insist_on_ours(request: HttpRequest, token: str) -> None:
    if len(token) > LONGEST or not _is_ours(request, token):
        raise Conflict(
            _(
                "This form was opened too long ago, by somebody else or on another page. Nothing was recorded, and "
                "what you typed is kept. Check it and send the form again."
            )
        )


def _is_ours(request: HttpRequest, token: str) -> bool:
    try:
        _signer(request, request.path).unsign(token, max_age=settings.PORTAL_FORM_SECONDS)
    except BadSignature:
        return False
    return True


def _signer(request: HttpRequest, path: str) -> TimestampSigner:
    return TimestampSigner(salt=json.dumps(["portal.once", request.user.pk, path]))


def _content(request: HttpRequest) -> str:
    """Return a digest of what was typed and of the files sent with it."""
    digest = sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_TYPED:
            digest.update(json.dumps([name, values]).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(json.dumps([name, file.name, file.size]).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _without_query(url: str) -> str:
    """Return where a page led to without its query, which may hold what somebody searched for."""
    parts = urlsplit(url)
    return f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path
