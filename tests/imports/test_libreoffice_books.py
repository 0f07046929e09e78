"""What LibreOffice has written is read as it is shown: the same sheets as other writers' in XLSX and in old XLS."""

from pathlib import Path

import pytest
from django.utils import translation

from privacyportal.imports.reports import lines
from privacyportal.imports.sources import Source
from tests.imports.libreoffice import FORMS, OFFICE, file_of, write
from tests.imports.test_workbooks import CASES, HEADINGS, Case

# It computes a formula that came without a result.
COMPUTED = {"a formula without a result": Case((), [["1", "甲野", "", ""]])}


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def read(path: Path, wanted: Case) -> tuple[list[list[str]], str, str]:
    """Return what is read of a book: its rows, the words of its doubts and of its report."""
    source = Source(path, wanted.layout, HEADINGS)
    records = list(source.records())
    assert source.header == list(HEADINGS)
    doubted = " ".join(reason for record in records for reason in record.doubts.values())
    return [record.cells for record in records], doubted, " ".join(lines(source.remarks()))


@pytest.mark.parametrize(("case", "form"), [(case, form) for case in CASES for form in FORMS])
def test_a_book_of_libreoffice_is_read_as_it_is_shown(case: str, form: str) -> None:
    wanted = COMPUTED.get(case, CASES[case])
    rows, doubted, report = read(file_of(case, form), wanted)
    assert rows == [list(row) for row in wanted.rows]
    assert [word for word in wanted.doubts if word not in doubted] == []
    assert bool(doubted) == bool(wanted.doubts)
    assert [word for word in wanted.told if word not in report] == []


@pytest.mark.live
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not at hand: the books it wrote once are read all the same")
def test_the_books_are_those_that_libreoffice_writes(tmp_path: Path) -> None:
    write({name: case.pages for name, case in CASES.items()}, tmp_path)
    for case, wanted in CASES.items():
        for form in FORMS:
            kept = file_of(case, form)
            assert read(tmp_path / kept.name, wanted) == read(kept, wanted)
