"""Who entered what a test finds there already?"""

from django.db import models

from privacyportal.audit.actors import Actor, ActorKind


class Clerk(Actor):
    """Somebody who was allowed to do it, long before the test's story begins; no account of the cast's."""

    kind = ActorKind.STAFF

    @property
    def name(self) -> str:
        """Return a name that nobody of the cast has."""
        return "clerk"

    def holds(self, permission: str, obj: models.Model | None = None) -> bool:
        """Return True."""
        return True


CLERK = Clerk()
