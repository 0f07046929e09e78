"""How do files of imports get the newest key: those that wait, may be taken up again, or give rejected rows back?"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.keyring import newest
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.backoffice.storage import Written

# A file that a worker reads, or is about to, is left alone: it goes when the run ends.
AT_WORK = (ImportRun.Status.WAITING, ImportRun.Status.RUNNING)


def stored() -> Iterator[tuple[ImportRun, FieldFile]]:
    """Yield every file of a run that nobody works on, newest run first."""
    for run in ImportRun.objects.exclude(status__in=AT_WORK).order_by("-pk").iterator():
        yield from ((run, file) for file in (run.upload, run.rejected_file) if file)


@deed(right=FOLLOWS, words=_("Encryption of files of imports with the newest key"), by_portal=True)
def exchange_of_imports(*, ready: Mapping[str, Written], by: Actor, at: datetime) -> int:
    """Let files that were written anew take the place of the stored ones, by their names; return how many."""
    named = Q(upload__in=ready) | Q(rejected_file__in=ready)
    kept = ImportRun.objects.select_for_update(of=("self",)).exclude(status__in=AT_WORK).filter(named)
    standing = {name for names in kept.values_list("upload", "rejected_file") for name in names}
    for name, written in ready.items():
        if name in standing:
            written.keep()
        else:
            written.drop()
    changes = {"count": len(standing & ready.keys()), "key": newest().fingerprint}
    trail.record(action="backoffice.import_files_resealed", by=by, at=at, changes=changes)
    return len(standing & ready.keys())
