"""What becomes of reminders when a worker is killed, or when there are more processes than there should be?"""

import time

from django.utils import timezone

from privacyportal.clocks.river import sweeping
from privacyportal.roof.bench.faults.acts.registry import Act, fault, nothing
from privacyportal.roof.bench.faults.postbox import silent
from privacyportal.roof.bench.faults.scene import Scene

fault("nothing breaks")(nothing)


@fault("worker killed before it leases")
def killed_before_lease(scene: Scene, first: int) -> None:
    """The mails are prepared; the worker waits at its first statement on them."""
    sweeping.sweep(at=timezone.now())
    with scene.locked("notifications_message"):
        worker = scene.start_worker()
        scene.start_beat()
        scene.wait_for_blocked('%"notifications_message"%')
        scene.kill(worker)
    scene.start_worker()


def killed_while(moment: str) -> Act:
    """Return the act that kills a worker while the mail server keeps it waiting at a moment."""

    def act(scene: Scene, first: int) -> None:
        worker = scene.start_worker()
        scene.start_beat()
        if moment != "EHLO":
            scene.wait_for_mails(first)
        scene.postbox.tell(silent(moment))
        scene.wait_for_held()
        scene.kill(worker)
        scene.postbox.tell()
        scene.start_worker()

    return act


fault("worker killed with leased mails")(killed_while("EHLO"))
fault("worker killed before DATA")(killed_while("RCPT"))
fault("worker killed between acceptance and our commit")(killed_while("TEXT"))


@fault("worker told to end")
def told_to_end(scene: Scene, first: int) -> None:
    """SIGTERM, while the mail server keeps an answer back: the current mail is finished, the others handed back."""
    worker = scene.start_worker()
    scene.start_beat()
    scene.wait_for_mails(first)
    scene.postbox.tell(silent("TEXT"))
    scene.wait_for_held()
    worker.process.terminate()
    time.sleep(2)
    scene.postbox.tell()
    scene.wait_for_end(worker)
    scene.start_worker()


def killed_in_sweep(table: str, statement: str) -> Act:
    """Return the act that kills a worker in the middle of a sweep."""

    def act(scene: Scene, first: int) -> None:
        with scene.locked(table):
            worker = scene.start_worker()
            scene.start_beat()
            scene.wait_for_blocked(statement)
            scene.kill(worker)
        scene.start_worker()

    return act


fault("worker killed while a sweep records")(killed_in_sweep("clocks_notice", "%INSERT INTO clocks_notice%"))
fault("worker killed while mails are prepared")(
    killed_in_sweep("notifications_message", '%INSERT INTO "notifications_message"%')
)


@fault("two schedulers")
def two_beats(scene: Scene, first: int) -> None:
    """Everything is asked for twice."""
    scene.start_worker()
    scene.start_beat()
    scene.start_beat()


@fault("two workers")
def two_workers(scene: Scene, first: int) -> None:
    """Four processes sweep and send at once."""
    scene.start_worker()
    scene.start_worker()
    scene.start_beat()
