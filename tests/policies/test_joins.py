"""What versions, reviews and items of the policy forbid each other, a shell cannot store either."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Refused
from privacyportal.policies.models import (
    CategoryVersion,
    ConsentWording,
    Obligation,
    ObligationMapping,
    PolicyReview,
    PurposeOfUse,
    PurposeVersion,
    ReviewItem,
)
from privacyportal.references import registry
from tests.factories import policies as make

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
AT = make.LOADED_AT


def test_an_obligation_is_mapped_to_a_section_of_the_same_version() -> None:
    first, second = make.load(), make.load(make.policy_text(change=("。", "。 ")))
    duty = Obligation.objects.create(key="tests-duty", title_ja="義務", title_en="Duty")
    with pytest.raises(IntegrityError, match="mapping_to_a_section_of_its_version"), transaction.atomic():
        ObligationMapping.objects.create(version=first, obligation=duty, section=second.sections.all()[0])
    ObligationMapping.objects.create(version=first, obligation=duty, section=first.sections.all()[0])


def test_a_review_item_is_settled_once(baba: User) -> None:
    item = ReviewItem.objects.create(
        reference=registry.issue("POLREV", at=AT), occasion="defect", key="tests", title="x", raised_at=AT
    )
    rows = ReviewItem.objects.filter(pk=item.pk)
    rows.update(settled_at=AT, settled_by=baba, outcome="修正した")
    for values in ({"outcome": "別の結果"}, {"settled_at": None, "settled_by": None, "outcome": ""}):
        with pytest.raises(IntegrityError, match="review_item_settled_once"), transaction.atomic():
            rows.update(**values)


def test_a_review_is_of_the_version_in_effect_and_not_of_a_day_to_come() -> None:
    draft = make.load()
    given = {"result": "問題なし", "recorded_at": AT}
    with pytest.raises(Refused) as refused:
        PolicyReview.objects.create(version=draft, reviewed_on=AT.date() + timedelta(days=1), **given)
    found = [refusal.code for refusal in refused.value.refusals]
    assert found == ["policies.not_in_effect", "policies.review_ahead"]


@pytest.mark.parametrize("model", [PurposeVersion, CategoryVersion, ConsentWording], ids=lambda model: model.__name__)
def test_a_version_that_replaces_another_begins_on_the_day_of_its_publication_or_later(
    model: type[PurposeVersion | CategoryVersion | ConsentWording], baba: User, endo: User
) -> None:
    standing = model._default_manager.filter(stage="published", valid_to=None)[0]
    copied = {field.attname: field.value_from_object(standing) for field in model._meta.concrete_fields}
    made = {"id": None, "stage": "draft", "drafted_by_id": baba.pk, "valid_from": AT.date() - timedelta(days=1)}
    own = {ConsentWording: {"version": 9}, PurposeVersion: {"announcement": "公式サイト"}}.get(model, {})
    draft = model(**{**copied, **made, **own, "published_at": None})
    draft.save()
    rows = model._default_manager.filter(pk=draft.pk)
    model._default_manager.filter(pk=standing.pk).update(valid_to=draft.valid_from)
    published = {"stage": "published", "published_at": AT, "published_by": endo}
    with pytest.raises(IntegrityError, match="_not_for_days_past"), transaction.atomic():
        rows.update(**published)
    rows.update(**{**published, "published_at": AT - timedelta(days=1)})


def test_a_wording_is_published_for_a_purpose_of_its_day(baba: User, endo: User) -> None:
    purpose = PurposeOfUse.objects.all()[0]
    given = {"code": "TESTS", "version": 1, "scope": "use", "text_ja": "x", "purpose": purpose, "drafted_by": baba}
    wording = ConsentWording.objects.create(**given, valid_from=purpose.valid_from - timedelta(days=1))
    rows = ConsentWording.objects.filter(pk=wording.pk)
    with pytest.raises(IntegrityError, match="wording_for_a_published_purpose"), transaction.atomic():
        rows.update(stage="published", published_at=AT, published_by=endo)
    rows.update(valid_from=purpose.valid_from)
    rows.update(stage="published", published_at=AT, published_by=endo)
