"""How is a checklist file read?"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypedDict

from django.utils.translation import gettext as _

from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.refusals import PortalError
from privacyportal.backoffice.signs import without_unseen
from privacyportal.backoffice.written import flags, numbers
from privacyportal.backoffice.written.readings import Read
from privacyportal.checklists.models import ChecklistItem
from privacyportal.checklists.models.templates import Sureness, without_notes
from privacyportal.checklists.words import SCOPES
from privacyportal.imports.brought import Opening, opened
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.sources import Record

# What each column is called, first by us.
NAMES: dict[str, tuple[str, ...]] = {
    "code": ("code", "コード", "項目コード", "項目番号", "番号", "No.", "No"),
    "category": ("category", "区分", "分類", "カテゴリ"),
    "item_ja": ("item_ja", "点検項目", "確認項目", "項目", "質問"),
    "item_en": ("item_en", "項目（英語）", "英語"),
    "evidence": ("evidence", "証跡", "確認資料", "エビデンス"),
    "frequency": ("frequency", "頻度"),
    "weight": ("weight", "重み", "配点"),
    "critical": ("critical", "必須", "重要"),
    "applies_to": ("applies_to", "対象", "適用範囲"),
    "source": ("source", "根拠", "出典"),
    "certainty": ("certainty",),
}
COLUMNS = tuple(name for name in NAMES if name != "certainty")
NEEDED = ("code", "category", "item_ja", "weight", "critical")
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


class Checklist(NamedTuple):
    """The items of a file, and what was assumed of it and left out."""

    items: list[ItemFields]
    remarks: list[dict[str, object]]

    @property
    def sha256(self) -> str:
        """Return the fingerprint of what the items say, whatever form the file has."""
        return hashlib.sha256(json.dumps(self.items, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_items(content: bytes, name: str = "checklist.csv", opening: Opening | None = None) -> Checklist:
    """Return the items of a table with the columns NAMES as values of ChecklistItem; `name` is the file's.

    :raises TemplateRefused: with the number of the first line that is wrong.
    """
    try:
        with opened(
            content, name, opening or Opening(), wanted=[one for names in NAMES.values() for one in names]
        ) as table:
            places = _places(table.header)
            items = list(_items(table.records(), places, len(table.header)))
            remarks = table.remarks()
    except FileRefused as refused:
        raise TemplateRefused(refused.text) from refused
    if not items:
        raise TemplateRefused(_("The file has no items."))
    return Checklist(items, remarks)


def _places(header: Sequence[str]) -> dict[str, int]:
    written = {plain(one): at for at, one in reversed(list(enumerate(header)))}
    places = {
        name: next(written[plain(one)] for one in names if plain(one) in written)
        for name, names in NAMES.items()
        if any(plain(one) in written for one in names)
    }
    missing = [name for name in NEEDED if name not in places]
    if missing:
        named = _("、").join(f"{name}（{NAMES[name][1]}）" for name in missing)
        raise TemplateRefused(_("The columns %(names)s are missing.") % {"names": named})
    return places


def _items(records: Iterator[Record], places: Mapping[str, int], width: int) -> Iterator[ItemFields]:
    seen: dict[str, str] = {}
    for order, record in enumerate(records, 1):
        cells = record.cells
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            raise _wrong(record, _("too many or too few columns"))
        for place in sorted(set(places.values()) & record.doubts.keys()):
            raise _wrong(record, record.doubts[place])
        item = _item(record, {name: without_unseen(cells[place]).strip() for name, place in places.items()}, order)
        # A-1 and a-1 are one item for whoever reads the answers.
        if seen.setdefault(item["code"].casefold(), item["code"]) != item["code"] or len(seen) < order:
            raise _wrong(record, _("the code %(code)s is there twice") % {"code": item["code"]})
        yield item


def _item(record: Record, written: Mapping[str, str], order: int) -> ItemFields:
    values = {**dict.fromkeys(NAMES, ""), **written}
    weight, critical = numbers.whole(values["weight"]), flags.flag(values["critical"])
    values["code"] = plain(values["code"])
    if not values["code"] or not values["item_ja"]:
        raise _wrong(record, _("code or item is empty"))
    if not isinstance(weight, Read) or not 0 < weight.value <= HEAVIEST:
        raise _wrong(record, _("the weight is no number from 1 to 10"))
    if not isinstance(critical, Read):
        raise _wrong(record, _("critical is neither yes nor no"))
    for name in COLUMNS:
        longest = LONGEST.get(name, len(values[name]))
        if len(values[name]) > longest:
            raise _wrong(
                record, _("%(name)s is longer than %(longest)d characters") % {"name": name, "longest": longest}
            )
    if values["applies_to"] and values["applies_to"] not in SCOPES:
        text = _("applies_to is %(value)s, which asks the item of nobody; known are %(names)s")
        raise _wrong(record, text % {"value": values["applies_to"], "names": ", ".join(SCOPES)})
    return {
        "order": order,
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
        "certainty": _certainty(record, values["certainty"], values["source"]),
    }


def _certainty(record: Record, typed: str, source: str) -> str:
    """How sure the source is: as the optional column says; a note `[knowledge …]` in the source says "not read yet"."""
    if not typed:
        return Sureness.LOW if "[knowledge" in source else Sureness.HIGH
    if typed not in Sureness.values:
        raise _wrong(record, _("certainty is none of %(names)s") % {"names": ", ".join(Sureness.values)})
    return typed


def _wrong(record: Record, why: str) -> TemplateRefused:
    return TemplateRefused(_("Row %(row)d: %(why)s.") % {"row": record.line, "why": why})
