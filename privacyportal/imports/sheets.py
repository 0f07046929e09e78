"""Which sheet of a workbook is the table that a mapping speaks of?"""

from collections.abc import Callable, Collection, Sequence

from django.utils.translation import gettext as _

from privacyportal.imports import headings
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.lines import Line
from privacyportal.imports.package import Sheet

type FirstLines = Callable[[str], Sequence[Sequence[str]]]


def chosen(sheets: Sequence[Sheet], named: str, wanted: Collection[str], first_lines: FirstLines) -> str:
    """Return the sheet that is named, or the one that is seen and has most of the wanted columns.

    :raises FileRefused: where there is no such sheet, none is seen, or a person must say which of several.
    """
    if named:
        if named not in [sheet.name for sheet in sheets]:
            raise FileRefused(_("The workbook has no sheet “%(sheet)s”.") % {"sheet": named})
        return named
    seen = [sheet.name for sheet in sheets if not sheet.is_hidden]
    if not seen:
        hidden = _("、").join(sheet.name for sheet in sheets)
        raise FileRefused(_("All sheets are hidden. Say which is to be read: %(sheets)s.") % {"sheets": hidden})
    if len(seen) == 1:
        return seen[0]
    fitting = {name: _fitting(first_lines(name), wanted) for name in seen}
    filled = [name for name in seen if fitting[name] >= 0] or seen[:1]
    best = [name for name in filled if fitting[name] == max(fitting.values())]
    if len(best) == 1:
        return best[0]
    raise FileRefused(
        _("Several sheets may be meant. Say which is to be read: %(sheets)s.") % {"sheets": _("、").join(best)}
    )


def _fitting(lines: Sequence[Sequence[str]], wanted: Collection[str]) -> int:
    """Return how many of the wanted columns a sheet has; -1 where it is empty."""
    if not lines:
        return -1
    return headings.found([Line(0, list(cells)) for cells in lines], wanted).fitting
