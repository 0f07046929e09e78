"""How does a migration make tables, or change what guards them, without every model being rendered again for it?

Django renders a model anew, and with it every model that one relation leads to, for each operation: with a hundred
models around one of users that is nearly all of them, each time. Neither operation here needs that.
"""

from collections.abc import Callable, Iterable, Sequence

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

type Change = Callable[[BaseDatabaseWrapper], None]


class CreateTables(Operation):
    """Create tables together; their models may refer to each other in any order and are rendered once."""

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[migrations.CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models to a state that has rendered none; it renders all of them when the first is asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create each table."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop each table, the last first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `migrate --plan` says."""
        return f"Create tables of {', '.join(operation.name for operation in self.operations)}"


class GuardTables(Operation):
    """Change what stands beside the models in the database (triggers): no model takes part."""

    reduces_to_sql = False

    def __init__(self, forwards: Change, backwards: Change) -> None:
        self.forwards = forwards
        self.backwards = backwards

    @classmethod
    def each[T](
        cls,
        guarded: Iterable[T],
        install: Callable[[BaseDatabaseWrapper, T], None],
        remove: Callable[[BaseDatabaseWrapper, T], None],
    ) -> "GuardTables":
        """Return the operation that guards one thing after the other, and takes the guards away again."""
        kept = list(guarded)

        def forwards(connection: BaseDatabaseWrapper) -> None:
            for one in kept:
                install(connection, one)

        def backwards(connection: BaseDatabaseWrapper) -> None:
            for one in kept:
                remove(connection, one)

        return cls(forwards, backwards)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the change, on tables that have their unique indexes: Django leaves those to the migration's end."""
        while schema_editor.deferred_sql:
            schema_editor.execute(schema_editor.deferred_sql.pop(0))
        self.forwards(schema_editor.connection)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take it back."""
        self.backwards(schema_editor.connection)

    def describe(self) -> str:
        """What `migrate --plan` says."""
        return "Guard tables by triggers"
