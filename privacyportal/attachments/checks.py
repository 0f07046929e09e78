"""Is it said where the virus scanner is?"""

from django.conf import settings
from django.core import checks

from privacyportal.attachments.clamav import place


def scanner_has_a_place(**kwargs: object) -> list[checks.CheckMessage]:
    """Say of a value that names no place (E001)."""
    try:
        if settings.PORTAL_CLAMAV:
            place()
    except ValueError as error:
        return [checks.Error(str(error), hint="clamd:3310, or /run/clamav/clamd.ctl", id="attachments.E001")]
    return []


checks.register(scanner_has_a_place)
