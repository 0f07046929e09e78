"""What is to be said of a file that was taken in, beyond the counts?"""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from privacyportal.imports.engine import Outcome

# What a remark says, by its code; where it has places (cells, rows, sheets), they follow.
WORDS: dict[str, Promise] = {
    "another_record": _lazy(
        "Rows that would make another record of the one under their number, as where numbers begin anew each year. "
        "Look at them; where they are other records, go back to the words and tell rows apart by what they say"
    ),
    "encoding_signature": _lazy("Read as %(encoding)s: the file begins with its signature."),
    "encoding_zeros": _lazy("Read as %(encoding)s: every other byte of the file is zero."),
    "encoding_escapes": _lazy("Read as %(encoding)s: the file changes between character sets as it does."),
    "encoding_whole": _lazy("Read as %(encoding)s: all bytes of the file are that, and not another Japanese encoding."),
    "encoding_likeness": _lazy(
        "Read as %(encoding)s: other encodings would be possible, but give no running Japanese."
    ),
    "delimiter": _lazy("Columns are parted by “%(delimiter)s”: it stands in every line looked at."),
    "declaration": _lazy("The line “sep=” in front was taken for the delimiter that it names."),
    "signatures": _lazy("The signature of the encoding stands in front more than once."),
    "sheet": _lazy("The sheet “%(sheet)s” was read."),
    "other_sheet": _lazy("Sheets that were not read"),
    "hidden_sheet": _lazy("Hidden sheets that were not read"),
    "hidden_column": _lazy("Hidden columns that were read"),
    "hidden_read": _lazy("Hidden rows that were read"),
    "hidden_left_out": _lazy("Hidden rows that were left out"),
    "above_heading": _lazy("Lines above the heading that were left out"),
    "two_line_heading": _lazy("The heading stands over two lines; their names were joined."),
    "heading_again": _lazy("Lines that say the heading again and were left out"),
    "total_or_note": _lazy("Totals and notes that were left out"),
    "named_twice": _lazy("Days that are named twice, once as a day off: the exact name was taken"),
    "merged_filled": _lazy("Merged cells whose text was taken for each of their rows"),
    "hour_taken": _lazy("The time of a day that is written without one"),
    "column_left_out": _lazy("Columns from which nothing was taken"),
    "ditto": _lazy("Marks for “the same as above”, read as what stands above them"),
    "tried_in_parts": _lazy("Too long to be tried as a whole: rows of different thousands did not meet one another."),
    "stored_as_number": _lazy(
        "Numbers and codes that the workbook stores as figures: compare some with your records, for zeros in front of "
        "them would be lost"
    ),
    "assumed": _lazy("Days, times and numbers for which something had to be assumed"),
    "shortened": _lazy("Cells that show a shortened number, read with all digits that are stored"),
}


# What a person should look at before anything else.
_DOUBTED = ("another_record",)


def doubts(remarks: Sequence[dict[str, object]]) -> list[str]:
    """Return what a person should look at before a file is brought in, a line each, in the reader's language."""
    return [_line(remark) for remark in remarks if remark.get("code") in _DOUBTED]


def lines(remarks: Sequence[dict[str, object]]) -> list[str]:
    """Return what was assumed of a file and left out of it, a line each, in the reader's language."""
    return [_line(remark) for remark in remarks if remark.get("code") in WORDS]


def _line(remark: dict[str, object]) -> str:
    words, places, count = remark.get("words"), remark.get("places"), remark.get("count")
    sentence = str(WORDS[str(remark["code"])]) % (words if isinstance(words, dict) else {})
    if not isinstance(places, list) or not places:
        return sentence
    more = " …" if isinstance(count, int) and count > len(places) else ""
    named = _("、").join(str(place) for place in places) + more
    return _("%(what)s (%(count)s): %(places)s") % {"what": sentence, "count": count, "places": named}


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
