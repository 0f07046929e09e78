"""How does the portal go back to a backup, so that what was there is whole until what comes is?"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from privacyportal.audit import stamping, trail
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.anchors import anchors, by_sequence, newest
from privacyportal.backoffice.commands import unapplied
from privacyportal.backoffice.individual_numbers import holds_individual_number
from privacyportal.backups import archive, embedded, files, server, services
from privacyportal.backups.about import About, first, tables
from privacyportal.backups.admitting import fits, is_known
from privacyportal.backups.archive import Contents
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.sealed import key
from privacyportal.backups.states import Landing, hold_values


class Arrival:
    """What takes a backup to where it comes back to; nothing of what was there is changed before `commit`."""

    def __init__(self, allow: Callable[[About], None], land: Callable[[], Landing], home: Path) -> None:
        self._allow, self._land = allow, land
        self.files = files.Place(home)
        self.landing: Landing | None = None

    def begin(self, about: About) -> None:
        """Ask whether it may come, and make ready."""
        self._allow(about)
        self.landing = self._land()

    def piece(self, data: bytes) -> None:
        """Take bytes of the database."""
        if self.landing is not None:
            self.landing.piece(data)

    def file(self, name: str) -> Callable[[bytes], object]:
        """Take a file."""
        return self.files.file(name)

    def read(self, path: Path, *, at: datetime) -> Contents:
        """Read a backup to its end and make all of it ready to stand.

        :raises BackupRefused: when it is not whole, or may not come.
        """
        contents = archive.read(path, key(), self)
        self.files.settle()
        if self.landing is not None:
            hold = hold_values(contents.sha256, taken_at=contents.about.moment, restored_at=at)
            self.landing.settle(contents.about, hold=hold)
        return contents

    def commit(self) -> None:
        """Let all of it take the place of what was there."""
        if self.landing is None:
            return
        self.files.swap()
        try:
            self.landing.commit()
        except BaseException:
            self.files.swap_back()
            raise

    def end(self, *, is_done: bool) -> None:
        """Leave nothing lying about."""
        if self.landing is not None and not is_done:
            self.landing.give_up()
        self.files.clear()


def restore(path: Path, *, replace: bool, foreign: str, at: datetime) -> Contents:
    """Put a backup in the place of what the portal holds, hold its mail, and record both.

    :param replace: that what is there may go
    :param foreign: why the backup of another installation is to come, "" where it must be this one's
    :raises BackupRefused: when it must not be; nothing is changed then.
    """

    def allow(about: About) -> None:
        if holds_individual_number(foreign):
            raise BackupRefused(_("The reason holds what may be an individual number. Leave it out."))
        fits(about, vendor=connection.vendor)
        is_known(about, there=_first_there(), foreign=foreign)
        _insist_empty(replace=replace)
        (server if connection.vendor == "postgresql" else embedded).insist_unused()

    arrival, is_done = Arrival(allow, landing, Path(settings.MEDIA_ROOT)), False
    try:
        contents = arrival.read(path, at=at)
        arrival.commit()
        is_done = True
    finally:
        arrival.end(is_done=is_done)
    _record(contents, foreign=foreign, at=at)
    return contents


def landing(name: str = "") -> Landing:
    """Return where a database comes back to: the portal's own, or another of that name."""
    place = name or str(connection.settings_dict["NAME"])
    return server.Place(place) if connection.vendor == "postgresql" else embedded.Place(Path(place))


def _record(contents: Contents, *, foreign: str, at: datetime) -> None:
    """Bring tables of an older release along, prove the trail, begin to write it down anew, and record it all."""
    if unapplied():
        call_command("migrate", verbosity=0, interactive=False)
    last = newest()
    known = {} if foreign else by_sequence(anchors())
    verdict = trail.verify({number: said for number, said in known.items() if number <= contents.about.head[0]})
    anchored = (last.sequence, last.entry_hash) if last else (0, "")
    services.note_restored(**contents.told, anchored=anchored, foreign=foreign, by=PORTAL, at=at)
    if not verdict.is_whole:
        raise BackupRefused(
            _(
                "The backup was restored and its mail is held, but its audit trail is not whole, or not the one that "
                "was written down: it differs by sequence %(number)s. Keep everything as it is and find out why."
            )
            % {"number": verdict.broken_at}
        )
    # The trail goes on from an earlier entry: what was written down since would deny it. It is kept aside.
    path: Path = settings.PORTAL_ANCHORS_FILE
    with suppress(FileNotFoundError):
        path.rename(path.with_name(f"{path.name}.until-{at:%Y%m%dT%H%M%SZ}"))
    with suppress(FileNotFoundError):
        stamps = stamping.folder()
        stamps.rename(stamps.with_name(f"{stamps.name}.until-{at:%Y%m%dT%H%M%SZ}"))


def _first_there() -> str:
    """Return by what the installation that is there is known; "" where there is none yet, or nobody works with it."""
    return first(connection) if _has_people() else ""


def _has_people() -> bool:
    people = get_user_model()
    return people._meta.db_table in tables(connection) and people._base_manager.exists()


def _insist_empty(*, replace: bool) -> None:
    if replace or not (_has_people() or any(files.stored(Path(settings.MEDIA_ROOT)))):
        return
    raise BackupRefused(
        _(
            "This portal holds data: accounts, or files in %(directory)s. All of it would be replaced. If that is what "
            "you want, take a backup of it first, then say --replace."
        )
        % {"directory": settings.MEDIA_ROOT}
    )
