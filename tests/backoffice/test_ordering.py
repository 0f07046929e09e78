"""Every list can be put in order by every column that offers it, and what is empty stands last."""

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import F, Model, OrderBy
from django.test import RequestFactory

from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.backoffice.lists import DeclaredList
from privacyportal.backoffice.ordering import empty_last
from privacyportal.policies.models import PledgeSigning
from vendors.models import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def columns(screen: ModelAdmin) -> list[object]:
    """By what the columns of a list put it in order, and the further columns of its views."""
    asked = DeclaredList.__new__(DeclaredList)
    asked.model, asked.lookup_opts, asked.model_admin = screen.model, screen.opts, screen
    names = [*screen.list_display, *(screen.more_columns if isinstance(screen, PortalModelAdmin) else ())]
    return [found for name in names if (found := asked.get_ordering_field(name))]


def test_every_list_is_put_in_order_by_every_column(baba: User) -> None:
    request = RequestFactory().get("/")
    request.user = baba
    tried = 0
    for screen in admin.site._registry.values():
        if not isinstance(screen, PortalModelAdmin):
            continue
        rows = screen.get_changelist_instance(request).queryset
        for found in columns(screen):
            ways = [found, f"-{found}"] if isinstance(found, str) else [found]
            for way in ways:
                list(rows.order_by(*empty_last(screen.model, [way]))[:1])
                tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("model", "part", "wanted"),
    [
        (Vendor, "owner__last_name", [OrderBy(F("owner__last_name"), nulls_last=True)]),
        (Case, "-handler", [OrderBy(F("handler__pk"), descending=True, nulls_last=True)]),
        (PledgeSigning, "version", [OrderBy(F("version__number"), descending=True, nulls_last=True)]),
        (PledgeSigning, "-version", [OrderBy(F("version__number"), nulls_last=True)]),
        (Case, "-subject", ["-subject"]),
        (Case, "reference__number", ["reference__number"]),
        (Case, "-pk", ["-pk"]),
        (Case, "next_due_at", [OrderBy(F("next_due_at"), nulls_last=True)]),
    ],
)
def test_only_what_may_be_empty_is_told_to_stand_last(model: type[Model], part: str, wanted: list[object]) -> None:
    assert list(empty_last(model, [part])) == wanted
