"""Which faults are there? Each starts its processes, breaks something, and returns when the fault has ended."""

from collections.abc import Callable
from dataclasses import dataclass

from privacyportal.roof.bench.faults.scene import Scene

type Act = Callable[[Scene, int], None]


@dataclass(frozen=True)
class Fault:
    """What breaks; `act` is given the scene and the number of mails to wait for before it breaks.

    `is_secure`: the mail server asks for TLS and a password.
    """

    name: str
    act: Act
    is_secure: bool


_faults: dict[str, Fault] = {}


def fault(name: str, *, is_secure: bool = False) -> Callable[[Act], Act]:
    """Register a function as the fault of that name; they run in the order of registration."""

    def register(act: Act) -> Act:
        _faults[name] = Fault(name, act, is_secure)
        return act

    return register


def chosen(names: list[str]) -> list[Fault]:
    """Return the faults of these names, or all if none are given.

    :raises KeyError: for a name that does not exist.
    """
    return [_faults[name] for name in names or _faults]


def names() -> list[str]:
    """Return the names of all."""
    return list(_faults)


def nothing(scene: Scene, first: int) -> None:
    """Only work."""
    scene.start_worker()
    scene.start_beat()
