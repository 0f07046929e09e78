"""How do background tasks reach the workers, and how does a worker know that it is to end?"""

import logging
import mmap
import os
from logging.config import dictConfig

from celery import Celery
from celery.signals import setup_logging, worker_ready, worker_shutting_down
from django.conf import settings
from kombu.transport import filesystem, redis

from privacyportal.broker import FolderChannel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyportal.settings")

app = Celery("privacyportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class PatientChannel(redis.Channel):
    """Redis, for workers that outlive it.

    A worker that loses Redis while a task runs would put that task back, and later acknowledge it, over the connection
    that is closed already, and die of either (kombu 5.7). Nothing is lost without: what is due stands in the database.
    """

    do_restore = False

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        """Acknowledge, unless there is nobody left to tell."""
        if not self.closed:
            super().basic_ack(delivery_tag, multiple)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Reject, unless there is nobody left to tell."""
        if not self.closed:
            super().basic_reject(delivery_tag, requeue)


redis.Transport.Channel = PatientChannel
filesystem.Transport.Channel = FolderChannel

# One byte that the worker shares with the processes it forks: only the parent hears that it is to end, and a lock that
# a killed child held would hang the parent.
_told_to_end = mmap.mmap(-1, 1)


@setup_logging.connect
def log_like_the_portal(loglevel: int, **_: object) -> None:
    """Write worker's and scheduler's lines as the web processes write theirs, Celery's own from `--loglevel` on."""
    dictConfig(settings.LOGGING)
    logging.getLogger("celery").setLevel(loglevel)


@worker_ready.connect
def look_at_once(**_: object) -> None:
    """Ask for a sweep when a worker begins: after an outage nobody waits for the scheduler's next minute.

    And for the trail's last entry to be written down: scheduler and worker may be restarted more often than it is due.
    """
    for task in ("clocks.sweep", "audit.anchor"):
        app.send_task(task, retry=False, ignore_result=True, expires=60)


@worker_shutting_down.connect
def tell_to_end(**_: object) -> None:
    """Remember that this worker was asked to end (SIGTERM)."""
    _told_to_end[0] = 1


def is_stopping() -> bool:
    """Whether this worker is to end: long tasks ask between two steps and leave the rest to others."""
    return _told_to_end[0] == 1
