"""How does a list's search box find things as the index does?"""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.admin.views.main import SEARCH_VAR
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.backoffice.paging import Bounded, BoundedKeysFirst, KeysFirst
from privacyportal.search import keys, typed
from privacyportal.search.asking import about, narrowed
from privacyportal.search.registry import Shape


class BoundedAdmin[M: models.Model](PortalModelAdmin[M]):
    """A screen that counts no further than a person pages through what was searched for."""

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: models.QuerySet[M],
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> "Paginator[M]":
        """Return the list's pages."""
        kind: type[Paginator[M]] = self.paginator
        if request.GET.get(SEARCH_VAR):
            kind = BoundedKeysFirst if issubclass(kind, KeysFirst) else Bounded
        return kind(queryset, per_page, orphans, allow_empty_first_page)


class FoundAdmin[M: models.Model](BoundedAdmin[M]):
    """A screen of numbered records whose box finds what the index holds of them, by whatever writing.

    `found_through` names relations by whose records a row is found too; `search_fields` only say that there is a box.
    """

    found_through: ClassVar[Sequence[str]] = ()
    search_fields: ClassVar[Sequence[str]] = ("reference__number",)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[M], search_term: str
    ) -> tuple[models.QuerySet[M], bool]:
        """Return the rows that hold each word that was typed, by words that the person may read."""
        return narrowed(queryset, search_term, user=request.user, through=self.found_through), False


class AboutAdmin[M: models.Model](BoundedAdmin[M]):
    """A screen of rows about records: its box finds those whose record the person finds, or whose own words are so.

    `about` leads from a row to the record's number; `own_words` are fields of the row, compared as they are stored.
    """

    about: ClassVar[str] = "reference"
    own_words: ClassVar[Sequence[str]] = ()
    search_fields: ClassVar[Sequence[str]] = ("reference__number",)
    search_help_text = _("Number, name, telephone or words")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[M], search_term: str
    ) -> tuple[models.QuerySet[M], bool]:
        """Return the rows about what was typed."""
        if not search_term.strip():
            return queryset, False
        condition = about(search_term, user=request.user, path=self.about)
        for field in self.own_words:
            condition |= Q((f"{field}__icontains", search_term.strip()))
        return queryset.filter(condition), False


class FoldedAdmin[M: models.Model](PortalModelAdmin[M]):
    """A screen of a register of some hundred rows: its box compares `search_fields` as the index would, row by row."""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[M], search_term: str
    ) -> tuple[models.QuerySet[M], bool]:
        """Return the rows that hold each word that was typed, by whatever writing."""
        words = typed.words(search_term)
        if not words:
            return queryset, False
        held = []
        for pk, *values in queryset.order_by().values_list("pk", *self.search_fields):
            folded = keys.of_values(values, Shape.READING)
            if all(any(form in folded for form in forms) for forms in words):
                held.append(pk)
        return queryset.filter(pk__in=held), False
