"""Every box of every form keeps what a person means: names as written, codes in half width, numbers in any writing."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver, reverse

from privacyportal.accounts.models import User
from privacyportal.backoffice.lines import (
    CodeField,
    CorporateNumberField,
    EmailField,
    LineField,
    NumberField,
    TelephoneField,
    WholeField,
)
from privacyportal.backoffice.moments import DayField, MomentField

READ = (CodeField, DayField, LineField, MomentField, NumberField, WholeField)
OURS = ("cases.", "consents.", "vendors.", "privacyportal.")
# What is no writing of a person (a code of one minute, an account, a sheet), and what calendars read (typed.py).
OTHERS = {
    "SecondStepForm.code", "NewKeyForm.code", "SignInForm.username", "DayForm.hours",
    "CalculatorForm.amount", "CalculatorForm.start",
    *(f"CalculatorForm.{end}_{number}" for end in ("from", "until") for number in range(5)),
}  # fmt: skip
OF_OTHER_KINDS = (
    forms.BooleanField, forms.ChoiceField, forms.ModelChoiceField, forms.FileField, forms.URLField, forms.JSONField,
)  # fmt: skip


def every_form(of: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in of.__subclasses__():
        if form.__module__.startswith(OURS):
            yield form
        yield from every_form(form)


def test_every_box_of_every_form_is_read_by_the_one_reader() -> None:
    get_resolver().url_patterns  # noqa: B018  Loads every form there is.
    found = {
        f"{form.__name__}.{name}"
        for form in every_form()
        for name, box in getattr(form, "declared_fields", {}).items()
        if not isinstance(box, (*READ, *OF_OTHER_KINDS))
        and not isinstance(box.widget, forms.Textarea | forms.PasswordInput | forms.HiddenInput)
    }
    assert found - OTHERS == set()


def test_a_name_stays_as_written_without_what_nobody_sees() -> None:
    box = LineField()
    assert [box.clean(name) for name in ("髙橋 﨑", "葛\U000e0100城", "\u202d渡邉\u200b\u2028花子", "結\tアナ ")] == [
        "髙橋 﨑", "葛\U000e0100城", "渡邉花子", "結 アナ",
    ]  # fmt: skip
    assert box.clean("نیک\u200cنام 👩\u200d👧") == "نیک\u200cنام 👩\u200d👧"
    with pytest.raises(ValidationError):
        box.clean("\u200b\u3164")


@pytest.mark.parametrize(
    ("box", "typed", "kept"),
    [
        (CodeField(), " Ａ－０１２\u200b", "A-012"),
        (CodeField(), "2024−001", "2024-001"),
        (TelephoneField(), "\u202d０３ー１２３４ー５６７８\u202c", "03-1234-5678"),
        (TelephoneField(), "03（1234）5678 内線12", "03(1234)5678 内線12"),
        (TelephoneField(), "携帯なし", "携帯なし"),
        (EmailField(), "ｔａｎａｋａ＠example.co.jp\u200b", "tanaka@example.co.jp"),
        (CorporateNumberField(max_length=13), "T8700110005901", "8700110005901"),
        (CorporateNumberField(max_length=13), "8-7001-1000-5901", "8700110005901"),
        (WholeField(), "１，０００人", 1000),
        (WholeField(min_value=-9), "-3", -3),
        (NumberField(), "１２．５", Decimal("12.5")),
        (CodeField(required=False), "\u200b", ""),
        (CodeField(required=False, empty_value=None), "\u200b", None),
        (WholeField(required=False), "", None),
    ],
)
def test_a_box_folds_width_and_keeps_the_writing(box: forms.Field, typed: str, kept: object) -> None:
    assert box.clean(typed) == kept


@pytest.mark.parametrize(
    ("box", "typed"),
    [
        (CodeField(), "2.02E+11"),
        (TelephoneField(), "312345678"),
        (EmailField(), "nobody"),
        (CorporateNumberField(), "8700110005902"),
        (WholeField(), "約1000"),
        (WholeField(), "1.5"),
        (WholeField(min_value=0), "-3"),
        (NumberField(), "10%"),
    ],
)
def test_what_is_damaged_or_may_mean_two_is_asked(box: forms.Field, typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        box.clean(typed)
    assert refused.value.messages[0]


def test_a_box_lets_people_type_more_than_is_kept() -> None:
    assert "maxlength" not in CorporateNumberField(max_length=13).widget.attrs
    assert WholeField().widget.input_type == NumberField().widget.input_type == "text"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "text", "state", "words"),
    [
        ("integer", "１，０００人", "read", "1,000"),
        ("number", "12.5", "read", ""),
        ("telephone", "０３－１２３４－５６７８", "read", "03-1234-5678"),
        ("telephone", "03-1234-5678", "read", ""),
        ("corporate_number", "T8700110005901", "read", "8700110005901"),
        ("code", "2.02E+11", "unread", None),
        ("email", "nobody", "unread", None),
    ],
)
def test_what_was_understood_is_said_where_it_differs(
    kind: str, text: str, state: str, words: str | None, client: Client, baba: User
) -> None:
    client.force_login(baba, backend="privacyportal.accounts.backends.PortalBackend")
    answer = client.post(reverse("written"), {"kind": kind, "text": text, "towards": ""}).json()
    assert answer["state"] == state
    assert answer["words"] == words if words is not None else answer["words"]


@pytest.mark.django_db
def test_a_lost_zero_is_offered_to_be_put_back(client: Client, baba: User) -> None:
    client.force_login(baba, backend="privacyportal.accounts.backends.PortalBackend")
    answer = client.post(reverse("written"), {"kind": "telephone", "text": "312345678", "towards": ""}).json()
    assert answer["readings"] == [{"words": "0312345678", "value": "0312345678"}]
