"""How does a file reach the person who may read it?"""

from http import HTTPStatus

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacyportal.attachments.forms import ReasonForm
from privacyportal.attachments.models import Attachment
from privacyportal.attachments.reading import may_take
from privacyportal.attachments.services import held, take_copy
from privacyportal.backoffice import reading
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.formerrors import with_refusal
from privacyportal.backoffice.keyring import KeyMissing, NotOpened
from privacyportal.backoffice.sendings import sent_once


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def download(request: HttpRequest, pk: int) -> FileResponse | TemplateResponse:
    """Send a file as a download, never shown in place; a file that may not be seen does not exist.

    Before an identity paper or a restricted file the person shows again that it is they, and writes what for. Of an
    erased file it is told who erased it, when and why (410); of one that does not open (503), or that the virus scanner
    holds (409), what to do.
    """
    attachment = (
        Attachment.objects.select_related("reference", "erasure__erased_by", "erasure__checked_by")
        .filter(pk=pk)
        .first()
    )
    if attachment is None or not may_take(request.user, attachment):
        reading.hides(Attachment, pk)
        raise Http404
    if attachment.erasure is not None:
        return told_of(request, attachment, "erased", status=HTTPStatus.GONE)
    refusal = held(attachment)
    if refusal is not None:
        return told_of(request, attachment, "held", error=refusal.text, status=HTTPStatus.CONFLICT)
    form = with_refusal(ReasonForm)(request.POST or None)
    if attachment.needs_reason:
        insist(request)
        if not form.is_valid():
            return asked(request, attachment, form)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        file = take_copy(attachment=attachment, reason=reason, by=actor(request), at=timezone.now())
    except (KeyMissing, NotOpened) as error:
        return told_of(request, attachment, "not_opened", error=error.text, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response = FileResponse(file, as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def asked(request: HttpRequest, attachment: Attachment, form: ReasonForm) -> TemplateResponse:
    """Ask what the file is needed for."""
    more = {**admin.site.each_context(request), "title": _("Take a copy"), "form": form}
    return told_of(request, attachment, "reason", **more)


def told_of(
    request: HttpRequest, attachment: Attachment, page: str, *, status: int = HTTPStatus.OK, **more: object
) -> TemplateResponse:
    """Return a page about a file in its stead; that it names the file is kept, as a copy taken is in the trail."""
    reading.lists_records([attachment])
    context = {"attachment": attachment, **more}
    return TemplateResponse(request, f"attachments/{page}.html", context, status=status)
