"""How is what a dry run did taken back, and a batch left in peace?"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

# A dry run of as many rows is tried as a whole, so that its later batches meet what the earlier ones stored; a longer
# one is undone batch by batch, for nobody else could write as long as it takes.
WHOLE = 5000


@contextmanager
def undone(is_undone: bool) -> Iterator[None]:
    """Undo at the end all that was done within, where that is asked for."""
    if not is_undone:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Look for unreachable objects between batches only: what a batch makes lives to its end, so nothing is found."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
