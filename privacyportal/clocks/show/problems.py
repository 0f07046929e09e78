"""Do the rules leave a duty without one, or give it two? (T5)"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import long_day
from privacyportal.clocks.models import ClockRule
from privacyportal.clocks.plan import beyond_law, duty_choices, label_of, variant_label, variants_of


@dataclass(frozen=True)
class Problem:
    """What is wrong with the rules of one duty; `is_error` tells an error from a remark."""

    duty: str
    text: str
    is_error: bool = True


def problems(today: date) -> list[Problem]:
    """Every overlap, gap and duty without a rule, as on a day; one query."""
    rows: dict[str, dict[str, list[ClockRule]]] = defaultdict(lambda: defaultdict(list))
    for row in ClockRule.objects.published().select_related("calendar").order_by("duty", "variant", "valid_from"):
        rows[row.duty][row.variant].append(row)
    found: list[Problem] = []
    for duty, _label in duty_choices():
        found += _without_rule(duty, rows[duty], today)
        for variant, dated in rows[duty].items():
            found += _out_of_line(duty, variant, dated)
            found += _beyond_law(duty, variant, dated, today)
        found += _unknown(duty, rows[duty])
    return found


def _without_rule(duty: str, rows: dict[str, list[ClockRule]], today: date) -> Iterable[Problem]:
    """A duty needs a general rule in force, or one for each of its special cases."""
    if any(_covers(row, today) for row in rows.get("", ())):
        has_special = any(variant for variant in rows)
        for variant, name in variants_of(duty).items() if has_special else ():
            if not any(_covers(row, today) for row in rows.get(variant, ())):
                words = {"duty": label_of(duty), "variant": name}
                text = _("%(duty)s: “%(variant)s” has no rule of its own; the general rule applies.") % words
                yield Problem(duty, text, is_error=False)
        return
    for variant, name in variants_of(duty).items() or [("", "")]:
        if not any(_covers(row, today) for row in rows.get(variant, ())):
            words = {"duty": label_of(duty), "variant": name or _("general rule"), "day": long_day(today)}
            yield Problem(duty, _("%(duty)s (%(variant)s): no rule is in force on %(day)s.") % words)


def _out_of_line(duty: str, variant: str, dated: Sequence[ClockRule]) -> Iterable[Problem]:
    for earlier, later in pairwise(dated):
        if earlier.valid_to == later.valid_from:
            continue
        words = {
            "duty": label_of(duty),
            "variant": variant_label(duty, variant) or _("general rule"),
            "day": long_day(later.valid_from),
        }
        overlaps = earlier.valid_to is None or earlier.valid_to > later.valid_from
        said = (
            _("%(duty)s (%(variant)s): two rules are in force on %(day)s.")
            if overlaps
            else _("%(duty)s (%(variant)s): no rule is in force before %(day)s.")
        )
        yield Problem(duty, said % words)


def _beyond_law(duty: str, variant: str, dated: Sequence[ClockRule], today: date) -> Iterable[Problem]:
    """A rule from before the law's term was kept with it may go beyond; it stays an error until it is replaced."""
    for row in dated:
        if row.law is not None and _covers(row, today) and any(beyond_law(row.terms, row.law)):
            words = {"duty": label_of(duty), "variant": variant_label(duty, variant) or _("general rule")}
            yield Problem(duty, _("%(duty)s (%(variant)s): the rule allows more time than the law.") % words)


def _unknown(duty: str, rows: dict[str, list[ClockRule]]) -> Iterable[Problem]:
    known = variants_of(duty)
    for variant in rows:
        if variant and variant not in known:
            words = {"duty": label_of(duty), "variant": variant}
            text = _("%(duty)s: the rule for “%(variant)s” applies to nothing at present.") % words
            yield Problem(duty, text, is_error=False)


def _covers(row: ClockRule, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
