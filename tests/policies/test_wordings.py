"""Words that people were shown never change; they are replaced by a version that a second person publishes."""

from datetime import date, timedelta

import pytest

from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.publishing import Stage
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.policies import catalogue, services
from privacyportal.policies.models import ConsentWording, DataCategory, Obligation, PurposeOfUse
from tests.factories import consents as make
from tests.factories.people import officer, second
from tests.factories.policies import LOADED_AT

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 16)


def draft(day: date = TODAY, **fields: object) -> ConsentWording:
    """A draft of the next version of a shipped wording."""
    shown = ConsentWording.objects.in_force(TODAY).get(code="USE-OFFERS")
    values = {"code": shown.code, "scope": shown.scope, "purpose": shown.purpose, "categories": shown.categories.all()}
    values |= {"text_ja": "次の文言", "change_reason": "文言の改善", "valid_from": day}
    return services.draft_wording(**{**values, **fields}, by=officer(), at=LOADED_AT)


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of all refusals."""
    return [refusal.code for refusal in caught.value.refusals]


def test_the_next_words_hold_once_a_second_person_has_published_them() -> None:
    former, new = ConsentWording.objects.get(code="USE-OFFERS"), draft()
    assert (new.version, new.stage, set(new.categories.all())) == (2, Stage.DRAFT, set(former.categories.all()))
    assert ConsentWording.objects.valid_on(TODAY).get(code="USE-OFFERS") == former
    services.publish_wording(wording=new, by=second(), at=LOADED_AT)
    former.refresh_from_db()
    assert former.valid_to == TODAY
    assert ConsentWording.objects.valid_on(TODAY).get(code="USE-OFFERS") == new
    assert ConsentWording.objects.valid_on(TODAY - timedelta(days=1)).get(code="USE-OFFERS") == former


def test_nobody_publishes_their_own_words() -> None:
    with pytest.raises(Refused) as caught:
        services.publish_wording(wording=draft(), by=officer(), at=LOADED_AT)
    assert codes(caught) == ["backoffice.second_person"]


def test_who_corrects_a_draft_is_not_its_second_person() -> None:
    new = draft()
    services.correct_wording(wording=new, text_ja="直した文言", by=second(), at=LOADED_AT)
    with pytest.raises(Refused) as caught:
        services.publish_wording(wording=new, by=second(), at=LOADED_AT)
    assert codes(caught) == ["backoffice.second_person"]


def test_what_was_published_is_not_corrected() -> None:
    shown = ConsentWording.objects.get(code="USE-OFFERS")
    with pytest.raises(Conflict):
        services.correct_wording(wording=shown, text_ja="別の文言", by=officer(), at=LOADED_AT)
    shown.refresh_from_db()
    assert shown.text_ja != "別の文言"


def test_new_words_do_not_begin_on_a_day_on_which_somebody_decided_on_the_former() -> None:
    shown = ConsentWording.objects.get(code="USE-OFFERS")
    make.decide(make.DataSubjectFactory(), shown, decided_at=LOADED_AT)
    new = draft()
    with pytest.raises(Refused) as caught:
        services.publish_wording(wording=new, by=second(), at=LOADED_AT)
    assert codes(caught) == ["backoffice.backwards"]
    services.correct_wording(wording=new, valid_from=TODAY + timedelta(days=1), by=officer(), at=LOADED_AT)
    services.publish_wording(wording=new, by=second(), at=LOADED_AT)
    assert f"{new.valid_from}" == "2026-11-17"


def test_new_words_do_not_begin_before_today() -> None:
    with pytest.raises(Refused) as caught:
        draft(TODAY - timedelta(days=1))
    assert codes(caught) == ["policies.retroactive"]


def test_a_wording_ends_by_two_persons_too() -> None:
    shown = ConsentWording.objects.get(code="USE-OFFERS")
    end = services.draft_end_of_wording(
        wording=shown, valid_from=date(2027, 1, 1), change_reason="終了", by=officer(), at=LOADED_AT
    )
    services.publish_wording(wording=end, by=second(), at=LOADED_AT)
    assert ConsentWording.objects.valid_on(date(2026, 12, 31)).get(code="USE-OFFERS") == shown
    assert not ConsentWording.objects.valid_on(date(2027, 1, 1)).filter(code="USE-OFFERS").exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"scope": "third_party"}, "policies.recipient_not_named"),
        ({"scope": "third_party", "recipient": "共催者"}, "policies.recipient_not_named"),
        (
            {"scope": "foreign", "recipient": "共催者", "recipients": "class"},
            "policies.no_foreign_information",
        ),
    ],
)
def test_a_consent_to_a_provision_names_its_recipient(fields: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        draft(code="TP-NEW", **fields)
    assert codes(caught) == [code]


def test_a_wording_is_drafted_and_published_on_screen(as_user, baba, endo) -> None:
    form = {"code": "TP-NEW", "scope": "third_party", "purpose": PurposeOfUse.objects.get(code="U1").pk,
            "text_ja": "提供に同意します。", "valid_from": "2026-12-01", "change_reason": "新設"}  # fmt: skip
    refused = as_user(baba).post("/admin/policies/consentwording/add/", form)
    assert "recipients" in refused.context["adminform"].form.errors
    form |= {"recipient": "共催者", "recipients": "class"}
    assert as_user(baba).post("/admin/policies/consentwording/add/", form).status_code == 302
    stored = ConsentWording.objects.get(code="TP-NEW")
    page = f"/admin/policies/consentwording/{stored.pk}/do/publish/"
    shown = as_user(endo).get(page).context["form"].now
    assert as_user(endo).post(page, {"shown": shown}).status_code == 302
    stored.refresh_from_db()
    assert (stored.stage, stored.published_by) == (Stage.PUBLISHED, endo)


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
