"""How does a file reach the person who may read it?"""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from privacyportal.attachments.models import Attachment
from privacyportal.attachments.reading import may_take
from privacyportal.attachments.services import note_download
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.confirming import insist


@login_required
@require_GET
def download(request: HttpRequest, pk: int) -> FileResponse | TemplateResponse:
    """Send a file as a download, never shown in place; a file that may not be seen does not exist.

    Before a restricted file the person shows again that it is they. Of an erased file it is told who erased it, when
    and why (410).
    """
    attachment = (
        Attachment.objects.select_related("reference", "erasure__erased_by", "erasure__checked_by")
        .filter(pk=pk)
        .first()
    )
    if attachment is None or not may_take(request.user, attachment):
        raise Http404
    if attachment.erasure is not None:
        return TemplateResponse(request, "attachments/erased.html", {"attachment": attachment}, status=410)
    if attachment.restricted:
        insist(request)
    note_download(attachment=attachment, by=actor(request), at=timezone.now())
    response = FileResponse(
        attachment.file.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
