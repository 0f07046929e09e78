"""Which section of a firm's policy holds which obligation, and which sentence says so?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from privacyportal.policies.models import Obligation, PolicySection
from privacyportal.policies.promises import promises_in

USUAL_SECTIONS = 14


@dataclass(frozen=True, slots=True)
class Proposal:
    """A section proposed for an obligation, and the sentence that obliges; empty where the section has none."""

    section: PolicySection
    sentence: str


def propose(sections: Sequence[PolicySection], obligations: Iterable[Obligation]) -> dict[Obligation, Proposal]:
    """Return what is proposed for each obligation; one that neither a heading nor a promise names is left out.

    A policy of the usual fourteen sections is taken as it counts itself where the headings agree; otherwise the
    words of the headings decide, and where no heading names an obligation, the sentences that promise something.
    People confirm or correct each proposal.
    """
    known = list(obligations)
    by_number = {section.number: section for section in sections if section.part == 1 and section.number}
    if len(by_number) == USUAL_SECTIONS and _agrees(by_number, known):
        found = {o: by_number[o.default_section] for o in known if o.default_section in by_number}
    else:
        found = {o: best for o in known if (best := _best(sections, o)) is not None}
    return {o: Proposal(section, sentence_for(o, section)) for o, section in found.items()}


def sentence_for(obligation: Obligation, section: PolicySection) -> str:
    """Return the promise of a section that names the obligation best, else its first; empty where it has none."""
    promises = [promise.sentence for promise in promises_in(section.body)]
    return max(promises, key=lambda sentence: _weight(sentence, obligation), default="")


def _agrees(by_number: dict[int, PolicySection], obligations: list[Obligation]) -> bool:
    usual = [o for o in obligations if o.default_section in by_number]
    named = sum(_weight(by_number[o.default_section].heading, o) > 0 for o in usual if o.default_section)
    return bool(usual) and named * 2 >= len(usual)


def _best(sections: Sequence[PolicySection], obligation: Obligation) -> PolicySection | None:
    headed = [section for section in sections if section.number or section.part > 1]
    for weigh in (_by_heading, _by_promises):
        weights = [(weigh(section, obligation), section) for section in headed]
        weight, section = max(weights, key=lambda pair: pair[0], default=(0.0, None))
        if weight:
            return section
    return None


def _by_heading(section: PolicySection, obligation: Obligation) -> float:
    return _weight(section.heading, obligation)


def _by_promises(section: PolicySection, obligation: Obligation) -> float:
    return sum(_weight(promise.sentence, obligation) for promise in promises_in(section.body))


def _weight(text: str, obligation: Obligation) -> float:
    """How well the obligation's words name a text: the words given first weigh most."""
    words = [word.strip() for word in obligation.keywords.split(",") if word.strip()]
    return max((1 / (rank + 1) for rank, word in enumerate(words) if word in text), default=0.0)
