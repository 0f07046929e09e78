"""Does a password alone let people in here?"""

from django.conf import settings
from django.core import checks


def second_step_is_required(**kwargs: object) -> list[checks.CheckMessage]:
    """Say that it does: where people reach the portal over HTTPS as a warning, else as a note (W001, I001)."""
    if settings.PORTAL_SECOND_FACTOR:
        return []
    said = "A password alone lets people in: no second step is required (PORTAL_SECOND_FACTOR)."
    if settings.HTTPS:
        return [checks.Warning(said, hint="Leave PORTAL_SECOND_FACTOR unset.", id="accounts.W001")]
    return [checks.Info(said, hint="It is required wherever PORTAL_HTTPS=true.", id="accounts.I001")]


checks.register(second_step_is_required, deploy=True)
