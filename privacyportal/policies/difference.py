"""What has changed between two versions of the policy, section by section?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from privacyportal.policies.models import PolicySection

WORD = re.compile(r"[一-龥々〆ヶ]+|[ァ-ヴー]+|[ぁ-ん]+|[A-Za-z0-9０-９]+|\n|.", re.DOTALL)


class Change(StrEnum):
    """What happened to a section."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class Kind(StrEnum):
    """What happened to a piece of text."""

    KEPT = "kept"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, came or went."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class SectionChange:
    """One section of either version: what happened to it, and its heading and text piece by piece."""

    change: Change
    before: PolicySection | None
    after: PolicySection | None
    heading: list[Piece]
    body: list[Piece]

    @property
    def is_renumbered(self) -> bool:
        """Return whether the section has another number than before."""
        return bool(self.before and self.after and self.before.number != self.after.number)


def compare(before: Sequence[PolicySection], after: Sequence[PolicySection]) -> list[SectionChange]:
    """Return every section of both versions in reading order, paired by heading, else by place."""
    old, new = [_key(section) for section in before], [_key(section) for section in after]
    changes: list[SectionChange] = []
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        pairs = min(b - a, d - c) if tag != "equal" else b - a
        changes += [_changed(before[a + n], after[c + n]) for n in range(pairs)]
        changes += [_removed(section) for section in before[a + pairs : b]]
        changes += [_added(section) for section in after[c + pairs : d]]
    return changes


def pieces(before: str, after: str) -> list[Piece]:
    """Return the text of both versions as runs of words that stayed, went or came."""
    old, new = WORD.findall(before), WORD.findall(after)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(Kind.KEPT, "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece(Kind.DELETED, "".join(old[a:b])))
        if d > c:
            found.append(Piece(Kind.INSERTED, "".join(new[c:d])))
    return found


def _key(section: PolicySection) -> tuple[str, str]:
    return (section.heading, "" if section.heading else section.body)


def _changed(before: PolicySection, after: PolicySection) -> SectionChange:
    same = (before.number, before.heading, before.body) == (after.number, after.heading, after.body)
    change = Change.SAME if same else Change.CHANGED
    heading, body = pieces(before.heading, after.heading), pieces(before.body, after.body)
    return SectionChange(change, before, after, heading, body)


def _added(section: PolicySection) -> SectionChange:
    heading, body = [Piece(Kind.INSERTED, section.heading)], [Piece(Kind.INSERTED, section.body)]
    return SectionChange(Change.ADDED, None, section, heading, body)


def _removed(section: PolicySection) -> SectionChange:
    heading, body = [Piece(Kind.DELETED, section.heading)], [Piece(Kind.DELETED, section.body)]
    return SectionChange(Change.REMOVED, section, None, heading, body)
