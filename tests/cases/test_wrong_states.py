"""What the guards of cases refuse, a shell cannot store either; a correction passes the guard of the intake."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases import services
from cases.models import Case, Correspondence, IdentityDisposal, LeakFiling, LeakReport
from cases.states import Concerns
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.refusals import Refused
from tests.factories.cases import MONDAY, open_case, partner, partner_desk

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(seconds=1)


def said(case: Case) -> object:
    return Correspondence.objects.create(
        case=case, direction="incoming", channel="telephone", text="x", happened_at=LATER, recorded_at=MONDAY
    )


def filed(case: Case) -> object:
    leak = LeakReport.objects.create(case=case, known_at=MONDAY)
    given = {"reported_to": "個人情報保護委員会", "reported_at": LATER, "recorded_at": MONDAY}
    return LeakFiling.objects.create(leak=leak, which="first", known_at=MONDAY, **given)


def disposed(case: Case) -> object:
    times = {"disposed_at": LATER, "recorded_at": MONDAY}
    return IdentityDisposal.objects.create(case=case, method="shredded", count=1, checked_by=case.handler, **times)


def ended_as_another(case: Case) -> object:
    return Case.objects.filter(pk=case.pk).update(outcome="disclosed")


@pytest.mark.parametrize(
    ("store", "constraint"),
    [
        (said, "correspondence_recorded_when_it_happened"),
        (filed, "leak_filing_recorded_when_made"),
        (disposed, "identity_disposal_recorded_when_done"),
        (ended_as_another, "case_outcome_of_its_kind"),
    ],
)
def test_the_shell_stores_no_wrong_state(store: Callable[[Case], object], constraint: str, aoki: User) -> None:
    case = open_case(by=aoki)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        store(case)


def test_a_case_about_a_partner_keeps_its_partner(aoki: User) -> None:
    company = partner(partner_desk())
    case = open_case(by=aoki, concerns=Concerns.GROUP_OWN, partner=company)
    with pytest.raises(Refused) as refused:
        services.change_case(case=case, changes={"partner": None}, by=Staff(aoki), at=MONDAY)
    assert [refusal.code for refusal in refused.value.refusals] == ["cases.partner_missing"]
    case.refresh_from_db()
    assert case.partner == company
