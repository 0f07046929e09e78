"""Which purposes, categories, wordings and obligations does every installation start with?"""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.policies.models import ConsentWording, DataCategory, Obligation, PurposeOfUse
from privacyportal.policies.services import bring_in_line

SOURCE = Path(__file__).parent / "data" / "catalogue.toml"


@deed(right=FOLLOWS, words=_("standard master data"), by_portal=True)
def install(*, by: Actor, at: datetime) -> dict[str, int]:
    """Add what is missing of the project's own master data; return how many rows of each kind were added.

    Safe to repeat: what is there stays as the firm has edited it.
    """
    content = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    valid_from = content["valid_from"]
    added = {
        "categories": sum(_category(row) for row in content["categories"]),
        "purposes": sum(_purpose(row, valid_from) for row in content["purposes"]),
        "wordings": sum(_wording(row, valid_from) for row in content["wordings"]),
        "obligations": sum(_obligation(row) for row in content["obligations"]),
    }
    bring_in_line(by=by, at=at)
    if any(added.values()):
        trail.record(action="policies.catalogue_installed", by=by, at=at, changes=added)
    return added


def _category(row: dict[str, Any]) -> bool:
    values = {key: row[key] for key in ("sensitivity", "name_ja", "name_en")}
    return DataCategory.objects.get_or_create(code=row["code"], defaults=values)[1]


def _purpose(row: dict[str, Any], valid_from: date) -> bool:
    values = {key: row[key] for key in ("clause", "name_ja", "name_en")}
    values |= {"kind": row.get("kind", PurposeOfUse.Kind.GENERAL), "valid_from": valid_from}
    return PurposeOfUse.objects.get_or_create(code=row["code"], defaults=values)[1]


def _wording(row: dict[str, Any], valid_from: date) -> bool:
    if ConsentWording.objects.filter(code=row["code"]).exists():
        return False
    wording = ConsentWording.objects.create(
        code=row["code"],
        version=1,
        scope=row["scope"],
        purpose=PurposeOfUse.objects.get(code=row["purpose"]),
        recipient=row.get("recipient", ""),
        text_ja=row["text_ja"],
        text_en=row["text_en"],
        foreign_information=row.get("foreign_information", ""),
        valid_from=valid_from,
    )
    wording.categories.set(DataCategory.objects.filter(code__in=row["categories"]))
    return True


def _obligation(row: dict[str, Any]) -> bool:
    values = {key: value for key, value in row.items() if key not in ("key", "section")}
    return Obligation.objects.get_or_create(key=row["key"], defaults=values | {"default_section": row["section"]})[1]
