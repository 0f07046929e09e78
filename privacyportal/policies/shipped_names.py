"""What is a data category called? For the trail, which keeps its code."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.apps import apps
from django.utils.translation import get_language

# Read once in each process, so that a page of the trail asks no more of the database for many entries than for one.
_entered: dict[str, tuple[str, str]] = {}
SOURCE = Path(__file__).parent / "data" / "catalogue.toml"


def name_of_category(code: str) -> str:
    """Return the name in the language of whoever reads it; the code where there is no such category."""
    names = shipped().get(code) or _entered.get(code) or entered(code) or (code, "")
    _entered[code] = names
    japanese, english = names
    return english if get_language() == "en" and english else japanese


@cache
def shipped() -> Mapping[str, tuple[str, str]]:
    """Return code → name in Japanese and in English of what an installation begins with; read when first asked."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["categories"]
    return {row["code"]: (row["name_ja"], row["name_en"]) for row in rows}


def entered(code: str) -> tuple[str, str] | None:
    """Return both names of a category that was entered later."""
    model = apps.get_model("policies.DataCategory")
    found: tuple[str, str] | None = model._default_manager.filter(code=code).values_list("name_ja", "name_en").first()
    return found
