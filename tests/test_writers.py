"""One writer: rows are written by services; whatever else writes stands in the reviewed list, with its reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.test_house import PACKAGES, ROOT

ALWAYS = frozenset({"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"})
# The one other way to store rows.
MANY = frozenset({"inserting.rows", "inserting.objects"})
# These are words of other things too: of a dictionary, a file, a hash. A row's write names columns, or nothing.
SOMETIMES = frozenset({"save", "update", "delete"})

# The ground's services under other names: what a folder does itself, called by deeds and by the clock.
SERVICES = {
    "privacyportal/audit/models.py": "an append-only row saves itself, once",
    "privacyportal/audit/trail.py": "the one way into the trail",
    "privacyportal/audit/rows.py": "digests of what others wrote",
    "privacyportal/audit/readings.py": "who was shown what: one statement a page",
    "privacyportal/audit/taking_back.py": "rows that a deed takes back, named before they go",
    "privacyportal/references/registry.py": "gives out the numbers",
    "privacyportal/backoffice/drafting.py": "writes drafts of dated versions, for the deeds of any folder",
    "privacyportal/backoffice/publishing.py": "brings dated versions into force, for the deeds of any folder",
    "privacyportal/backoffice/sendings.py": "remembers which form was recorded, in the deed's transaction",
    "privacyportal/backoffice/writing.py": "locked, write, move: how every deed writes",
    "privacyportal/search/upkeep.py": "entries of the index follow from rows that others wrote",
    "privacyportal/imports/engine.py": "remembers which row became which record",
    "privacyportal/imports/made.py": "notes which rows an import makes",
    "privacyportal/imports/undoing.py": "the deeds by which an import is undone",
    "privacyportal/imports/runs.py": "the deeds of an import",
    "privacyportal/imports/ledgers.py": "the deeds of an import whose columns a person matches",
    "privacyportal/imports/approving.py": "the deeds of the second person",
    "privacyportal/accounts/roles.py": "writes the table of roles into the groups",
}
FOLDERS = {
    "privacyportal/notifications/": "the outbox: messages change by sending, not by anybody's deed",
    "privacyportal/clocks/river/": "the river: clocks, levels and notices follow from deeds and from time",
    "privacyportal/clocks/show/feeds.py": "a person's own calendar address",
    "privacyportal/roof/bench/": "fills databases that are thrown away",
}
CATALOGUES = "what an installation begins with, before there is anybody to act"


def writes(path: Path) -> Iterator[str]:
    """Yield the calls of a file that look like a write of a row."""
    others = {"self", "kwargs", "super()"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, on = node.func.attr, ast.unparse(node.func.value)
        named = [keyword.arg for keyword in node.keywords]
        if on in others:
            continue
        is_write = name in ALWAYS or f"{on}.{name}" in MANY or (name == "save" and not node.args)
        is_write |= name == "update" and not node.args and bool(named)
        is_write |= name == "delete" and not node.args and not named
        if is_write:
            yield f"{on}.{name} (line {node.lineno})"


def is_service(place: str) -> bool:
    """Return whether a file is one that may write."""
    parts = Path(place).parts
    return (
        "services" in parts
        or parts[-1] in ("services.py", "catalogue.py", "permissions.py")
        or place in SERVICES
        or any(place.startswith(folder) for folder in FOLDERS)
    )


def test_rows_are_written_by_services_alone() -> None:
    found = {
        place: written
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts and not is_service(place := str(path.relative_to(ROOT)))
        if (written := list(writes(path)))
    }
    assert found == {}


def test_the_reviewed_list_names_only_what_is_there() -> None:
    assert [place for place in (*SERVICES, *FOLDERS) if not (ROOT / place).exists()] == []
