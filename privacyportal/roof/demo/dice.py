"""Which one, and how many? Choices that look like chance and are the same every time."""

from collections.abc import Sequence
from zlib import crc32


def roll(*key: object) -> int:
    """Return a number that depends on the key only."""
    return crc32("/".join(map(str, key)).encode())


def pick[T](options: Sequence[T], *key: object) -> T:
    """Return one of the options."""
    return options[roll(*key) % len(options)]


def between(low: int, high: int, *key: object) -> int:
    """Return a whole number from `low` to `high`, both included."""
    return low + roll(*key) % (high - low + 1)


def chance(percent: int, *key: object) -> bool:
    """Return True in about `percent` of a hundred keys."""
    return roll(*key) % 100 < percent
