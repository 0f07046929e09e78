"""How does a whole register leave the portal by the form that it comes in by, so that it comes back unchanged?"""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.db.models import QuerySet

from privacyportal.imports.fields import Field
from privacyportal.imports.mapping import Rule
from privacyportal.imports.registry import STANDARD, Importer, importers
from privacyportal.imports.tables import Cell

CHUNK = 500


def importer_of(label: str) -> Importer | None:
    """Return the importer of a model, None for kinds of record that no file brings."""
    return next((importer for importer in importers() if importer.model == label), None)


def header(importer: Importer) -> list[str]:
    """Return the headings of the portal's own form."""
    mapping = importer.mapping(STANDARD)
    columns = [*mapping.key, *(column for rule in mapping.rules for column in rule.columns)]
    return [str(column) for column in dict.fromkeys(columns)]


def rows(importer: Importer, records: QuerySet[Any]) -> Iterator[list[Cell]]:
    """Yield each record as a row of that form; its number stands where the form has one."""
    mapping = importer.mapping(STANDARD)
    fields = {field.name: field for field in importer.fields}
    number = str(mapping.key[0])
    for batch in batched(records.select_related("reference").iterator(chunk_size=CHUNK), CHUNK):
        for record, held in zip(batch, importer.held(batch), strict=True):
            said = {number: str(record.reference)}
            for rule in mapping.rules:
                said |= _cells(rule, fields[rule.name], held[rule.name])
            yield list(said.values())


def _cells(rule: Rule, field: Field, value: object) -> dict[str, str]:
    """Return the cells of a field by heading: the form's own word for a code, parts where it has several columns."""
    word = next((word for word, code in rule.values.items() if code == value), None)
    text = field.text(value) if word is None else word
    parts = text.split(rule.join, len(rule.columns) - 1) if len(rule.columns) > 1 else [text]
    return dict(zip(map(str, rule.columns), parts, strict=True))
