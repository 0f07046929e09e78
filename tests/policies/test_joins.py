"""What versions, reviews and items of the policy forbid each other, a shell cannot store either."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Refused
from privacyportal.policies.models import Obligation, ObligationMapping, PolicyReview, ReviewItem
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
