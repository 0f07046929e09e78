"""Pages that belong to no single room: is it alive, where does a number lead, which language?"""

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET
from kombu.exceptions import OperationalError as BrokerError

from privacyportal.backoffice import reading
from privacyportal.celery import app
from privacyportal.references import registry


@require_GET
def livez(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the web process lives."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database and broker answer, else 503 naming the one that does not."""
    state = {"database": database_answers(), "broker": broker_answers()}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def database_answers() -> bool:
    """Return whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except (OperationalError, InterfaceError):
        return False


def broker_answers() -> bool:
    """Return whether the broker accepts a connection within two seconds."""
    try:
        with app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            return True
    except (BrokerError, OSError):
        return False


@login_required
@require_GET
def reference(request: HttpRequest, number: str) -> HttpResponse:
    """Lead to the page of the record with this number; a record that may not be seen does not exist."""
    obj = registry.visible_object(request.user, number)
    if obj is None or not admin.site.is_registered(type(obj)):
        reading.hides_number(number)
        raise Http404
    opts = obj._meta
    return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk]))
