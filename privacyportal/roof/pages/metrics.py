"""What does a monitoring program (Prometheus) read? Figures of the whole installation, counted when it asks.

They stand in the database, so every web process gives the same and none has to add up what others did. No record and no
person can be told from them. docs/operations.md has an alert for each.
"""

from collections.abc import Iterator
from datetime import datetime
from hmac import compare_digest

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from privacyportal.accounts.models import SignInCount
from privacyportal.clocks.models import Clock, Level, Notice, SweepRun
from privacyportal.clocks.plan import OPEN, Outcome
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Channel, Status
from privacyportal.roof.pages.health.river import LOOK_BACK

# Of what is sent nobody needs to be woken, and it grows for years.
UNENDED = (Status.HELD, Status.WAITING, Status.SENDING)
ENDED_BADLY = (Status.FAILED, Status.UNKNOWN)


class Figures(Collector):
    """Every figure at a moment; the same number of queries however much there is."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Metric]:
        """Yield all figures, or only that the database is away."""
        try:
            found = [*self.river(), *self.mails(), *self.people()]
        except (OperationalError, InterfaceError):
            found = []
        yield gauge("portal_database_up", "1 when the database answers.", float(bool(found)))
        yield from found

    def age(self, since: datetime | None, otherwise: float) -> float:
        """Return how many seconds ago something was."""
        return (self.at - since).total_seconds() if since else otherwise

    def river(self) -> Iterator[Metric]:
        """Yield how deadlines are watched; a portal that no sweep has ever looked at is late without end."""
        last = SweepRun.objects.aggregate(last=Max("ended_at"))["last"]
        yield gauge("portal_sweep_age_seconds", "Since the last sweep ended.", self.age(last, float("inf")))
        due = Level.objects.to_come().filter(fire_at__lte=self.at).aggregate(count=Count("pk"), oldest=Min("fire_at"))
        yield gauge("portal_steps_due", "Steps of deadlines that fell due and are not recorded.", due["count"])
        yield gauge("portal_steps_late_seconds", "For how long the oldest of them is due.", self.age(due["oldest"], 0))
        braked = Notice.objects.filter(outcome=Outcome.BRAKED).count()
        yield gauge("portal_notices_braked", "Notices that the storm brake holds back.", braked)
        counted = dict(Clock.objects.filter(state__in=OPEN).values_list("state").annotate(Count("pk")).order_by())
        yield by("portal_clocks", "Open deadlines by state.", "state", {one.value: counted.get(one, 0) for one in OPEN})

    def mails(self) -> Iterator[Metric]:
        """Yield what waits in the outbox, and what of the last 30 days ended badly."""
        recent = Q(status__in=ENDED_BADLY, queued_at__gte=self.at - LOOK_BACK)
        mails = Message.objects.filter(Q(status__in=UNENDED) | recent, channel=Channel.MAIL)
        counted = dict(mails.values_list("status").annotate(Count("pk")).order_by())
        wanted = {one.value: counted.get(one, 0) for one in (*UNENDED, *ENDED_BADLY)}
        yield by("portal_mails", "Mails not sent by status; failed and unknown of 30 days.", "status", wanted)
        waiting = Message.objects.filter(status=Status.WAITING, channel=Channel.MAIL)
        oldest = waiting.aggregate(oldest=Min(Coalesce("release_at", "queued_at")))["oldest"]
        yield gauge("portal_mail_waiting_seconds", "For how long the oldest mail waits.", self.age(oldest, 0))

    def people(self) -> Iterator[Metric]:
        """Yield how often somebody tried to sign in in vain, as far as it is still counted, and who is made to wait."""
        names = SignInCount.objects.exclude(kind=SignInCount.Kind.ADDRESS)
        found = names.aggregate(tries=Sum("tries", default=0), held=Count("pk", filter=Q(held_until__gt=self.at)))
        yield gauge("portal_sign_in_failures", "Attempts in vain that are still counted.", found["tries"])
        yield gauge("portal_sign_ins_held", "Names that are made to wait.", found["held"])


def gauge(name: str, text: str, value: float) -> Metric:
    """Return a figure that has one value."""
    return GaugeMetricFamily(name, text, value=value)


def by(name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    """Return a figure that has a value for each state."""
    family = GaugeMetricFamily(name, text, labels=[label])
    for one, value in values.items():
        family.add_metric([one], value)
    return family


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to whoever brings the token (`Authorization: Bearer …`); there is no such page otherwise.

    :raises Http404: without `PORTAL_METRICS_TOKEN`, or with another one.
    """
    wanted = settings.PORTAL_METRICS_TOKEN
    brought = request.headers.get("Authorization", "")
    if not wanted or not compare_digest(brought.encode(), f"Bearer {wanted}".encode()):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
