"""Which faults are there? Each starts its processes, breaks something, and returns when the fault has ended."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from privacyportal.clocks.river import sweeping
from privacyportal.roof.bench.faults.scene import Scene

DROPS = 5

type Act = Callable[[Scene, int], None]


@dataclass(frozen=True)
class Fault:
    """What breaks; `act` is given the scene and the number of mails to wait for before it breaks."""

    name: str
    act: Act


_faults: dict[str, Fault] = {}


def fault(name: str) -> Callable[[Act], Act]:
    """Register a function as the fault of that name."""

    def register(act: Act) -> Act:
        _faults[name] = Fault(name, act)
        return act

    return register


def chosen(names: list[str]) -> list[Fault]:
    """Return the faults of these names, or all if none are given.

    :raises KeyError: for a name that does not exist.
    """
    return [_faults[name] for name in names or _faults]


@fault("nothing breaks")
def nothing(scene: Scene, first: int) -> None:
    """Only work."""
    scene.start_worker()
    scene.start_beat()


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
        if moment != "ehlo":
            scene.wait_for_mails(first)
        scene.sink.tell(hold=moment)
        scene.wait_for_held()
        scene.kill(worker)
        scene.sink.tell()
        scene.start_worker()

    return act


fault("worker killed with leased mails")(killed_while("ehlo"))
fault("worker killed before DATA")(killed_while("rcpt"))
fault("worker killed between acceptance and our commit")(killed_while("accepted"))


@fault("worker told to end")
def told_to_end(scene: Scene, first: int) -> None:
    """SIGTERM, while the mail server keeps an answer back: the current mail is finished, the others handed back."""
    worker = scene.start_worker()
    scene.start_beat()
    scene.wait_for_mails(first)
    scene.sink.tell(hold="accepted")
    scene.wait_for_held()
    worker.process.terminate()
    time.sleep(2)
    scene.sink.tell()
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


@fault("Redis stopped and started empty")
def redis_stopped(scene: Scene, first: int) -> None:
    """The broker is away for a while and has forgotten everything."""
    nothing(scene, first)
    scene.wait_for_mails(first)
    scene.redis.stop()
    time.sleep(scene.seconds)
    scene.redis.start()


@fault("Redis restarted")
def redis_restarted(scene: Scene, first: int) -> None:
    """The broker is away for a moment, three times."""
    nothing(scene, first)
    scene.wait_for_mails(first)
    for _time in range(3):
        scene.redis.stop()
        scene.redis.start()
        time.sleep(1)


@fault("Redis flushed")
def redis_flushed(scene: Scene, first: int) -> None:
    """The broker forgets everything, twice."""
    nothing(scene, first)
    scene.redis.flush()
    scene.wait_for_mails(first)
    scene.redis.flush()


@fault("mail server refuses connections")
def smtp_refuses(scene: Scene, first: int) -> None:
    """Nobody listens; the sessions end before a text was sent."""
    nothing(scene, first)
    scene.wait_for_mails(first)
    scene.sink.tell(hold="rcpt")
    scene.wait_for_held()
    scene.sink.stop()
    scene.sink.tell()
    time.sleep(scene.seconds)
    scene.sink.start()


@fault("mail server does not answer")
def smtp_silent(scene: Scene, first: int) -> None:
    """Sessions hang until the portal's patience ends."""
    nothing(scene, first)
    scene.wait_for_mails(first)
    scene.sink.tell(hold="rcpt")
    scene.wait_for_held()
    time.sleep(scene.seconds)
    scene.sink.tell()


@fault("mail server answers 451 to a third, 550 to some")
def smtp_answers(scene: Scene, first: int) -> None:
    """The first for a while, the second for ever."""
    for_ever = {"550 5.1.1 no such mailbox": (50, 7)}
    scene.sink.tell(answers={"451 4.7.1 come back later": (3, 1), **for_ever})
    nothing(scene, first)
    scene.wait_for_mails(first)
    time.sleep(scene.seconds)
    scene.sink.tell(answers=for_ever)


@fault("database connections dropped")
def connections_dropped(scene: Scene, first: int) -> None:
    """Every connection is cut, several times, while mails are sent."""
    nothing(scene, first)
    for _time in range(DROPS):
        scene.wait_for_mails(first)
        scene.drop_connections()
        time.sleep(scene.seconds / DROPS)
