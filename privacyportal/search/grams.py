"""By which tokens is a folded text found? Neighbouring pairs, and in short pieces each character alone."""

from itertools import pairwise

# Between the pieces of one entry: no pair reaches across it, and nobody can type it.
APART = "\n"
# A piece so short may be a name, which one character alone can be (林, 東).
SHORT = 40
KIND = "k"


def of_text(folded: str, prefix: str) -> list[str]:
    """Return the tokens under which an entry of a kind of record is kept, each once, in the order of the text."""
    found = [of_kind(prefix)]
    for piece in folded.split(APART):
        characters = [_characters[one] for one in piece]
        if len(piece) <= SHORT:
            found += characters
        found += [one + other for one, other in pairwise(characters)]
    return list(dict.fromkeys(found))


def of_word(needle: str) -> list[str]:
    """Return the tokens that a text which holds this folded word has; none for an empty word."""
    if len(needle) == 1:
        return [_token(needle)]
    return list(dict.fromkeys(_token(one + other) for one, other in pairwise(needle)))


def of_kind(prefix: str) -> str:
    """Return the token of a kind of record: a word is looked for within it."""
    return KIND + _token(prefix)


class _Characters(dict[str, str]):
    """What stands for each character in a token, found once for each."""

    def __missing__(self, character: str) -> str:
        self[character] = found = f"{ord(character):04x}"
        return found


_characters = _Characters()


def _token(text: str) -> str:
    """Return characters as a word that every tokenizer leaves whole."""
    return "".join(_characters[one] for one in text)
