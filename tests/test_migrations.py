"""Do the ways to today's tables end in the same place: from nothing, and from a database of an older release?

From nothing `migrate` takes the migrations that replace the others (`replaces`); a database that has some of those
others goes on with them. The tables that the second way leaves are compared in tests/commands/test_upgrade.py.
"""

from collections.abc import Iterator

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.migrating import OneByOne


def fields_in_order(state: ProjectState) -> Iterator[tuple[str, list[str]]]:
    """Each model with its fields as they follow each other, which is how the columns do."""
    for (app, name), model in sorted(state.models.items()):
        yield f"{app}.{name}", list(model.fields)


def test_what_replaces_migrations_ends_where_they_end() -> None:
    from_nothing, one_by_one = MigrationLoader(None).project_state(), OneByOne(None).project_state()
    assert dict(fields_in_order(from_nothing)) == dict(fields_in_order(one_by_one))
    assert {key for key, model in from_nothing.models.items() if model != one_by_one.models[key]} == set()


def test_what_replaces_migrations_names_all_that_came_before_it() -> None:
    """Otherwise a database that has them all is taken for one that has some, and never leaves the old way."""
    loader = OneByOne(None)
    replacing = [one for one in MigrationLoader(None).disk_migrations.values() if one.replaces]
    assert replacing
    for one in replacing:
        plan = loader.graph.forwards_plan(one.replaces[-1])
        assert [key for key in plan if key[0] == one.app_label] == list(one.replaces), str(one)
