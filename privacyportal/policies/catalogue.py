"""Which purposes, categories, wordings and obligations does every installation start with?"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NotRequired, TypedDict

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.publishing import Stage
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.policies.models import (
    CategoryVersion,
    ConsentWording,
    DataCategory,
    Obligation,
    PurposeOfUse,
    PurposeVersion,
)
from privacyportal.policies.services import bring_in_line
from privacyportal.policies.states import PurposeKind, Sensitivity


class CategoryRow(TypedDict):
    """What the file says of a category."""

    code: str
    sensitivity: str
    name_ja: str
    name_en: str


class PurposeRow(TypedDict):
    """What the file says of a purpose."""

    code: str
    clause: str
    name_ja: str
    name_en: str
    kind: NotRequired[str]


class WordingRow(TypedDict):
    """What the file says of a consent's wording."""

    code: str
    scope: str
    purpose: str
    categories: list[str]
    text_ja: str
    text_en: str
    recipients: NotRequired[str]
    recipient: NotRequired[str]
    foreign_information: NotRequired[str]


class InForce(TypedDict):
    """The days of what an installation begins with."""

    stage: Stage
    valid_from: date


SOURCE = Path(__file__).parent / "data" / "catalogue.toml"


@deed(right=FOLLOWS, words=_("standard master data"), by_portal=True)
def install(*, by: Actor, at: datetime) -> dict[str, int]:
    """Add what is missing of the project's own master data; return how many rows of each kind were added.

    Safe to repeat: what is there stays as the firm has edited it.
    """
    content = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    valid_from = content["valid_from"]
    added = {
        "categories": sum(_category(row, valid_from) for row in content["categories"]),
        "purposes": sum(_purpose(row, valid_from) for row in content["purposes"]),
        "wordings": sum(_wording(row, valid_from) for row in content["wordings"]),
        "obligations": sum(_obligation(row) for row in content["obligations"]),
    }
    bring_in_line(by=by, at=at)
    if any(added.values()):
        trail.record(action="policies.catalogue_installed", by=by, at=at, changes=added)
    return added


def _category(row: CategoryRow, valid_from: date) -> bool:
    if DataCategory.objects.filter(code=row["code"]).exists():
        return False
    by_law = "" if row["sensitivity"] == Sensitivity.ORDINARY else row["sensitivity"]
    category = DataCategory.objects.create(**row)
    CategoryVersion.objects.create(**row, category=category, law_sensitivity=by_law, **_in_force(valid_from))
    return True


def _purpose(row: PurposeRow, valid_from: date) -> bool:
    if PurposeOfUse.objects.filter(code=row["code"]).exists():
        return False
    values = {"kind": PurposeKind.GENERAL, **row}
    purpose = PurposeOfUse.objects.create(**values, valid_from=valid_from)
    PurposeVersion.objects.create(**values, purpose=purpose, **_in_force(valid_from))
    return True


def _wording(row: WordingRow, valid_from: date) -> bool:
    if ConsentWording.objects.filter(code=row["code"]).exists():
        return False
    wording = ConsentWording.objects.create(
        code=row["code"],
        scope=row["scope"],
        text_ja=row["text_ja"],
        text_en=row["text_en"],
        version=1,
        purpose=PurposeOfUse.objects.get(code=row["purpose"]),
        recipients=row.get("recipients", ""),
        recipient=row.get("recipient", ""),
        foreign_information=row.get("foreign_information", ""),
        valid_from=valid_from,
    )
    wording.categories.set(DataCategory.objects.filter(code__in=row["categories"]))
    ConsentWording.objects.filter(pk=wording.pk).update(**_in_force(valid_from))
    return True


def _in_force(valid_from: date) -> InForce:
    """Return the days of what an installation begins with: nobody drafted it, and it holds from the first day."""
    return {"stage": Stage.PUBLISHED, "valid_from": valid_from}


def _obligation(row: Mapping[str, object]) -> bool:
    values = {key: value for key, value in row.items() if key not in ("key", "section")}
    return Obligation.objects.get_or_create(key=row["key"], defaults=values | {"default_section": row["section"]})[1]
