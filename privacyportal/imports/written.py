"""How is a mapping written down, so that the commands read it from a file?"""

from dataclasses import asdict
from datetime import time

import tomli_w

from privacyportal.imports.mapping import Column, Mapping, Rule
from privacyportal.imports.sources import Layout


def text_of(mapping: Mapping) -> str:
    """Return the mapping as TOML, without what goes without saying."""
    usual = asdict(Layout())
    layout = {key: value for key, value in asdict(mapping.layout).items() if value != usual[key]}
    described: dict[str, object] = {"kind": mapping.kind, "title": mapping.title}
    described |= {"title_en": mapping.title_en} if mapping.title_en else {}
    described |= {"file": layout} if layout else {}
    described["identity"] = {"source": mapping.source, **_columns(mapping.key)}
    described["fields"] = {rule.name: _rule(rule) for rule in mapping.rules}
    return tomli_w.dumps(described)


def draft_of(kind: str, layout: Layout) -> str:
    """Return a mapping (TOML) that says how a file is laid out, and nothing of its columns yet."""
    return text_of(Mapping(name="", kind=kind, title="", title_en="", layout=layout, source="", key=(), rules=()))


def _rule(rule: Rule) -> object:
    usual = Rule(name=rule.name)
    said: dict[str, object] = _columns(rule.columns)
    said |= {"value": rule.value} if rule.value is not None else {}
    said |= {"join": rule.join} if rule.columns and rule.join != usual.join else {}
    said |= {"values": dict(rule.values)} if rule.values else {}
    said |= {"otherwise": rule.otherwise} if rule.otherwise is not None else {}
    said |= {"empty": rule.empty} if rule.empty is not None else {}
    said |= {"dates": list(rule.formats)} if rule.formats else {}
    said |= {"time": rule.hour.isoformat("minutes")} if rule.hour != time.min else {}
    said |= {"not_before": rule.not_before} if rule.not_before else {}
    said |= {"html": True} if rule.html else {}
    said |= {"zeros": True} if rule.zeros else {}
    return said["column"] if list(said) == ["column"] else said


def _columns(columns: tuple[Column, ...]) -> dict[str, object]:
    if len(columns) == 1:
        return {"column": columns[0]}
    return {"columns": list(columns)} if columns else {}
