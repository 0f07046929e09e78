"""What has this thread already looked up for the page it is making?"""

import time
from collections.abc import Callable
from threading import local

SECONDS = 10
_kept = local()


def remember[T](key: str, look_up: Callable[[], T]) -> T:
    """What `look_up` returned the last time in this request, at most ten seconds ago; else ask it."""
    until, value = _kept.__dict__.get(key, (0.0, None))
    if until < time.monotonic():
        value = look_up()
        _kept.__dict__[key] = (time.monotonic() + SECONDS, value)
    return value


def forget(**_: object) -> None:
    """Begin anew; connected to `request_started`."""
    _kept.__dict__.clear()
