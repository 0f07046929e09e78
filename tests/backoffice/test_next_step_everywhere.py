"""A record with steps says whose turn it is, and tells before what would be refused whatever is typed."""

import ast
import inspect
import textwrap
from collections.abc import Iterator

import pytest
from django.contrib import admin

from privacyportal.backoffice.actions import ObjectAction, nothing
from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.backoffice.deeds import Deed
from privacyportal.backoffice.publishing import DatedVersion
from privacyportal.clocks.plan import duties_of
from privacyportal.references import kinds

# Refusals that need not be told before, though nothing typed changes them.
KNOWN: dict[tuple[str, str], str] = {
    ("User", "release"): "offered on the accounts of others only",
    ("User", "reset_keys"): "offered on the accounts of others only",
    ("User", "end_sessions"): "offered on the accounts of others only",
    ("User", "provider_link"): "offered on the accounts of others only; which provider is typed",
    ("User", "deactivate"): "who is left is judged with the account closed and the roles held",
    ("User", "reactivate"): "offered on the accounts of others only; the address may be given to somebody meanwhile",
    ("ClockRule", "correct"): "judged with what was typed",
    ("PurposeVersion", "correct"): "judged with what was typed",
    ("CategoryVersion", "correct"): "judged with what was typed",
    ("CountrySystem", "correct"): "judged with what was typed",
    ("ReviewItem", "settle"): "offered on open items only",
    ("PolicyOutline", "correct"): "offered on open outlines only",
    ("PolicyOutline", "give_up"): "offered on open outlines only",
    ("PolicyVersion", "review"): "offered on the version in force only",
    ("ForeignGround", "record_check"): "offered where checks are due only",
    ("JointUseArrangement", "particulars"): "judged with what was typed",
    ("Case", "pass_on"): "offered where the partner has a desk only",
    ("Case", "people"): "a question to the database on every view of a case, for what is erased after years",
}
# What moves on without anybody's turn.
NO_TURN: dict[str, str] = {
    "backoffice.ImportMapping": "a tool of those who import: nothing waits for anybody",
    "policies.PurposeOfUse": "its drafts say whose turn it is",
    "policies.DataCategory": "its drafts say whose turn it is",
    "vendors.Country": "its drafts say whose turn it is",
    "clocks.Level": "the portal's own turn: a step that falls due by itself",
}


def screens() -> Iterator[PortalModelAdmin]:
    """Every screen of records that has buttons."""
    for screen in admin.site._registry.values():
        if isinstance(screen, PortalModelAdmin) and screen.object_actions:
            yield screen


BUTTONS = [
    pytest.param(screen, button, id=f"{screen.model.__name__}.{button.name}")
    for screen in screens()
    for button in screen.object_actions
]


def names(node: ast.AST) -> set[str]:
    """The names that an expression rests on."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def known_before(deed: Deed) -> list[str]:
    """The rules that a deed asks and that rest on nothing that is typed, read from its source."""
    source = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(deed)))).body[0]
    assert isinstance(source, ast.FunctionDef)
    typed = {arg.arg for arg in (*source.args.args, *source.args.kwonlyargs)} - {deed.on, "by", "at"}
    found = []
    for node in ast.walk(source):
        if isinstance(node, ast.Assign) and names(node.value) & typed:
            typed.update(*(names(target) for target in node.targets))
    for node in ast.walk(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "refuse_if":
            rules = node.args[0].elts if isinstance(node.args[0], ast.List) else [node.args[0]]
            found += [ast.unparse(rule) for rule in rules if not names(rule) & typed]
    return found


@pytest.mark.parametrize(("screen", "button"), BUTTONS)
def test_what_would_be_refused_whatever_is_typed_is_told_before(screen: PortalModelAdmin, button: ObjectAction) -> None:
    known = known_before(button.deed)
    is_named = (screen.model.__name__, button.name) in KNOWN
    if button.obstacles is nothing:
        assert bool(known) == is_named, known
    else:
        assert not is_named, "It tells them; take the row out."


@pytest.mark.parametrize("screen", [pytest.param(screen, id=screen.model.__name__) for screen in screens()])
def test_a_record_with_a_next_step_says_whose_turn_it_is(screen: PortalModelAdmin) -> None:
    moves_on = any(button.tone == "primary" or button.obstacles is not nothing for button in screen.object_actions)
    label = screen.model._meta.label
    prefixes = [kind.prefix for kind in kinds.registered.values() if kind.model == label]
    says = (
        type(screen).get_turn is not PortalModelAdmin.get_turn
        or issubclass(screen.model, DatedVersion)
        or any(duties_of(prefix) for prefix in prefixes)
    )
    assert moves_on <= (says != (label in NO_TURN)), f"says: {says}"


def test_the_rows_are_about_buttons_and_screens_that_are_there() -> None:
    buttons = {(screen.model.__name__, button.name) for screen in screens() for button in screen.object_actions}
    assert set(KNOWN) <= buttons
    assert set(NO_TURN) <= {screen.model._meta.label for screen in screens()}
