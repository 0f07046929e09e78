"""How do templates word what the portal stores, and where is the reader?"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypedDict

from django import forms, template
from django.contrib.admin.helpers import AdminField, AdminReadonlyField
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.paginator import Paginator
from django.db import models
from django.db.models.options import Options
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from privacyportal.backoffice import dates, labels, sendings
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import cite

register = template.Library()

register.filter("cite", cite)
register.filter("table_day", dates.table_day)
register.filter("table_instant", dates.table_instant)
register.filter("long_day", dates.long_day)
register.filter("long_instant", dates.long_instant)


class Entry(TypedDict):
    """One entry of the menu."""

    title: Text
    icon: str
    link: str
    active: bool


class Group(TypedDict):
    """One group of the menu, the first without a title."""

    title: Text
    items: Sequence[Entry]


WIDE_WIDGETS = (forms.Textarea, forms.CheckboxSelectMultiple, forms.SelectMultiple)
LONG_TEXT = 80


@register.filter
def action_label(code: str) -> str:
    """Return an audit action in words."""
    return labels.label(code)


@register.filter
def changes_text(entry: labels.Told) -> str:
    """Return an audit entry's changes in words."""
    return labels.sentence(entry)


@register.filter
def is_wide(field: AdminField | AdminReadonlyField) -> bool:
    """Return whether a field of an admin form needs both columns of the grid."""
    if isinstance(field, AdminReadonlyField):
        return len(str(field.contents())) > LONG_TEXT
    return isinstance(unwrapped(field.field.field.widget), WIDE_WIDGETS)


def unwrapped(widget: forms.Widget) -> forms.Widget:
    """Return what is typed into, without what the admin puts around choices of records."""
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


@register.filter
def fields_in_error(form: forms.BaseForm) -> list[BoundField]:
    """Return the fields of a form that came back with errors, in its order."""
    return [bound for bound in form if bound.errors]


@register.filter
def labelled(bound: BoundField) -> SafeString:
    """Return a field's input that carries its own name, for places where no label stands beside it.

    Of several boxes each has its own label already, which the name of the field would drown.
    """
    if isinstance(unwrapped(bound.field.widget), forms.CheckboxSelectMultiple | forms.RadioSelect):
        return bound.as_widget()
    return bound.as_widget(attrs={"aria-label": capfirst(str(bound.label))})


@register.filter
def elided(paginator: Paginator, number: int) -> list[int | str]:
    """Return the page numbers to offer around one page, with an ellipsis for those left out."""
    return list(paginator.get_elided_page_range(number, on_each_side=2, on_ends=1))


@register.simple_tag(takes_context=True)
def once(context: Context, path: str = "") -> SafeString:
    """Return the hidden field by which a form that is sent twice is recorded once; `path` is where it is sent."""
    request: HttpRequest = context["request"]
    token = sendings.new_token(request, path.partition("?")[0])
    return format_html('<input type="hidden" name="{}" value="{}">', sendings.ONCE, token)


@register.simple_tag
def menu(groups: Sequence[Group]) -> SafeString:
    """Return the menu of the page, drawn anew only where no page before had the same."""
    return _drawn(
        tuple(
            (
                str(group["title"]),
                tuple((item["link"], item["icon"], str(item["title"]), item["active"]) for item in group["items"]),
            )
            for group in groups
        )
    )


# What is drawn is told by what is asked, word for word: nobody is shown another's menu.
@lru_cache(maxsize=256)
def _drawn(groups: tuple[tuple[str, tuple[tuple[str, str, str, bool], ...]], ...]) -> SafeString:
    return render_to_string("unfold/helpers/app_list.html", {"groups": groups})


@register.simple_tag(takes_context=True)
def breadcrumbs(context: Context) -> dict[str, object]:
    """Return the `title` of the page and the `trail` of links above it: list, then record."""
    options: Options[models.Model] | None = context.get("opts")
    if options is None:
        return {"trail": [], "title": context.get("title", "")}
    listing = {"title": capfirst(options.verbose_name_plural), "link": _path(options, "changelist")}
    if context.get("cl") is not None:
        return {"trail": [], "title": listing["title"]}
    original = context.get("original") or context.get("object")
    trail = [listing] if listing["link"] else []
    if original is None:
        title = _("Add %s") % options.verbose_name if context.get("add") else context.get("title", listing["title"])
        return {"trail": trail, "title": title}
    if context.get("action") is None:
        return {"trail": trail, "title": str(original)}
    record = {"title": str(original), "link": _path(options, "change", original.pk)}
    return {"trail": [*trail, record], "title": context.get("title", "")}


def _path(options: "Options[models.Model]", page: str, *args: object) -> str:
    try:
        return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=args)
    except NoReverseMatch:
        return ""
