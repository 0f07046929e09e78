"""Does every kind of message declare only what may be told?"""

from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.core import checks

from privacyportal.notifications.addressees import Concern, Source, concerns, sources
from privacyportal.notifications.registry import Kind, kinds
from privacyportal.notifications.states import AddresseeKind
from privacyportal.notifications.telling import faults
from privacyportal.references.registry import kinds as numbered


def declarations_hold(**kwargs: object) -> list[checks.CheckMessage]:
    """Return an error (E001) for each kind, source or concern that declares what may not be."""
    hint = "See notifications.telling: facts are codes, numbers, days and instants, and keys are for staff only."
    said = [*of_kinds(kinds()), *of_sources(sources(), concerns())]
    return [checks.Error(text, hint=hint, id="notifications.E001") for text in said]


def patience_holds(**kwargs: object) -> list[checks.CheckMessage]:
    """Return a warning (W002) where the portal would wait longer for the mail server than it may hold a mail."""
    patient, lease = settings.EMAIL_TIMEOUT, settings.PORTAL_MAIL_LEASE_SECONDS
    if 0 < settings.PORTAL_SMTP_COMMAND_SECONDS <= patient and patient < lease:
        return []
    hint = "Needed: PORTAL_SMTP_COMMAND_SECONDS <= PORTAL_SMTP_TIMEOUT_SECONDS < PORTAL_MAIL_LEASE_SECONDS."
    said = "A mail could be taken over by another worker while the mail server is still being waited for."
    return [checks.Warning(said, hint=hint, id="notifications.W002")]


def of_kinds(found: list[Kind]) -> Iterator[str]:
    """Return what is wrong with kinds of message."""
    for kind in found:
        if not kind.addressees:
            yield f"{kind.code} is for nobody"
        for to, count in Counter(telling.to for telling in kind.outside).items():
            if count > 1:
                yield f"{kind.code} declares {to.value} {count} times"
        for telling in kind.outside:
            for fault in faults(telling):
                yield f"{kind.code} {fault}"


def of_sources(known: list[Source], found: list[Concern]) -> Iterator[str]:
    """Return what is wrong with where addressees are on file and what concerns them."""
    codes, prefixes = {source.code for source in known}, {kind.prefix for kind in numbered()}
    for source in known:
        if source.kind is AddresseeKind.STAFF:
            yield f"{source.code} is a source of staff"
    for concern in found:
        if concern.source not in codes:
            yield f"{concern.source} is no source of addressees"
        if concern.prefix not in prefixes:
            yield f"{concern.prefix} is no kind of number"
