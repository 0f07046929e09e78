"""An input that is drawn without its template is the one that the template draws."""

from collections.abc import Callable, Mapping

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.test.html import parse_html
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminRelatedFieldWrapperWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminTimeWidget,
)

from cases.models import Case
from privacyportal.backoffice.drawing import DRAWN, Renderer

NASTY = "\"><script>alert('x')</script>&amp;"
CHOICES = [("", "選択"), (NASTY, NASTY), ("群", [(1, "一"), (2, NASTY)])]
ATTRIBUTES = {"id": "id_x", "class": NASTY, "required": True, "disabled": False, "data-x": 7}
WIDGETS: Mapping[str, Callable[[], forms.Widget]] = {
    "text": lambda: UnfoldAdminTextInputWidget(attrs=dict(ATTRIBUTES)),
    "with a prefix": lambda: UnfoldAdminTextInputWidget(attrs={"prefix": NASTY}),
    "with an icon behind": lambda: UnfoldAdminTextInputWidget(attrs={"suffix_icon": "lock"}),
    "day": lambda: UnfoldAdminDateWidget(attrs=dict(ATTRIBUTES)),
    "time": lambda: UnfoldAdminTimeWidget(attrs=dict(ATTRIBUTES)),
    "lines": lambda: UnfoldAdminTextareaWidget(attrs=dict(ATTRIBUTES)),
    "choice": lambda: UnfoldAdminSelectWidget(attrs=dict(ATTRIBUTES), choices=CHOICES),
    "plain choice": lambda: forms.Select(attrs=dict(ATTRIBUTES), choices=CHOICES),
    "several": lambda: forms.SelectMultiple(choices=CHOICES),
    "box": lambda: forms.TextInput(attrs=dict(ATTRIBUTES)),
    "number": forms.NumberInput,
    "checkbox": lambda: forms.CheckboxInput(attrs=dict(ATTRIBUTES)),
    "hidden": forms.HiddenInput,
    "radio": lambda: forms.RadioSelect(choices=CHOICES),
}


@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.parametrize("value", [None, "", "二", 1234567, 1, True, NASTY, "\n先頭の改行"])
def test_an_input_is_drawn_as_its_template_draws_it(name: str, value: object) -> None:
    drawn, by_template = (WIDGETS[name]().render("x", value, {"data-more": NASTY}, renderer) for renderer in _both())
    assert parse_html(drawn) == parse_html(by_template)


@pytest.mark.parametrize("can_add", [True, False])
def test_a_choice_of_another_record_is_drawn_as_its_template_draws_it(can_add: bool) -> None:
    def wrapped() -> RelatedFieldWidgetWrapper:
        inner = UnfoldAdminSelectWidget(choices=[("1", NASTY)])
        return UnfoldAdminRelatedFieldWrapperWidget(
            inner, Case._meta.get_field("vendor").remote_field, admin.site, can_add_related=can_add
        )

    drawn, by_template = (wrapped().render("vendor", "1", {}, renderer) for renderer in _both())
    assert parse_html(drawn) == parse_html(by_template)
    assert ("related-widget-wrapper-link" in drawn) is can_add


def test_the_forms_of_the_portal_are_drawn_so() -> None:
    assert isinstance(get_default_renderer(), Renderer)
    used = {WIDGETS[name]().template_name for name in ("text", "day", "lines", "choice", "box", "checkbox", "hidden")}
    assert used <= set(DRAWN)


def _both() -> tuple[DjangoTemplates, DjangoTemplates]:
    return Renderer(), DjangoTemplates()
