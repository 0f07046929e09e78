"""What is to be said of a file that was taken in, beyond the counts?"""

from django.utils.translation import gettext as _

from privacyportal.imports.engine import Outcome


def told(outcome: Outcome) -> str:
    """Return what is to be said of a file beyond the counts, a line each; empty where there is nothing."""
    return "\n".join(line for line in (_absent(outcome), _repeats(outcome)) if line)


def _absent(outcome: Outcome) -> str:
    if not outcome.absent:
        return ""
    return _("Columns that the file does without: %(columns)s") % {"columns": _("、").join(outcome.absent)}


def _repeats(outcome: Outcome) -> str:
    if not outcome.superseded:
        return ""
    pairs = ", ".join(f"{earlier} → {later}" for earlier, later in outcome.repeated)
    more = " …" if outcome.superseded > len(outcome.repeated) else ""
    sentence = _(
        "%(count)s rows give a number that a later row gives again; the last was taken (row → next): %(pairs)s"
    )
    return sentence % {"count": outcome.superseded, "pairs": pairs + more}
