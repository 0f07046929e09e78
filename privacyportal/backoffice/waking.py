"""How is a worker woken without a page ever waiting for the broker?

The truth is in the database and the scheduler's tick finds it; a wake-up only saves that wait. So it gets half a
second, one try, and after a failure none at all for a while.
"""

import logging
import time
from collections.abc import Mapping
from functools import partial

from celery import current_app
from django.db import transaction
from kombu import pools
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# kombu would otherwise connect again and again within one call.
PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "max_retries": 0}
QUIET_SECONDS = 30
_quiet_until = [0.0]


def wake(task: str, kwargs: Mapping[str, object] | None = None, *, expires: int | None = None) -> None:
    """Ask a worker to run a task once this transaction is committed; if the broker is away, the next tick does it."""
    transaction.on_commit(partial(send, task, kwargs, expires=expires), robust=True)


def send(task: str, kwargs: Mapping[str, object] | None = None, *, expires: int | None = None) -> bool:
    """Ask a worker to run a task now; return whether the broker took it within half a second."""
    if time.monotonic() < _quiet_until[0]:
        return False
    try:
        with pools.producers[current_app.connection_for_write(transport_options=PATIENCE)].acquire() as producer:
            current_app.send_task(
                task, kwargs=dict(kwargs or {}), producer=producer, retry=False, ignore_result=True, expires=expires
            )
    except (OperationalError, OSError) as error:
        _quiet_until[0] = time.monotonic() + QUIET_SECONDS
        logger.warning("The broker did not take %s: %s", task, error)
        return False
    return True
