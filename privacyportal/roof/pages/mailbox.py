"""Which mails has the embedded mail server kept, and what do they say?"""

import mailbox
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from privacyportal.backoffice import reading

PERMISSION = "notifications.view_mailbox"
LETTERS_A_PAGE = 50
HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
SHOWN_FIRST = ("Date", "From", "To", "Subject", "Message-ID")


def is_kept() -> bool:
    """Return whether an embedded mail server keeps mail here: in a demonstration, never in production."""
    return bool(settings.PORTAL_MAILBOX_DIR)


@dataclass(frozen=True)
class Letter:
    """A kept mail: its key in the mailbox and its decoded message."""

    key: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Return the decoded subject."""
        return str(self.message["Subject"] or "")

    @property
    def sender(self) -> str:
        """Return who it is from, decoded."""
        return str(self.message["From"] or "")

    @property
    def recipient(self) -> str:
        """Return whom it is to, decoded."""
        return str(self.message["To"] or "")

    @property
    def sent_at(self) -> datetime | None:
        """Return the moment in its Date header, or None when there is none that can be read."""
        try:
            return parsedate_to_datetime(str(self.message["Date"]))
        except ValueError:
            return None

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Return every header, decoded, the usual ones first."""
        rest = [(name, str(value)) for name, value in self.message.items() if name not in SHOWN_FIRST]
        return [(name, str(self.message[name])) for name in SHOWN_FIRST if name in self.message] + rest

    @property
    def text(self) -> str:
        """Return the text part."""
        return self.part("plain")

    @property
    def html(self) -> str:
        """Return the HTML part as source."""
        return self.part("html")

    def part(self, kind: str) -> str:
        """Return the body of a kind (plain or html), or an empty text when the mail has none."""
        body = self.message.get_body(preferencelist=(kind,))
        return str(body.get_content()) if body is not None else ""


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Show the kept mails, newest first."""
    check(request)
    page = Paginator(kept_keys(), LETTERS_A_PAGE).get_page(request.GET.get("page"))
    with opened() as box:
        rows = [read(box, key) for key in page.object_list] if box is not None else []
    reading.shows_letters("mailbox", [row.key for row in rows])
    context = {"is_configured": directory() is not None, "page": page, "letters": rows}
    return render(request, "dashboard/mailbox.html", _("Embedded mailbox"), context)


@require_GET
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # Its types know no view with an argument.
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """Show one kept mail; its HTML stays in a frame that may run nothing and load nothing."""
    check(request)
    shown = found(key)
    return render(request, "dashboard/letter.html", shown.subject, {"letter": shown})


@require_GET
@xframe_options_sameorigin
def letter_html(request: HttpRequest, key: str) -> HttpResponse:
    """Answer the HTML of a kept mail for that frame: mail has its styles in itself, so it is a document of its own."""
    check(request)
    response = HttpResponse(found(key).html)
    response.headers["Content-Security-Policy"] = HTML_POLICY
    return response


def found(key: str) -> Letter:
    """Return a kept mail by its key.

    :raises Http404: when there is none.
    """
    with opened() as box:
        if box is None or key not in kept_keys():
            raise Http404
        letter = read(box, key)
    reading.shows_letters("mailbox_letter", [key])
    return letter


def check(request: HttpRequest) -> None:
    """Let in only those who may read the embedded mailbox.

    :raises PermissionDenied: for everybody else.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied


def directory() -> Path | None:
    """Return the Maildir of the embedded mail server, or None where mail leaves through a real one."""
    configured: Path | None = settings.PORTAL_MAILBOX_DIR
    return configured if configured is not None and (configured / "new").is_dir() else None


@contextmanager
def opened() -> Iterator[mailbox.Maildir | None]:
    """Open the Maildir for reading, if there is one."""
    path = directory()
    box = mailbox.Maildir(path, factory=None, create=False) if path is not None else None
    try:
        yield box
    finally:
        if box is not None:
            box.close()


def kept_keys() -> list[str]:
    """Return the keys of the kept mails, newest first; file names of a Maildir begin with the second of arrival."""
    with opened() as box:
        return sorted(box.keys(), key=arrival, reverse=True) if box is not None else []


def arrival(key: str) -> tuple[int, str]:
    """Return what a mail's key says of its arrival, for sorting."""
    second = key.partition(".")[0]
    return (int(second) if second.isdigit() else 0, key)


def read(box: mailbox.Maildir, key: str) -> Letter:
    """Return one kept mail, decoded."""
    message: Message = BytesParser(policy=default).parsebytes(box.get_bytes(key))
    assert isinstance(message, EmailMessage)  # noqa: S101  The policy makes it one; the type does not say so.
    return Letter(key, message)


def render(request: HttpRequest, template: str, title: str, context: Mapping[str, object]) -> HttpResponse:
    """Return a page within the admin's frame."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})
