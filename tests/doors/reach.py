"""Which refusals can a deed come to? Followed through the sources: what a function names, it may call."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.doors.guards import ROOT, prefixes_of

type Place = tuple[str, str]
SOURCES = ("cases", "consents", "vendors", "privacyportal")


@cache
def _modules() -> dict[str, ast.Module]:
    """Return the sources by dotted name."""
    found = {}
    for path in sorted(one for folder in SOURCES for one in (ROOT / folder).rglob("*.py")):
        if "migrations" not in path.parts:
            found[dotted(path)] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def dotted(path: Path) -> str:
    """Return the module's name of a file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def folder_of(module: str) -> Path:
    """Return the folder of the app that a module belongs to."""
    parts = module.split(".")
    return ROOT.joinpath(*parts[: 2 if parts[0] == "privacyportal" else 1])


@cache
def _named_in(module: str) -> dict[str, Place]:
    """Return what the names of a module stand for: a function or class somewhere, or a module."""
    names: dict[str, Place] = {}
    for node in ast.walk(_modules()[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {one.asname or one.name: _found(node.module, one.name) for one in node.names}
    return names | {name: (module, name) for name in _defined(module)}


def _found(module: str, name: str) -> Place:
    """Return where a name comes from, through packages that pass it on."""
    if f"{module}.{name}" in _modules():
        return (f"{module}.{name}", "")
    if module in _modules() and name not in _defined(module):
        return _named_in(module).get(name, (module, name))
    return (module, name)


@cache
def _defined(module: str) -> dict[str, list[ast.AST]]:
    """Return functions by name, methods by their own name and that of their class, and tables of functions."""
    found: dict[str, list[ast.AST]] = {}
    for node in ast.walk(_modules()[module]):
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
        if isinstance(node, ast.ClassDef):
            found.setdefault(node.name, []).extend(each for each in node.body if isinstance(each, ast.FunctionDef))
    for node in _modules()[module].body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(node)
    return found


@cache
def _next(place: Place) -> frozenset[Place]:
    return frozenset(_named_by(place))


def _named_by(place: Place) -> Iterator[Place]:
    module, name = place
    for function in _defined(module).get(name, []):
        for node in ast.walk(function):
            if isinstance(node, ast.Name):
                yield _named_in(module).get(node.id, ("", ""))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                target = _named_in(module).get(node.value.id, ("", ""))
                yield _found(target[0], node.attr) if target[0] and not target[1] else (module, node.attr)


@cache
def _said(place: Place) -> frozenset[str]:
    """Return the words that a function itself says, also with what its app's helpers put before a code."""
    module, name = place
    return frozenset(_words(module, name, prefixes_of(folder_of(module))))


def _words(module: str, name: str, prefixes: frozenset[str]) -> Iterator[str]:
    for function in _defined(module).get(name, []):
        for node in (each for each in ast.walk(function) if isinstance(each, ast.Constant)):
            if isinstance(node.value, str) and node.value:
                yield node.value
                yield from (f"{prefix}{node.value}" for prefix in prefixes)


@cache
def reach_of(module: str, name: str) -> frozenset[str]:
    """Return every word that the functions say which this one may come to; codes of refusals are among them."""
    seen: set[Place] = set()
    waiting = [(module, name)]
    while waiting:
        place = waiting.pop()
        if place in seen or place[0] not in _modules():
            continue
        seen.add(place)
        waiting.extend(_next(place))
    return frozenset(word for place in seen for word in _said(place))
