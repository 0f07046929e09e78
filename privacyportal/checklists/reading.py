"""How is a checklist file read?"""

import csv
import io
from collections.abc import Mapping
from typing import TypedDict

from django.utils.translation import gettext as _

from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.refusals import PortalError
from privacyportal.backoffice.signs import without_unseen
from privacyportal.backoffice.written import flags, numbers
from privacyportal.backoffice.written.readings import Read
from privacyportal.checklists.models import ChecklistItem
from privacyportal.checklists.models.templates import Sureness, without_notes
from privacyportal.checklists.words import SCOPES
from privacyportal.policies.parser import UnreadableText, decode

COLUMNS = (
    "code", "category", "item_ja", "item_en", "evidence", "frequency", "weight", "critical", "applies_to", "source",
)  # fmt: skip
HEAVIEST = 10
LONGEST = {field.name: field.max_length for field in ChecklistItem._meta.concrete_fields if field.max_length}


class TemplateRefused(PortalError):
    """A file that is no checklist; the text names the row."""


class ItemFields(TypedDict):
    """What a row of the file says of an item, by the fields of ChecklistItem."""

    order: int
    code: str
    category: str
    text_ja: str
    text_en: str
    evidence: str
    frequency: str
    weight: int
    critical: bool
    applies_to: str
    source: str
    certainty: str


def read_items(content: bytes) -> list[ItemFields]:
    """Return the items of a checklist CSV (UTF-8 or CP932, columns as in COLUMNS) as values of ChecklistItem.

    :raises TemplateRefused: with the number of the first row that is wrong; the header is row 1.
    """
    try:
        rows = csv.DictReader(io.StringIO(decode(content)), strict=True)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise TemplateRefused(_("Row 1: the columns %(names)s are missing.") % {"names": ", ".join(missing)})
        items = [_item(number, row) for number, row in enumerate(rows, 2)]
    except UnreadableText as error:
        raise TemplateRefused(_("The file is no text in UTF-8 or Shift_JIS (CP932).")) from error
    except csv.Error as error:
        raise TemplateRefused(_("The file is no table of comma-separated values.")) from error
    if not items:
        raise TemplateRefused(_("The file has no items."))
    _refuse_repeated(items)
    return items


def _item(number: int, row: Mapping[str | None, str | None]) -> ItemFields:
    values = {name: without_unseen(row[name] or "").strip() for name in COLUMNS}
    weight, critical = numbers.whole(values["weight"]), flags.flag(values["critical"])
    values["code"] = plain(values["code"])
    if None in row or None in row.values():
        raise TemplateRefused(_("Row %(number)d: too many or too few columns.") % {"number": number})
    if not values["code"] or not values["item_ja"]:
        raise TemplateRefused(_("Row %(number)d: code or item is empty.") % {"number": number})
    if not isinstance(weight, Read) or not 0 < weight.value <= HEAVIEST:
        raise TemplateRefused(_("Row %(number)d: the weight is no number from 1 to 10.") % {"number": number})
    if not isinstance(critical, Read):
        raise TemplateRefused(_("Row %(number)d: critical is neither yes nor no.") % {"number": number})
    _refuse_long(number, values)
    if values["applies_to"] and values["applies_to"] not in SCOPES:
        text = _("Row %(number)d: applies_to is %(value)s, which asks the item of nobody; known are %(names)s.")
        raise TemplateRefused(text % {"number": number, "value": values["applies_to"], "names": ", ".join(SCOPES)})
    return {
        "order": number - 1,
        "code": values["code"],
        "category": values["category"],
        "text_ja": values["item_ja"],
        "text_en": values["item_en"],
        "evidence": values["evidence"],
        "frequency": values["frequency"],
        "weight": weight.value,
        "critical": critical.value,
        "applies_to": values["applies_to"] or "all",
        "source": without_notes(values["source"]),
        "certainty": _certainty(number, row.get("certainty"), values["source"]),
    }


def _certainty(number: int, typed: str | None, source: str) -> str:
    """How sure the source is: as the optional column says; a note `[knowledge …]` in the source says "not read yet"."""
    if not typed:
        return Sureness.LOW if "[knowledge" in source else Sureness.HIGH
    if typed not in Sureness.values:
        text = _("Row %(number)d: certainty is none of %(names)s.")
        raise TemplateRefused(text % {"number": number, "names": ", ".join(Sureness.values)})
    return typed


def _refuse_long(number: int, values: dict[str, str]) -> None:
    for name in COLUMNS:
        longest = LONGEST.get(name, len(values[name]))
        if len(values[name]) > longest:
            text = _("Row %(number)d: %(name)s is longer than %(longest)d characters.")
            raise TemplateRefused(text % {"number": number, "name": name, "longest": longest})


def _refuse_repeated(items: list[ItemFields]) -> None:
    seen: set[str] = set()
    for item in items:
        if item["code"] in seen:
            text = _("Row %(number)d: the code %(code)s is there twice.")
            raise TemplateRefused(text % {"number": item["order"] + 1, "code": item["code"]})
        seen.add(item["code"])
