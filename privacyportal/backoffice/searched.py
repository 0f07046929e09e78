"""How does what somebody searches for stay out of addresses, which stand in logs, histories and bookmarks?

A search is sent in a body, and leads to the list with the words sealed: `?q=~…`. The key is made of the portal's own
and of the session's, neither of which stands in a log: only the session in which they were typed reads the words, and
when it has ended nobody does (ASVS 5.0, 14.2.1). Nothing is stored, so any number of searches in any number of tabs go
on, and whatever carries an address on (pages, filters, exports, the way back to a list) carries what is sealed.
"""

import base64
import re
import secrets
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib import messages
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

MARK = "~"
SEALED = re.compile(rf"{MARK}[A-Za-z0-9_-]{{64,2000}}")
# The way back from a record to its list holds the list's whole query.
LIST_QUERY = "_changelist_filters"
SEARCH_LENGTH = 200
SEARCH_WORDS = 20
NONCE_BYTES = 12
# Words are filled up to a multiple of this: how long a name is would tell something of it.
BLOCK = 32
FILL = b"\0"


class WordsGone(Exception):
    """The words of an address were typed in another session, or in one that has ended; `path` is the page's."""

    def __init__(self, path: str) -> None:
        super().__init__("What was searched for cannot be read in this session.")
        self.path = path


def is_search(text: str) -> bool:
    """Return whether a text is one that a person types to find a record; longer ones only burden the database."""
    return len(text) <= SEARCH_LENGTH and len(text.split()) <= SEARCH_WORDS and "\0" not in text


def words(request: HttpRequest, *, back: str) -> str:
    """Return what the address of a page searches for, "" where it searches for nothing.

    :param back: the path of the page without a search
    :raises WordsGone: when this session cannot read it.
    """
    sealed = request.GET.get(SEARCH_VAR, "")
    if not sealed:
        return ""
    try:
        raw = base64.urlsafe_b64decode(sealed.removeprefix(MARK) + "==")
        filled = _cipher(request).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
    except (ValueError, InvalidTag) as error:
        raise WordsGone(back) from error
    return filled.rstrip(FILL).decode()


def led(request: HttpRequest) -> HttpResponseRedirect:
    """Lead from a search that was sent to the first page of the list, filtered and ordered as before.

    Whoever pasted a whole paragraph is told how much can be looked for.

    :raises BadRequest: for a text that cannot be typed.
    """
    asked, text = request.GET.copy(), request.POST[SEARCH_VAR]
    for name in (PAGE_VAR, SEARCH_VAR):
        asked.pop(name, None)
    if "\0" not in text and not is_search(text):
        most = _("At most %(letters)d letters and %(words)d words can be searched for. Please type fewer.")
        messages.error(request, most % {"letters": SEARCH_LENGTH, "words": SEARCH_WORDS})
    elif sealed := _sealed(request, text):
        asked[SEARCH_VAR] = sealed
    return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}")


class SearchedMiddleware:
    """Leads on from addresses in which words stand as they were typed, and from those whose words nobody reads now.

    It stands before whoever would carry an address on, to the sign-in or to a question and back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead from an old bookmark, or an address typed by hand, to one that does not tell the words; else go on."""
        hidden = _hidden(request, request.GET)
        if request.method == "POST" or hidden == request.GET:
            return self.get_response(request)
        return HttpResponseRedirect(f"{request.path}?{hidden.urlencode()}")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead to the list without the search, and say why; never to rows or a file that were not asked for."""
        if not isinstance(exception, WordsGone):
            return None
        text = _(
            "The words of this search stay with the session in which they were typed; an address does not carry them "
            "to others, or to a later day. Please type them again."
        )
        messages.warning(request, text)
        left = request.GET.copy()
        del left[SEARCH_VAR]
        return HttpResponseRedirect(f"{exception.path}?{left.urlencode()}")


def _hidden(request: HttpRequest, asked: QueryDict) -> QueryDict:
    """Return what an address asks with its words sealed, also within the way back; without them where nobody is in.

    :raises BadRequest: for a text that nobody types.
    """
    found = asked.copy()
    for name, values in asked.lists():
        if name == SEARCH_VAR:
            found.setlist(name, [_sealed(request, text) for text in values])
        elif name == LIST_QUERY:
            found.setlist(name, [_way_back(request, text) for text in values])
    return found


def _way_back(request: HttpRequest, text: str) -> str:
    asked = QueryDict(text)
    hidden = _hidden(request, asked)
    return text if hidden == asked else hidden.urlencode()


def _sealed(request: HttpRequest, text: str) -> str:
    if SEALED.fullmatch(text):
        return text
    if not is_search(text):
        raise BadRequest("What is searched for is too long.")
    if not text.strip() or not request.user.is_authenticated:
        return ""
    typed, nonce = text.encode(), secrets.token_bytes(NONCE_BYTES)
    closed = _cipher(request).encrypt(nonce, typed + FILL * (-len(typed) % BLOCK), None)
    return MARK + base64.urlsafe_b64encode(nonce + closed).decode().rstrip("=")


def _cipher(request: HttpRequest) -> AESGCM:
    """Return the cipher (AES-256-GCM) whose key goes with the session.

    :raises ValueError: where there is no session.
    """
    if not request.session.session_key:
        raise ValueError("Whoever searches has a session.")
    return AESGCM(salted_hmac("backoffice.searched", request.session.session_key, algorithm="sha256").digest())
