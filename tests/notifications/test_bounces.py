"""Is what comes back by mail told apart, whoever wrote it, in whatever language?"""

import pytest

from privacyportal.notifications.bounces import recognise
from tests.notifications.reports import CORPUS, OURS


@pytest.mark.parametrize("name", CORPUS)
def test_a_report_is_told_apart_with_address_and_mail(name: str) -> None:
    raw, verdict, address, names_ours = CORPUS[name]
    found = recognise(raw)
    assert (found.verdict.value, found.address) == (verdict, address)
    assert found.message_ids == ((OURS,) if names_ours else ())


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 30


@pytest.mark.parametrize("cut", range(0, 1200, 150))
def test_a_report_cut_anywhere_ends_in_an_answer(cut: int) -> None:
    for raw, *_expected in CORPUS.values():
        recognise(raw[:cut])
