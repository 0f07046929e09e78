"""Workbooks that LibreOffice has written: a book of ours is opened by it and saved, once as XLSX and once as old XLS.

They are committed in `tests/imports/files/libreoffice`, because LibreOffice stands on few machines. After a new case:
`python -m tests.imports.libreoffice` on one that has it (libreoffice-calc).
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.imports.books import Page, by_openpyxl

FILES = Path(__file__).parent / "files/libreoffice"
OFFICE = shutil.which("soffice")
FORMS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97"}


def file_of(case: str, form: str) -> Path:
    """Return where the book of a case lies."""
    return FILES / f"{_named(case)}.{form}"


def _named(case: str) -> str:
    return case.replace(",", "").replace(" ", "_")


def write(cases: Mapping[str, Sequence[Page]], to: Path) -> None:
    """Let LibreOffice write every case in every form."""
    with TemporaryDirectory() as folder:
        given = [by_openpyxl(Path(folder) / f"{_named(case)}.xlsx", pages) for case, pages in cases.items()]
        for form in FORMS.values():
            words = _command(folder, "--convert-to", form, "--outdir", str(to), *map(str, given))
            subprocess.run(words, check=True, stdout=sys.stderr, timeout=600)


def _command(profile: str, *words: str) -> list[str]:
    return [str(OFFICE), f"-env:UserInstallation=file://{profile}/profile", "--headless", "--norestore", *words]


if __name__ == "__main__":
    import django

    django.setup()

    from tests.imports.test_workbooks import CASES

    FILES.mkdir(parents=True, exist_ok=True)
    write({name: case.pages for name, case in CASES.items()}, FILES)
