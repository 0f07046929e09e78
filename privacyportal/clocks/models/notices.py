"""What has fallen due, which sweep recorded it, and how did it end?"""

from typing import Self

from django.db import models
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import label
from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet
from privacyportal.clocks.models.clocks import Clock, Level
from privacyportal.clocks.plan import LevelCode, Outcome, Role
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.references.registry import about_visible

NOTICE_KEY = "clocks.notice:"
LEAST_GOOD_FIRST = (
    Status.FAILED,
    Status.UNKNOWN,
    Status.HELD,
    Status.WAITING,
    Status.SENDING,
    Status.SENT,
    Status.SUPPRESSED,
)


class NoticeQuerySet(VisibleQuerySet):
    """Notices by reader and outcome."""

    def visible_to(self, user: Viewer) -> Self:
        """Notices about the records that the person may see."""
        return self.filter(about_visible(user, "clock__reference"))

    def of_level(self, level: Level) -> Self:
        """The record that a step fell due; one at most."""
        return self.filter(clock=level.clock_id, generation=level.generation, level=level.code, role=level.role)

    def with_mail(self) -> Self:
        """With `mail_status`: the state of its mail, or of the collective one around it; the least good of several."""
        messages = Message.objects.filter(key=Concat(Value(NOTICE_KEY), Cast(OuterRef("pk"), CharField())))
        state = Case(When(status=Status.COLLECTED, then=F("collective__status")), default=F("status"))
        worst = Case(*(When(state=status, then=Value(place)) for place, status in enumerate(LEAST_GOOD_FIRST)))
        ranked = messages.annotate(state=state).annotate(worst=worst).order_by("worst", "pk")
        return self.annotate(mail_status=Subquery(ranked.values("state")[:1]))

    def pending(self) -> Self:
        """Recorded by a sweep, not yet made into mail."""
        return self.filter(outcome=Outcome.PENDING)


class SweepRun(models.Model):
    """One look at everything that fell due: when, how late, what came of it."""

    at = models.DateTimeField(_("for the moment"))
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    recorded = models.PositiveIntegerField(_("recorded"), default=0)
    superseded = models.PositiveIntegerField(_("replaced by a later step"), default=0)
    queued = models.PositiveIntegerField(_("mails prepared"), default=0)
    suppressed = models.PositiveIntegerField(_("not sent"), default=0)
    failed = models.PositiveIntegerField(_("could not be prepared"), default=0)
    lag_seconds = models.PositiveIntegerField(_("lag in seconds"), default=0)
    braked = models.PositiveIntegerField(_("held back by the storm brake"), default=0)

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["-ended_at"], name="clocks_sweeps_ended")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Notice(models.Model):
    """The record that a step fell due, once per clock, generation, step and role, and how it ended."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="notices", verbose_name=_("deadline"))
    generation = models.PositiveIntegerField(_("generation"))
    level = models.CharField(_("step"), max_length=20, choices=LevelCode)
    role = models.CharField(_("who is told"), max_length=20, choices=Role)
    fire_at = models.DateTimeField(_("fell due at"))
    due_at = models.DateTimeField(_("limit at that time"))
    at_once = models.BooleanField(_("also outside business hours"), default=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, default=Outcome.PENDING)
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    error = models.TextField(_("error"), blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    sweep = models.ForeignKey(
        SweepRun, null=True, blank=True, on_delete=models.PROTECT, related_name="notices", verbose_name=_("sweep")
    )

    objects = NoticeQuerySet.as_manager()

    # Read with the list.
    mail_status: str | None

    class Meta:
        verbose_name = _("deadline notice")
        verbose_name_plural = _("deadline notices")
        ordering = ["-recorded_at", "-pk"]
        permissions = [
            ("steer_notice", "Can hold back, release and send reminders"),
            ("release_brake", "Can release what the storm brake holds back"),
        ]
        indexes = [
            models.Index(
                fields=["outcome", "id"],
                condition=Q(outcome__in=["pending", "held", "braked"]),
                name="clocks_notices_unsettled",
            ),
            models.Index(fields=["-recorded_at"], name="clocks_notices_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["clock", "generation", "level", "role"], name="clocks_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.get_role_display()}"

    @property
    def key(self) -> str:
        """The key under which this notice's mails stand in the outbox."""
        return f"{NOTICE_KEY}{self.pk}"

    @property
    def reason_text(self) -> str:
        """Why nobody was told, in the reader's language."""
        return label(f"clocks.{self.reason}") if self.reason else ""
