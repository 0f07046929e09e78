"""Which questions does a list answer? Those that it declares, asked with values that it offers."""

import re
from collections.abc import Iterable

from django.contrib.admin import (
    AllValuesFieldListFilter,
    BooleanFieldListFilter,
    ChoicesFieldListFilter,
    ListFilter,
    RelatedFieldListFilter,
    SimpleListFilter,
)
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from unfold.views import ChangeList

from privacyportal.backoffice import dayboxes, searched
from privacyportal.backoffice.ordering import Part, empty_last
from privacyportal.backoffice.paging import Bounded

type Declared = str | type[SimpleListFilter]
type Answered = tuple[list[ListFilter], bool, dict[str, list[str]], bool, bool]

# Which saved view is shown.
VIEW = "view"
OWN = frozenset({ALL_VAR, ORDER_VAR, PAGE_VAR, SEARCH_VAR, IS_POPUP_VAR, TO_FIELD_VAR, VIEW})
_SHAPES = {
    ALL_VAR: re.compile(r"1?"),
    ORDER_VAR: re.compile(r"|-?[0-9]{1,2}(\.-?[0-9]{1,2}){0,19}"),
    PAGE_VAR: re.compile(r"[1-9][0-9]{0,8}"),
    IS_POPUP_VAR: re.compile(r"1"),
    TO_FIELD_VAR: re.compile(r"[a-z_]{1,60}"),
    VIEW: re.compile(r"[0-9]{1,9}"),
    SEARCH_VAR: re.compile(f"|{searched.SEALED.pattern}"),
}


class Undeclared(BadRequest):
    """An address asked a list something that the list does not offer: a bad request, whatever the answer would be."""


def parameters(model: type[models.Model], declared: Declared) -> tuple[str, ...]:
    """Return the names by which one entry of `list_filter` may be asked.

    :raises ImproperlyConfigured: for an entry of which we do not know what it asks.
    """
    if isinstance(declared, type) and issubclass(declared, SimpleListFilter) and declared.parameter_name:
        return (declared.parameter_name,)
    if not isinstance(declared, str):
        raise ImproperlyConfigured(f"{declared} is no filter whose questions are known.")
    field = get_fields_from_path(model, declared)[-1]
    empty = (f"{declared}__isnull",)
    if field.is_relation:
        key = f"{declared}__{field.target_field.name}__exact"  # type: ignore[attr-defined]
        return (key, *(empty if field.null or field.many_to_many else ()))
    if isinstance(field, models.BooleanField):
        return (f"{declared}__exact", *(empty if field.null else ()))
    if field.choices:
        return (f"{declared}__exact", *(empty if None in dict(field.flatchoices) else ()))
    if isinstance(field, models.DateField):
        return dayboxes.parameters(field, declared)
    if LOOKUP_SEP in declared:
        # It would offer every value that is stored, of records too that the person may not see.
        raise ImproperlyConfigured(f"{declared} is a text of another record: no list is filtered by that.")
    return (declared, *(empty if field.null else ()))


def questions(model: type[models.Model], filters: Iterable[Declared]) -> frozenset[str]:
    """Return every name that a list with these filters takes of an address; all others are refused."""
    return OWN | {name for declared in filters for name in parameters(model, declared)}


def offers(spec: ListFilter, name: str, value: str) -> bool:
    """Return whether a filter offers a value to this person; days are asked in any writing."""
    match spec:
        case SimpleListFilter() | RelatedFieldListFilter() | AllValuesFieldListFilter() if name.endswith("__isnull"):
            return value == "True"
        case SimpleListFilter() | RelatedFieldListFilter():
            return value in {str(key) for key, _label in spec.lookup_choices}
        case AllValuesFieldListFilter():
            return value in {str(key) for key in spec.lookup_choices if key is not None}
        case BooleanFieldListFilter():
            return value == "True" if name.endswith("__isnull") else value in ("0", "1")
        case ChoicesFieldListFilter():
            keys = {str(key) for key, _label in spec.field.flatchoices if key is not None}
            return value == "True" if name.endswith("__isnull") else value in keys
        case dayboxes.DaysFilter():
            return not name.endswith("__isnull") or value in ("True", "False")
    return False


def insist_on_shape(asked: QueryDict, allowed: frozenset[str]) -> None:
    """Let pass only an address whose every name is declared, given once, and whose own parameters are well formed.

    :raises Undeclared: for any other.
    """
    for name, values in asked.lists():
        if name not in allowed:
            raise Undeclared(f"This list does not answer to {name!r}.")
        if len(values) != 1:
            raise Undeclared(f"{name!r} was given {len(values)} times.")
        shape = _SHAPES.get(name)
        if shape is not None and not shape.fullmatch(values[0]):
            raise Undeclared(f"{name!r} has a value that the list does not give.")


class DeclaredList(ChangeList):
    """A page of a list, or the rows of its export; what was not declared is refused before any row is looked up."""

    def get_filters(self, request: HttpRequest) -> Answered:
        """Return the filters in use, as Django wants them.

        :raises Undeclared: when the address asks what the list does not declare, or with a value that is not offered.
        :raises WordsGone: when it searches for words that this session cannot read.
        """
        insist_on_shape(request.GET, questions(self.model, self.list_filter))
        self.insist_on_order(request.GET.get(ORDER_VAR, ""))
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        self.query = searched.words(request, back=back)
        answered: Answered = super().get_filters(request)
        specs = {name: spec for spec in answered[0] for name in spec.used_parameters}
        for name, values in self.get_filters_params().items():
            if name not in specs or not offers(specs[name], name, values[0]):
                raise Undeclared(f"{name!r} has a value that the list does not offer.")
        return answered

    @property
    def is_bounded(self) -> bool:
        """Return whether there are more rows than were counted."""
        return isinstance(self.paginator, Bounded) and self.paginator.is_bounded

    def get_filters_params(self, params: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
        """Return what the address asks of filters."""
        asked: dict[str, list[str]] = super().get_filters_params(params)
        return {name: values for name, values in asked.items() if name != VIEW}

    def narrows(self) -> bool:
        """Return whether the list shows one of its views, not all rows."""
        known = [spec for spec in self.filter_specs if isinstance(spec, SimpleListFilter)]
        return any(spec.parameter_name == "show" and spec.value() != "all" for spec in known)

    def insist_on_order(self, text: str) -> None:
        """Let pass only an order by columns that are shown and that can be sorted.

        :raises Undeclared: for any other.
        """
        for number in re.findall("[0-9]+", text):
            column = self.list_display[int(number)] if int(number) < len(self.list_display) else ""
            is_sortable = self.sortable_by is None or column in self.sortable_by
            if not column or not is_sortable or not self.get_ordering_field(column):
                raise Undeclared("The list cannot be put in that order.")

    def get_ordering(self, request: HttpRequest, queryset: models.QuerySet) -> list[Part]:
        """Return the order of the rows; where a person asked for one, what is empty stands last."""
        ordering: list[Part] = super().get_ordering(request, queryset)
        return list(empty_last(self.model, ordering)) if self.params.get(ORDER_VAR) else ordering

    def get_results(self, request: HttpRequest) -> None:
        """Read the page; where the list has become shorter than the address says, its last one."""
        try:
            super().get_results(request)
        except IncorrectLookupParameters:
            self.page_num = self.model_admin.get_paginator(request, self.queryset, self.list_per_page).num_pages
            super().get_results(request)
