"""Individual numbers go as soon as need and periods of law are over, for good, by two persons (My Number Act, 20)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Refused
from privacyportal.clocks.models import Clock, Threshold
from privacyportal.clocks.plan import Certainty, measure_of
from privacyportal.policies import services
from privacyportal.policies.models import NumberDisposal, PurposeOfUse
from privacyportal.policies.retention import PERIODS, code_for
from tests.factories.cases import MONDAY, tokyo

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]
NEEDED_UNTIL = date(2026, 10, 30)


def registered(by: User, **fields: Any) -> NumberDisposal:
    """Numbers of statements of one year, which no law keeps unless said."""
    fields = {"documents": "2019年分の支払調書（書庫A）", "need_ended_on": NEEDED_UNTIL, **fields}
    fields.setdefault("affair", PurposeOfUse.objects.get(code="N2"))
    return services.register_number_end(**fields, by=by, at=MONDAY)


def clock_of(numbers: NumberDisposal) -> Clock:
    return Clock.objects.get(reference=numbers.reference, duty="policies.number_disposal")


def refused(numbers: NumberDisposal, *, by: User, **fields: Any) -> list[tuple[str, str]]:
    """Return code and section of what refuses a disposal."""
    with pytest.raises(Refused) as caught:
        services.dispose_of_numbers(numbers=numbers, by=by, at=MONDAY, **fields)
    return [(refusal.code, refusal.section) for refusal in caught.value.refusals]


def test_the_time_runs_from_the_day_after_the_need(baba: User) -> None:
    clock = clock_of(registered(baba))
    assert (clock.started_at, clock.due_on) == (tokyo("2026-10-31T00:00"), date(2026, 11, 30))


def test_a_period_of_law_moves_the_day(baba: User) -> None:
    numbers = registered(baba, kept_as="dependants", counted_from_on=date(2020, 1, 11))
    assert (numbers.law_until_on, numbers.from_on) == (date(2027, 1, 11), date(2027, 1, 12))
    assert clock_of(numbers).started_at == tokyo("2027-01-12T00:00")


def test_numbers_go_once_checked_by_another_person(baba: User, endo: User, as_user: SignIn) -> None:
    numbers = registered(baba)
    path = f"/admin/policies/numberdisposal/{numbers.pk}/"
    typed = {"disposed_on": "2026-11-13", "method": "destroyed", "disposed_by": str(endo.pk), "certificate": ""}
    with time_machine.travel(MONDAY, tick=False):
        assert as_user(baba).post(f"{path}do/dispose/", typed).status_code == 302
        page = as_user(baba).get(f"{path}change/").content.decode()
    numbers.refresh_from_db()
    assert (numbers.disposed_on, numbers.method, numbers.disposed_by, numbers.checked_by) == (
        date(2026, 11, 13), "destroyed", endo, baba,
    )  # fmt: skip
    assert "紙・媒体を廃棄" in page
    assert clock_of(numbers).state == "met"
    gone = {"disposed_on": date(2026, 11, 14), "method": "erased", "disposed_by": endo}
    assert refused(numbers, by=baba, **gone) == [("policies.numbers_gone", "3")]
    numbers.documents = "別の書類"
    with pytest.raises(Refused):
        numbers.save()


def test_what_a_disposal_does_not_do_without(baba: User, endo: User) -> None:
    numbers = registered(baba)
    kept = registered(baba, kept_as="dependants", counted_from_on=date(2020, 1, 11))
    typed: dict[str, Any] = {"disposed_on": MONDAY.date(), "method": "erased", "disposed_by": endo}
    assert refused(numbers, by=endo, **typed) == [("policies.disposal_checked_by_same", "3")]
    assert refused(numbers, by=baba, **{**typed, "method": "vendor"}) == [("policies.disposal_uncertified", "3")]
    assert refused(kept, by=baba, **typed) == [("policies.numbers_still_kept", "3")]
    assert refused(numbers, by=baba, **{**typed, "disposed_on": NEEDED_UNTIL}) == [("policies.numbers_still_kept", "3")]
    ahead = {**typed, "disposed_on": date(2026, 11, 17)}
    assert refused(numbers, by=baba, **ahead) == [("policies.numbers_still_kept", "3")]
    with pytest.raises(IntegrityError, match="number_disposal_two_persons"), transaction.atomic():
        NumberDisposal.objects.filter(pk=numbers.pk).update(
            disposed_on=MONDAY.date(), method="erased", disposed_by=endo, checked_by=endo
        )
    with pytest.raises(IntegrityError, match="number_disposal_after_need_and_law"), transaction.atomic():
        NumberDisposal.objects.filter(pk=kept.pk).update(
            disposed_on=MONDAY.date(), method="erased", disposed_by=endo, checked_by=baba
        )


def test_what_the_end_of_a_need_does_not_do_without(baba: User) -> None:
    with pytest.raises(Refused) as general:
        registered(baba, affair=PurposeOfUse.objects.get(code="U2"))
    assert [one.code for one in general.value.refusals] == ["policies.not_an_affair_of_numbers"]
    with pytest.raises(Refused) as open_period:
        registered(baba, kept_as="dependants")
    assert [(one.code, one.field) for one in open_period.value.refusals] == [
        ("policies.period_without_event", "counted_from_on")
    ]
    with pytest.raises(Refused) as number:
        registered(baba, documents="番号 1234 5678 9018 の届出書")
    assert [one.section for one in number.value.refusals] == ["3"]


def test_it_is_registered_on_the_page(baba: User, doi: User, as_user: SignIn) -> None:
    affair = PurposeOfUse.objects.get(code="N1")
    typed = {"affair": str(affair.pk), "documents": "解約口座の届出書", "need_ended_on": "2026-11-10", "kept_as": "",
             "counted_from_on": ""}  # fmt: skip
    with time_machine.travel(MONDAY, tick=False):
        assert as_user(doi).get("/admin/policies/numberdisposal/add/").status_code == 403
        assert as_user(baba).post("/admin/policies/numberdisposal/add/", typed).status_code == 302
    assert NumberDisposal.objects.get().from_on == date(2026, 11, 11)


def test_every_period_of_keeping_is_a_dated_figure_with_its_source() -> None:
    stored = {
        row.code: (int(row.value), row.certainty) for row in Threshold.objects.filter(code__contains="keep_years")
    }
    assert stored == {
        "policies.keep_years_notices": (5, Certainty.TARGET),
        "policies.keep_years_order_slips": (7, Certainty.TARGET),
        "policies.keep_years_trading_books": (10, Certainty.TARGET),
        "policies.keep_years_identity_checks": (7, Certainty.HARD),
        "policies.keep_years_transactions": (7, Certainty.HARD),
        "policies.keep_years_company_books": (10, Certainty.HARD),
        "policies.keep_years_tax_books": (7, Certainty.HARD),
        "policies.keep_years_tax_books_loss": (10, Certainty.HARD),
        "policies.keep_years_account_notices": (5, Certainty.TARGET),
        "policies.keep_years_dependants": (7, Certainty.HARD),
        "policies.keep_years_cases": (5, Certainty.TARGET),
        "policies.keep_years_leaks": (10, Certainty.TARGET),
    }
    assert all(measure_of(code_for(kept.code)).source for kept in PERIODS)
