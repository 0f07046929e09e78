"""May this backup come back here?"""

from django.utils.translation import gettext as _

from privacyportal import VERSION
from privacyportal.backoffice.commands import known_migrations
from privacyportal.backups.about import FORMER, About, fingerprints
from privacyportal.backups.refusing import BackupRefused

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# The file opened: its key is there. Former keys open what is no longer encrypted with them.
NOT_NEEDED = ("PORTAL_BACKUP_KEY", FORMER)
SHOWN = 3


def fits(about: About, *, vendor: str) -> None:
    """Make sure that this release, on this database, can work with a backup.

    :raises BackupRefused: when a newer release took it, or another kind of database.
    """
    if about.vendor != vendor:
        raise BackupRefused(
            _(
                "This backup is of a %(theirs)s database, this portal works on %(ours)s. Set PORTAL_DATABASE_URL to a "
                "%(theirs)s database."
            )
            % {"theirs": NAMES.get(about.vendor, about.vendor), "ours": NAMES[vendor]}
        )
    newer = sorted(set(about.migrations) - known_migrations())
    if newer or _numbers(about.version) > _numbers(VERSION):
        raise BackupRefused(
            _(
                "This backup was taken by a newer release (%(version)s; this is %(ours)s) with tables that this one "
                "does not know: %(names)s. Install that release, then restore."
            )
            % {"version": about.version, "ours": VERSION, "names": ", ".join(newer[:SHOWN]) or "–"}
        )


def is_known(about: About, *, there: str, foreign: str) -> None:
    """Make sure that a backup is of this installation, unless somebody says why another's is to come.

    :param there: the hash of the first entry of the trail that is there, "" of an empty portal
    :raises BackupRefused: when it is another's, or a key is wanting with which something in it is encrypted.
    """
    if foreign:
        return
    here = set(fingerprints().values())
    wanting = [name for name, mark in about.keys.items() if mark not in here and not name.startswith(NOT_NEEDED)]
    if there not in ("", about.first):
        why = _("its audit trail began otherwise than the one that is here")
    elif wanting:
        why = _("these keys (with their fingerprints) are not among those set here: %(keys)s") % {
            "keys": ", ".join(f"{name} ({about.keys[name]})" for name in wanting)
        }
    else:
        return
    raise BackupRefused(
        _(
            "This may be the backup of another installation: %(why)s. Set the keys that were in use then, also among "
            "the former ones; or, if another installation's data are meant to come here, say why with --foreign REASON."
        )
        % {"why": why}
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
