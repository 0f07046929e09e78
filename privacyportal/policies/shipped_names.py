"""What are the data categories called that an installation begins with? For the trail, which keeps their codes."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from django.utils.functional import lazystr
from django.utils.translation import get_language

from privacyportal.backoffice.labels import Text

SOURCE = Path(__file__).parent / "data" / "catalogue.toml"


def names_of_categories() -> Mapping[str, Text]:
    """Return code → name, in the language of whoever reads it."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["categories"]
    return {row["code"]: lazystr(_Name(row["name_ja"], row["name_en"])) for row in rows}


class _Name:
    """A name in both languages."""

    def __init__(self, japanese: str, english: str) -> None:
        self._japanese, self._english = japanese, english

    def __str__(self) -> str:
        return self._japanese if get_language() == "ja" else self._english
