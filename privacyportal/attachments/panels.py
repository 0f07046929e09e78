"""What does an object's page show of its files?"""

from collections.abc import Mapping
from functools import partial

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.models import Attachment, Scan
from privacyportal.backoffice import panels
from privacyportal.backoffice.panels import Panel
from privacyportal.references import registry
from privacyportal.references.kinds import Referenced

MOST = 200


def files(request: HttpRequest, obj: Referenced) -> Panel | None:
    """Return the object's files that the person may take."""
    return Panel("files", _("Files"), "attachments/panel.html", partial(_files, request, obj))


def _files(request: HttpRequest, obj: Referenced) -> Mapping[str, object]:
    """Return what the tab shows, newest first: a file's name can tell as much as the file."""
    kept = Attachment.objects.filter(reference_id=obj.reference_id).select_related(
        "uploaded_by", "scan", "erasure__erased_by", "erasure__checked_by"
    )
    rows = list(kept.order_by("-uploaded_at")[:MOST])
    open_to = {
        marked: registry.can_view_files(request.user, obj.reference, restricted=marked)
        for marked in {row.restricted for row in rows}
    }
    return {"attachments": [row for row in rows if open_to[row.restricted]], "held": Scan.HELD}


panels.register(600, files)
