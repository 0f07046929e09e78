"""What does an object's page show of its files?"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.models import Attachment
from privacyportal.backoffice import panels
from privacyportal.backoffice.panels import Panel


def files(request: HttpRequest, obj: Any) -> Panel | None:
    """Return the object's files, newest first."""
    kept = (
        Attachment.objects.filter(reference_id=obj.reference_id).select_related("uploaded_by").order_by("-uploaded_at")
    )
    return Panel("files", _("Files"), "attachments/panel.html", {"attachments": list(kept[:200])})


panels.register(600, files)
