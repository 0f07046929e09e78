"""Words on which somebody has decided never change; the catalogue never overwrites what the firm has edited."""

from datetime import date

import pytest

from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.refusals import Refused
from privacyportal.policies import catalogue, services
from privacyportal.policies.models import ConsentWording, DataCategory, Obligation, PurposeOfUse
from tests.factories.people import officer
from tests.factories.policies import LOADED_AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(monkeypatch):
    wording = ConsentWording.objects.get(code="USE-OFFERS")
    monkeypatch.setattr(ConsentWording, "is_used", property(lambda self: self.pk == wording.pk))
    return wording


def values(wording, **changed):
    kept = (
        "code",
        "scope",
        "purpose",
        "recipient",
        "text_ja",
        "text_en",
        "foreign_information",
        "valid_from",
        "valid_to",
    )
    return {name: getattr(wording, name) for name in kept} | {"categories": wording.categories.all()} | changed


def test_words_that_nobody_has_seen_can_be_changed():
    wording = ConsentWording.objects.get(code="USE-OFFERS")
    services.change_wording(wording=wording, values={"text_ja": "新しい文言"}, by=officer(), at=LOADED_AT)
    assert ConsentWording.objects.get(pk=wording.pk).text == "新しい文言"


@pytest.mark.parametrize("changed", [{"text_ja": "別の文言"}, {"categories": []}])
def test_words_that_were_shown_are_not_changed(shown, changed):
    with pytest.raises(Refused) as refused:
        services.change_wording(wording=shown, values=values(shown, **changed), by=officer(), at=LOADED_AT)
    assert refused.value.refusals[0].section == "3"


def test_words_that_were_shown_can_still_be_ended(shown):
    services.change_wording(wording=shown, values={"valid_to": date(2026, 12, 31)}, by=officer(), at=LOADED_AT)
    assert ConsentWording.objects.valid_on(date(2027, 1, 1)).filter(code="USE-OFFERS").count() == 0


def test_new_words_become_the_next_version(shown):
    new = services.add_wording(values=values(shown, text_ja="次の文言"), by=officer(), at=LOADED_AT)
    assert (new.version, set(new.categories.all())) == (2, set(shown.categories.all()))


def test_a_consent_to_a_provision_names_its_recipient(as_user, baba):
    form = {"code": "TP-NEW", "scope": "third_party", "purpose": PurposeOfUse.objects.get(code="U1").pk,
            "text_ja": "提供に同意します。", "valid_from": "2026-12-01"}  # fmt: skip
    refused = as_user(baba).post("/admin/policies/consentwording/add/", form)
    assert "recipient" in refused.context["adminform"].form.errors
    assert as_user(baba).post("/admin/policies/consentwording/add/", form | {"recipient": "共催者"}).status_code == 302


def test_the_catalogue_holds_the_nine_purposes_the_two_affairs_and_fourteen_obligations():
    codes = set(PurposeOfUse.objects.values_list("code", flat=True))
    assert codes >= {f"U{n}" for n in range(1, 10)} | {"N1", "N2"}
    assert list(Obligation.objects.order_by("default_section").values_list("default_section", flat=True)) == [
        *range(1, 15)
    ]
    assert set(DataCategory.objects.values_list("sensitivity", flat=True)) == set(DataCategory.Sensitivity.values)


def test_installing_again_adds_nothing_and_keeps_what_was_edited():
    PurposeOfUse.objects.filter(code="U1").update(name_ja="当社の言葉")
    assert set(catalogue.install(by=PORTAL, at=LOADED_AT).values()) == {0}
    assert PurposeOfUse.objects.get(code="U1").name_ja == "当社の言葉"
