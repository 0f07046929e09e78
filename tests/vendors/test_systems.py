"""What people are told of a country's system is dated, of two persons, and stays under what rests on it."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from consents.states import Decision
from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Refused
from tests.factories import consents
from tests.factories import vendors as make
from tests.factories.actors import CLERK
from tests.factories.vendors import NOW, TODAY
from tests.migrating import ALIAS, migrated, older_database
from vendors import services
from vendors.models import Country, CountrySystem

FIRST, SECOND = date(2026, 11, 2), date(2026, 12, 1)


def drafted(text: str, valid_from: date, by: User) -> CountrySystem:
    return services.draft_system(
        country=Country.objects.get(pk="US"),
        text=text,
        checked_on=date(2026, 11, 1),
        valid_from=valid_from,
        change_reason="年次の確認",
        by=by,
        at=NOW,
    )


@pytest.fixture
def told(baba: User, endo: User) -> CountrySystem:
    """The first text, in force from 2 November."""
    return services.publish_system(system=drafted("州ごとの制度", FIRST, baba), by=endo, at=NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_a_text_holds_from_its_day_once_a_second_person_has_published_it(
    told: CountrySystem, baba: User, endo: User
) -> None:
    draft = drafted("連邦法が施行された", SECOND, endo)
    country = Country.objects.get(pk="US")
    assert country.system_on(SECOND) == told
    with pytest.raises(Refused) as refused:
        services.publish_system(system=draft, by=endo, at=NOW)
    assert codes(refused) == {"backoffice.second_person"}
    services.publish_system(system=draft, by=baba, at=NOW)
    assert [country.system_on(day).text for day in (date(2026, 11, 30), SECOND)] == [
        "州ごとの制度",
        "連邦法が施行された",
    ]
    assert country.system_on(date(2026, 11, 1)) is None


def test_what_rests_on_a_text_keeps_it_and_the_next_never_begins_before_its_newest_use(
    told: CountrySystem, baba: User, endo: User
) -> None:
    vendor = make.VendorFactory(country_id="US")
    contract = make.entrust(vendor, starts_on=TODAY)
    checked = {"implementation_checked_on": date(2026, 11, 1), "law_checked_on": date(2026, 10, 1)}
    ground = services.add_foreign_ground(
        party=vendor, basis="equivalent", evidence="確認書", valid_from=TODAY, **checked, by=CLERK, at=NOW
    )
    assert (contract.country_system, ground.country_system) == (told, told)
    draft = drafted("連邦法が施行された", TODAY, baba)
    assert services.effect_of_system(draft).splitlines()[:2] == [
        "委託：1件（うち現在も有効：1件）",
        "外国への提供の根拠：1件（うち現在も有効：1件）",
    ]
    with pytest.raises(Refused) as refused:
        services.publish_system(system=draft, by=endo, at=NOW)
    assert codes(refused) == {"backoffice.backwards"}
    services.correct_system(system=draft, valid_from=SECOND, by=baba, at=NOW)
    services.publish_system(system=draft, by=endo, at=NOW)
    ground.refresh_from_db()
    assert ground.country_system.text == "州ごとの制度"


def test_a_provision_keeps_the_text_of_its_day(told: CountrySystem) -> None:
    person = consents.DataSubjectFactory()
    plan = consents.proposal(
        "a", recipient_country=consents.country("US"), recipient_name=consents.US_RECIPIENT, data_subject=person
    )
    consents.decide(person, consents.wording("foreign", recipient=plan.name), decision=Decision.GIVEN)
    assert consents.provide(plan).country_system == told


@pytest.mark.parametrize("checked_on", [date(2099, 1, 1), date(2026, 12, 2)])
def test_no_check_is_still_to_come_or_after_the_first_day(baba: User, checked_on: date) -> None:
    with pytest.raises(Refused) as refused:
        services.draft_system(
            country=Country.objects.get(pk="US"),
            text="x",
            checked_on=checked_on,
            valid_from=SECOND,
            change_reason="x",
            by=baba,
            at=NOW,
        )
    assert codes(refused) == {"system_not_checked"}


def test_the_country_shows_every_text_and_its_draft_is_published_on_its_page(
    told: CountrySystem, baba: User, endo: User, client: Client
) -> None:
    draft = drafted("連邦法が施行された", SECOND, baba)
    client.force_login(endo)
    page = client.get("/admin/vendors/country/US/change/").content.decode()
    assert "州ごとの制度" in page
    assert "連邦法が施行された" in page
    form = client.get(f"/admin/vendors/countrysystem/{draft.pk}/do/publish/")
    shown = form.context["form"].now
    client.post(f"/admin/vendors/countrysystem/{draft.pk}/do/publish/", {"shown": shown})
    draft.refresh_from_db()
    assert (draft.stage, draft.impact) == ("published", shown)


def test_texts_kept_on_countries_become_first_versions(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), older_database(tmp_path, ("vendors", "0006_deputies_by_date")) as older:
        countries = older.get_model("vendors", "Country").objects.using(ALIAS)
        shared = {"name": "国", "name_en": "Country"}
        countries.create(code="ZZ", system_information="制度", system_checked_on=date(2025, 4, 1), **shared)
        countries.create(code="ZY", **shared)
        apps = migrated(("vendors", "0008_countries_without_text"))
        rows = apps.get_model("vendors", "CountrySystem").objects.using(ALIAS)
        assert list(rows.values_list("country_id", "text", "checked_on", "stage", "valid_from", "valid_to")) == [
            ("ZZ", "制度", date(2025, 4, 1), "published", date(2025, 4, 1), None)
        ]
