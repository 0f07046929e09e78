"""Which refusals can the sources give? Read from the code, so that a new guard cannot be forgotten."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REFUSALS = ("Refusal", "FileRefused", "ContentRefused")


@dataclass
class App:
    """What the sources of one app say of refusals: literal codes, helpers that take a code, and calls of helpers."""

    literal: set[str] = field(default_factory=set)
    prefixes: dict[str, str] = field(default_factory=dict)
    passed_on: dict[str, set[str]] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def codes(self) -> set[str]:
        """Return every code that the app's guards can give."""
        prefixes = dict(self.prefixes)
        for _round in range(len(self.passed_on) + 1):
            for helper, called in self.passed_on.items():
                for name in called & set(prefixes):
                    prefixes.setdefault(helper, prefixes[name])
        return self.literal | {f"{prefixes[helper]}{code}" for helper, code in self.calls if helper in prefixes}


def codes_of(folder: Path) -> set[str]:
    """Return the codes of all refusals that an app's sources can give."""
    return _told_in(folder).codes()


@cache
def prefixes_of(folder: Path) -> frozenset[str]:
    """Return what an app's helpers put before a code."""
    return frozenset(_told_in(folder).prefixes.values())


@cache
def _told_in(folder: Path) -> App:
    app = App()
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            _read(ast.parse(path.read_text(encoding="utf-8")), app)
    return app


def _read(tree: ast.Module, app: App) -> None:
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        takes_code = any(argument.arg == "code" for argument in (*function.args.args, *function.args.kwonlyargs))
        for call in _calls(function):
            name, code = _name(call), _code(call)
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                app.literal |= {code.value} if name in REFUSALS else set()
                app.calls += [(name, code.value)] if name not in REFUSALS else []
            elif name == "Refusal" and isinstance(code, ast.JoinedStr) and isinstance(code.values[0], ast.Constant):
                app.prefixes[function.name] = str(code.values[0].value)
            elif name == "Refusal" and takes_code:
                app.prefixes[function.name] = ""
            elif takes_code and isinstance(code, ast.Name) and code.id == "code":
                app.passed_on.setdefault(function.name, set()).add(name)


def _calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    target = call.func
    return target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""


def _code(call: ast.Call) -> ast.expr | None:
    """Return what a call gives as code: the keyword, else a first argument, or a second one behind plain values."""
    keyword = next((one.value for one in call.keywords if one.arg == "code"), None)
    if keyword is not None:
        return keyword
    texts = [one for one in call.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    names = [one for one in call.args[:2] if isinstance(one, ast.Name) and one.id == "code"]
    return next(iter([*texts, *names]), None)
