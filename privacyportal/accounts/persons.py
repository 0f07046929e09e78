"""When are two accounts one person's? Four eyes compare persons, not accounts."""

import unicodedata


def folded(*names: str) -> str:
    """Return a person's names as they are compared: without width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", "".join(names)).casefold().split())


def are_named_alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Return whether two persons' names are the same, last and first, in whichever field each was typed."""
    return bool(folded(*one)) and folded(*one) in (folded(*other), folded(*reversed(other)))


def is_one_person(*, are_namesakes: bool, numbers: tuple[str, str]) -> bool:
    """Return whether two accounts are one person's.

    The same staff number is the same person. Namesakes are two persons only where both have a number and they differ.
    """
    mine, other = map(folded, numbers)
    if mine and other:
        return mine == other
    return are_namesakes
