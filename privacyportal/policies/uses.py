"""What rests on a purpose, a category or a wording? Rooms say so, so that a change shows what it touches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Max, QuerySet

from privacyportal.backoffice.labels import Text

if TYPE_CHECKING:
    from django.db.models import Model

type Rows = QuerySet["Model"]


@dataclass(frozen=True, kw_only=True)
class Use:
    """A kind of record that rests on master data.

    `purpose`, `category`, `wording`, `country` (what is known of its system) are the lookups that lead from it to each;
    `day` is the field of the day on which it was judged, empty where it goes on being judged; `standing` keeps the rows
    that still count on a day.
    """

    model: str
    label: Text
    purpose: str = ""
    category: str = ""
    wording: str = ""
    country: str = ""
    day: str = ""
    standing: Callable[[Any, date], Rows]

    def rows(self, **on: object) -> Rows:
        """Return the records that rest on something: `purpose=`, `category=`, `wording=` or `country=`."""
        lookups = {
            "purpose": self.purpose,
            "category": self.category,
            "wording": self.wording,
            "country": self.country,
        }
        named = {lookups[kind]: value for kind, value in on.items()}
        model = apps.get_model(self.model)
        rows: Rows = model._default_manager.filter(**named).distinct() if all(named) else model._default_manager.none()
        return rows


_uses: list[Use] = []


def register(*uses: Use) -> None:
    """Name what rests on master data; called when a room starts."""
    _uses.extend(uses)


def uses() -> tuple[Use, ...]:
    """Return everything that was named."""
    return tuple(_uses)


def newest(**on: object) -> date | None:
    """Return the last Tokyo day on which anything was judged by it; `on` as for `Use.rows`."""
    days = [use.rows(**on).aggregate(last=Max(use.day))["last"] for use in _uses if use.day]
    return max((day for day in days if day is not None), default=None)
