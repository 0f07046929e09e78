"""Does a password alone let people in here, and is the sign-in through a provider set up whole?"""

from django.conf import settings
from django.core import checks

from privacyportal.accounts.provider import documents


def second_step_is_required(**kwargs: object) -> list[checks.CheckMessage]:
    """Say that it does: where people reach the portal over HTTPS as a warning, else as a note (W001, I001)."""
    if settings.PORTAL_SECOND_FACTOR:
        return []
    said = "A password alone lets people in: no second step is required (PORTAL_SECOND_FACTOR)."
    if settings.HTTPS:
        return [checks.Warning(said, hint="Leave PORTAL_SECOND_FACTOR unset.", id="accounts.W001")]
    return [checks.Info(said, hint="It is required wherever PORTAL_HTTPS=true.", id="accounts.I001")]


def provider_is_set_up(**kwargs: object) -> list[checks.CheckMessage]:
    """Say what the sign-in through a provider lacks (E001 client, E002 an address that nobody can listen to)."""
    if not documents.is_on():
        return []
    found: list[checks.CheckMessage] = []
    if not (settings.PORTAL_OIDC_CLIENT_ID and settings.PORTAL_OIDC_CLIENT_SECRET):
        hint = "Set PORTAL_OIDC_CLIENT_ID and PORTAL_OIDC_CLIENT_SECRET, or unset PORTAL_OIDC_ISSUER."
        found.append(checks.Error("The sign-in provider has no client.", hint=hint, id="accounts.E001"))
    if not documents.is_safe(settings.PORTAL_OIDC_ISSUER):
        hint = "PORTAL_OIDC_ISSUER begins with https://."
        found.append(checks.Error("The sign-in provider is not asked over HTTPS.", hint=hint, id="accounts.E002"))
    return found


checks.register(provider_is_set_up)
checks.register(second_step_is_required, deploy=True)
