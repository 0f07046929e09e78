"""What belongs to one request? Its number: on the answer, in the log, and with whatever task it asks for.

A number comes from who stands before the portal (`X-Request-ID`) or is drawn here. It is hexadecimal, as UUIDs are, so
that nobody can write a name, or a line of their own, into the log with it.
"""

import re
import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import cast

from celery import Task, signals
from django.http import HttpRequest

HEADER = "X-Request-ID"
KEPT = "portal.request_id"
# How the number travels in the head of a task's message.
TASK_HEADER = "portal_request"
# A request of these writes nothing that it reads again.
READING = ("GET", "HEAD")
NUMBER = re.compile(r"[0-9a-f]{8}[0-9a-f-]{0,56}")


@dataclass(frozen=True, kw_only=True)
class Work:
    """What this thread is at: the number of the request that began it, the task's own, the request while it is here."""

    request_id: str
    task_id: str = ""
    request: HttpRequest | None = None
    found: dict[Hashable, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def user(self) -> int | None:
        """The key of the account that asks, if somebody has looked for it already: the log asks no database."""
        user = vars(self.request).get("_cached_user") if self.request else None
        return user.pk if user else None


_present: ContextVar[Work | None] = ContextVar("work", default=None)


def present() -> Work | None:
    """Return what this thread is at, None between requests and tasks."""
    return _present.get()


def once[T](key: Hashable, look_up: Callable[[], T]) -> T:
    """Return what `look_up` found before for the page that is read; where something may be written, look each time."""
    work = present()
    if work is None or work.request is None or work.request.method not in READING:
        return look_up()
    if key not in work.found:
        work.found[key] = look_up()
    return cast("T", work.found[key])


def forget() -> None:
    """Forget what was found: a deed asks anew, whatever request it serves, and so does the page that tells of it."""
    if (work := present()) is not None:
        work.found.clear()


def of(request: HttpRequest) -> Work | None:
    """Return what a request is at: Django tells of its answer when this thread is at it no more."""
    found = request.META.get(KEPT)
    return Work(request_id=found, request=request) if found else None


def number(offered: str) -> str:
    """Return the number that is offered if it is one, a new one otherwise."""
    return offered if NUMBER.fullmatch(offered) else uuid.uuid4().hex


@contextmanager
def at(work: Work) -> Iterator[None]:
    """Let this thread be at a piece of work for as long as the block runs."""
    token = _present.set(work)
    try:
        yield
    finally:
        _present.reset(token)


def send_along(headers: dict[str, object], **_: object) -> None:
    """Give a task that is asked for the number of the request, or of the task, that asks."""
    if work := present():
        headers[TASK_HEADER] = work.request_id


def begin(task_id: str, task: Task, **_: object) -> None:
    """Take the number that came with a task; one that the scheduler asked for begins a number of its own."""
    _present.set(Work(request_id=number(task.request.get(TASK_HEADER) or ""), task_id=task_id))


def end(**_: object) -> None:
    """Forget it: the thread waits for the next."""
    _present.set(None)


def follow_tasks() -> None:
    """Have every task carry the number on, whoever asks for it and wherever it runs."""
    signals.before_task_publish.connect(send_along)
    signals.task_prerun.connect(begin)
    signals.task_postrun.connect(end)
