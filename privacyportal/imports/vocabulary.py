"""What do other people's registers call what ours holds?"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import override

from privacyportal.backoffice.identifiers import plain
from privacyportal.imports.fields import ChoiceField, Field
from privacyportal.imports.registry import STANDARD, Importer

_BESIDE = re.compile(r"[\s　・/／\-_‐()（）［］\[\]【】「」:：※*＊]+")

type Words = dict[str, str]


@dataclass(frozen=True)
class Vocabulary:
    """Headings by how they are compared, each with its field; words of a field's values with the codes they mean.

    `written` are the headings as people write them.
    """

    headings: Words = field(default_factory=dict)
    values: dict[str, Words] = field(default_factory=dict)
    written: frozenset[str] = frozenset()


def squeezed(text: str) -> str:
    """Return a heading or word as it is compared: half width, small letters, no spaces and signs."""
    return _BESIDE.sub("", plain(text)).casefold()


def known(importer: Importer) -> Vocabulary:
    """Return what the portal knows of a kind: its own form, its words in all languages, and those of other registers.

    A heading that would stand for two fields stands for the first that claims it, our own form before all others.
    """
    headings: Words = {}
    values: dict[str, Words] = {}
    written = []
    for heading, name in _headings(importer):
        written.append(heading)
        headings.setdefault(squeezed(heading), name)
    for name, word, code in _words(importer):
        values.setdefault(name, {}).setdefault(squeezed(word), code)
    return Vocabulary(headings, values, frozenset(written))


def name_of(importer: Importer, item: Field) -> str:
    """Return what a field is called on screen: as our own form heads it where two fields have one name."""
    names = [str(other.label) for other in importer.fields]
    if names.count(str(item.label)) == 1:
        return str(item.label)
    rules = importer.mapping(STANDARD).rules
    return next((" ".join(map(str, rule.columns)) for rule in rules if rule.name == item.name), str(item.label))


def _headings(importer: Importer) -> Iterator[tuple[str, str]]:
    for rule in importer.mapping(STANDARD).rules:
        yield from ((str(column), rule.name) for column in rule.columns if len(rule.columns) == 1)
    for name, words in _others(importer).get("headings", {}).items():
        yield from ((word, name) for word in words)
    labels = [str(item.label) for item in importer.fields]
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield from ((str(one.label), one.name) for one in importer.fields if labels.count(str(one.label)) < 2)


def _words(importer: Importer) -> Iterator[tuple[str, str, str]]:
    for rule in importer.mapping(STANDARD).rules:
        yield from ((rule.name, word, code) for word, code in rule.values.items())
    for name, codes in _others(importer).get("values", {}).items():
        yield from ((name, word, code) for code, words in codes.items() for word in words)
    for language, _name in settings.LANGUAGES:
        with override(language):
            for item in importer.fields:
                if isinstance(item, ChoiceField):
                    yield from ((item.name, str(label), code) for code, label in item.choices)


def _others(importer: Importer) -> dict[str, dict[str, dict[str, list[str]]]]:
    if importer.words is None:
        return {}
    found: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads(importer.words.read_text(encoding="utf-8"))
    return found
