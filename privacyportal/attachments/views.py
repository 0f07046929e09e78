"""How does a file reach the person who may read it?"""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_GET

from privacyportal.attachments.models import Attachment
from privacyportal.attachments.services import note_download
from privacyportal.references import registry
from privacyportal.references.registry import Viewer


@login_required
@require_GET
def download(request: HttpRequest, pk: int) -> FileResponse:
    """Send a file as a download, never shown in place; a file that may not be seen does not exist."""
    attachment = Attachment.objects.select_related("reference").filter(pk=pk).first()
    if attachment is None or not may_take(request.user, attachment):
        raise Http404
    note_download(attachment=attachment, by=request.user, at=timezone.now())
    response = FileResponse(
        attachment.file.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def may_take(user: Viewer, attachment: Attachment) -> bool:
    """Return whether the person may take a copy of a file."""
    return registry.can_view_files(user, attachment.reference, restricted=attachment.restricted)
