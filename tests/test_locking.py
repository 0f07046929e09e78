"""Lost updates: whatever reads a row, changes it and saves it has locked that row, or is called by what has.

A function that saves (`save`, `write`, `bulk_update`, `put_in_force`, `published`) a row that it did not make must hold
a lock: it asks `locked`, `select_for_update` or `require_draft` itself, by a function of its file, or every function of
its file that calls it does. What is written otherwise stands in the reviewed list, with its reason.
"""

import ast
from collections.abc import Iterator, Mapping

from tests.test_house import PACKAGES, ROOT

LOCKS = frozenset({"locked", "select_for_update", "require_draft"})
SAVES = frozenset({"bulk_update", "put_in_force", "published"})
# What saves without a lock, and why nobody's change is lost by it.
REVIEWED = {
    ("privacyportal/backoffice/drafting.py", "drafted"): "a version that its caller has made",
    ("privacyportal/backoffice/drafting.py", "published"): "put_in_force locks it",
    ("privacyportal/backoffice/publishing.py", "bring_along"): "what a release has just stored, before anybody sees it",
    ("privacyportal/backoffice/writing.py", "write"): "its callers are asked",
    ("privacyportal/calendars/catalogue.py", "_install"): "before there is anybody to act",
    ("privacyportal/checklists/services/templates.py", "_store"): "a version that its caller has made",
    ("privacyportal/clocks/river/catalogue.py", "_propose"): "a rule that its caller has made",
    ("privacyportal/clocks/river/sweeping.py", "_close"): "the sweep's own row",
    ("privacyportal/imports/engine.py", "_update"): "rows of a run, and one runs at a time",
    ("privacyportal/imports/runs.py", "_carry_out"): "a run that a conditional update has claimed",
    ("privacyportal/notifications/composing.py", "_compose_outside"): "the writer has leased the message",
    ("vendors/services/joint_use.py", "_store"): "an arrangement that its caller has made",
}

# What each function of a file calls, by its name.
type Calls = Mapping[str, frozenset[str]]


def called(function: ast.FunctionDef) -> frozenset[str]:
    """Return the last names of whatever a function calls."""
    return frozenset(name_of(node) for node in ast.walk(function) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    """Return the last name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def made_here(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function gives to what it makes: `Vendor(…)`, or around one: `described(Vendor(…))`."""
    made = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(is_made(part) for part in ast.walk(node.value)):
            made |= {ast.unparse(target) for target in node.targets}
    return made


def is_made(part: ast.AST) -> bool:
    return isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id[:1].isupper()


def saved(function: ast.FunctionDef) -> set[str]:
    """Return what a function saves that it did not make."""
    found = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node)
        if name == "save" and isinstance(node.func, ast.Attribute) and not node.args:
            found.add(ast.unparse(node.func.value))
        elif node.args and (name in SAVES or (name == "write" and isinstance(node.func, ast.Name))):
            found.add(ast.unparse(node.args[0]))
    return found - made_here(function) - {"super()"}


def locks(name: str, calls: Calls, seen: tuple[str, ...] = ()) -> bool:
    """Return whether a function locks a row, itself or by a function of its file."""
    others = (calls[name] & calls.keys()) - {*seen, name}
    return bool(calls[name] & LOCKS) or any(locks(other, calls, (*seen, name)) for other in others)


def holds(name: str, calls: Calls, seen: tuple[str, ...] = ()) -> bool:
    """Return whether a function locks a row, or every function of its file that calls it does."""
    if locks(name, calls):
        return True
    callers = [other for other in calls if other not in (*seen, name) and name in calls[other]]
    return bool(callers) and all(holds(other, calls, (*seen, name)) for other in callers)


def unlocked() -> Iterator[tuple[str, str]]:
    """Yield file and name of each function that saves what it neither made nor locked."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT)
            if {"migrations", "roof", "management"} & set(place.parts):
                continue
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
            calls = {name: called(function) for name, function in functions.items()}
            saving = [name for name, function in functions.items() if saved(function)]
            yield from ((str(place), name) for name in saving if not holds(name, calls))


def test_whatever_saves_a_row_has_locked_it() -> None:
    assert sorted(set(unlocked()) - REVIEWED.keys()) == []


def test_the_reviewed_list_names_only_what_there_is() -> None:
    assert sorted(REVIEWED.keys() - set(unlocked())) == []
