"""Who else has a record open? Whoever read it within the last minutes, as the kept views say."""

from datetime import timedelta
from http import HTTPStatus

from django.contrib.admin import ModelAdmin
from django.db import models
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from privacyportal.audit.models import Reading

# So long after it was opened a page is taken to be open still: nobody tells us when it is closed.
OPEN_FOR = timedelta(minutes=10)
NAMED = 3


def here(screen: ModelAdmin, request: HttpRequest, object_id: str) -> JsonResponse:
    """Answer a page that asks by itself who else has the record open; it is no view of the record.

    Who may not see the record is told nothing, as of a record that is not there.
    """
    seen = screen.has_view_permission(request) and _stands(screen, request, object_id)
    status = HTTPStatus.OK if seen else HTTPStatus.NOT_FOUND
    return JsonResponse({"text": _told(screen.model, object_id, request) if seen else ""}, status=status)


def _stands(screen: ModelAdmin, request: HttpRequest, object_id: str) -> bool:
    is_key = object_id.isascii() and object_id.isdigit() and len(object_id) < len(str(2**53))
    return is_key and screen.get_queryset(request).filter(pk=int(object_id)).exists()


def _told(model: type[models.Model], object_id: str, request: HttpRequest) -> str:
    """Name those who opened it, the last first, and how many minutes ago."""
    now = timezone.now()
    views = Reading.objects.filter(
        model=model._meta.label_lower, object_pk=str(int(object_id)), what=Reading.What.RECORD, at__gte=now - OPEN_FOR
    )
    last = views.exclude(actor=request.user.pk).values("actor").annotate(at=models.Max("at")).order_by("-at")
    names = views.model.actor.field.related_model.objects.in_bulk([row["actor"] for row in last])
    told = [
        ngettext("%(name)s (%(count)d minute ago)", "%(name)s (%(count)d minutes ago)", minutes)
        % {"name": names[row["actor"]], "count": minutes}
        for row in last[:NAMED]
        for minutes in [int((now - row["at"]).total_seconds() // 60)]
    ]
    if not told:
        return ""
    more = len(names) - len(told)
    also = [ngettext("%(count)d more", "%(count)d more", more) % {"count": more}] if more > 0 else []
    return _("Also opened by: %(names)s") % {"names": pgettext("list", ", ").join([*told, *also])}
