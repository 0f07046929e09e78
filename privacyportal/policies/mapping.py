"""Which section of a firm's policy holds which obligation?"""

from collections.abc import Iterable, Sequence

from privacyportal.policies.models import Obligation, PolicySection

USUAL_SECTIONS = 14


def propose(sections: Sequence[PolicySection], obligations: Iterable[Obligation]) -> dict[Obligation, PolicySection]:
    """Return the section proposed for each obligation; one that no heading names is left out.

    A policy of the usual fourteen sections is taken as it counts itself where the headings agree; otherwise the
    words of the headings decide. People correct the proposal in the admin.
    """
    known = list(obligations)
    by_number = {section.number: section for section in sections if section.part == 1 and section.number}
    if len(by_number) == USUAL_SECTIONS and _agrees(by_number, known):
        return {o: by_number[o.default_section] for o in known if o.default_section in by_number}
    return {o: best for o in known if (best := _best(sections, o)) is not None}


def _agrees(by_number: dict[int, PolicySection], obligations: list[Obligation]) -> bool:
    usual = [o for o in obligations if o.default_section in by_number]
    named = sum(_weight(by_number[o.default_section].heading, o) > 0 for o in usual if o.default_section)
    return bool(usual) and named * 2 >= len(usual)


def _best(sections: Sequence[PolicySection], obligation: Obligation) -> PolicySection | None:
    headed = [section for section in sections if section.number or section.part > 1]
    weights = [(_weight(section.heading, obligation), section) for section in headed]
    weight, section = max(weights, key=lambda pair: pair[0], default=(0.0, None))
    return section if weight else None


def _weight(heading: str, obligation: Obligation) -> float:
    """How well the obligation's words name the heading: the words given first weigh most."""
    words = [word.strip() for word in obligation.keywords.split(",") if word.strip()]
    return max((1 / (rank + 1) for rank, word in enumerate(words) if word in heading), default=0.0)
