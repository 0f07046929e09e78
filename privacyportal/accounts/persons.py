"""When are two accounts one person's? Four eyes compare persons, not accounts."""

import unicodedata


def folded(*names: str) -> str:
    """Return a person's names as they are compared: without width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", "".join(names)).casefold().split())


def is_one_person(*, names: tuple[str, str], numbers: tuple[str, str]) -> bool:
    """Return whether two accounts are one person's.

    The same staff number is the same person. Namesakes are two persons only where both have a number and they differ.
    """
    mine, other = numbers
    if mine and other:
        return mine == other
    return bool(names[0]) and names[0] == names[1]
