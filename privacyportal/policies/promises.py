"""Which sentences of a policy oblige the firm to something?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from privacyportal.policies.parser.clauses import read_label


class Kind(StrEnum):
    """How a sentence binds: the firm does it, does not do it, or strives for it."""

    DOES = "does"
    DOES_NOT = "does_not"
    STRIVES = "strives"


# In this order: しなければならない is a duty, しない a ban. Sentences of fact end as promises do and are told first.
FACT = re.compile(
    r"(?:あります|ございます|なります|できます|いいます|思います|含みます|指します|申し上げます|目的とする|をいう|とおりとする)$"
)
ENDINGS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.STRIVES, re.compile(r"努め(?:ます|る|て(?:まい|参|お)ります|るものと(?:します|いたします|する))$")),
    (Kind.DOES, re.compile(r"なければな(?:らない|りません)$")),
    (Kind.DOES_NOT, re.compile(r"(?:ません|ないものと(?:します|いたします|する)|しない|行わない|てはならない)$")),
    (Kind.DOES, re.compile(r"(?:ます|する|行う|講ずる|講じる|定める|設ける)$")),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence that binds the firm, without its full stop and without the label of its item."""

    sentence: str
    kind: Kind


def promises_in(body: str) -> Iterator[Promise]:
    """Yield the sentences of a section's text that oblige the firm, in order."""
    for paragraph in body.split("\n"):
        label = read_label(paragraph, [])
        for sentence in (label[2] if label else paragraph).split("。"):
            if (kind := kind_of(sentence.strip())) is not None:
                yield Promise(sentence.strip(), kind)


def kind_of(sentence: str) -> Kind | None:
    """Return how a sentence binds, by its ending; None where it states a fact or is no sentence."""
    if FACT.search(sentence):
        return None
    return next((kind for kind, ending in ENDINGS if ending.search(sentence)), None)
