"""Which sentences of a policy oblige the firm, and is an obligation proposed from them and confirmed by a person?"""

import pytest

from privacyportal.audit.models import AuditEntry
from privacyportal.policies import services
from privacyportal.policies.models import ObligationMapping
from privacyportal.policies.promises import Kind, Promise, kind_of, promises_in
from tests.factories.people import officer
from tests.factories.policies import LOADED_AT, load

BARE = (
    "個人情報の考え方\n1. 当社は、個人情報を適正な手段により取得します。\n"
    "2. 当社は、委託先を選び、必要かつ適切な監督を行います。\n3. 当社は、この方針を継続的に見直します。"
)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("当社は、法令を遵守します", Kind.DOES),
        ("必要な措置を講じます", Kind.DOES),
        ("お申出に応じるものとします", Kind.DOES),
        ("責任者を置かなければならない", Kind.DOES),
        ("定期的に点検する", Kind.DOES),
        ("目的外の利用はいたしません", Kind.DOES_NOT),
        ("第三者に提供しないものとします", Kind.DOES_NOT),
        ("他に漏らしてはならない", Kind.DOES_NOT),
        ("正確かつ最新に保つよう努めます", Kind.STRIVES),
        ("継続的な改善に努めてまいります", Kind.STRIVES),
        ("共同利用する場合があります", None),
        ("以下「当社」といいます", None),
        ("保護を図ることを目的とする", None),
        ("お問合せ窓口", None),
    ],
)
def test_the_ending_of_a_sentence_tells_how_it_binds(sentence, kind):
    assert kind_of(sentence) == kind


def test_promises_are_found_in_items_and_without_their_labels():
    body = "次のとおりです。\n(1) 安全に管理します。点検に努めます。\n(2) 氏名、住所"
    assert list(promises_in(body)) == [Promise("安全に管理します", Kind.DOES), Promise("点検に努めます", Kind.STRIVES)]


def proposed(version):
    rows = version.mappings.select_related("obligation", "section")
    return {row.obligation.key: (row.section.number, row.sentence) for row in rows}


@pytest.mark.django_db
def test_where_no_heading_names_an_obligation_the_promises_do():
    found = proposed(load(BARE))
    assert found["acquisition"] == (1, "当社は、個人情報を適正な手段により取得します")
    assert found["entrustment"] == (2, "当社は、委託先を選び、必要かつ適切な監督を行います")
    assert found["review"][0] == 3


@pytest.mark.django_db
def test_a_proposal_is_confirmed_once_and_a_corrected_mapping_is_confirmed_with_it(as_user, baba):
    version = load(BARE)
    mapping = version.mappings.get(obligation__key="entrustment")
    assert mapping.confirmed_at is None
    answer = as_user(baba).post(f"/admin/policies/obligationmapping/{mapping.pk}/do/confirm/")
    assert answer.url == f"/admin/policies/policyversion/{version.pk}/change/#obligations"
    mapping.refresh_from_db()
    assert mapping.confirmed_by == baba
    services.confirm_mapping(mapping=mapping, by=officer(), at=LOADED_AT)
    assert AuditEntry.objects.filter(action="policies.obligation_confirmed").count() == 1
    other = version.mappings.get(obligation__key="acquisition")
    section = version.sections.get(number=3)
    services.map_obligation(version=version, obligation=other.obligation, section=section, by=officer(), at=LOADED_AT)
    moved = ObligationMapping.objects.get(pk=other.pk)
    assert (moved.confirmed_at, moved.sentence) == (LOADED_AT, "当社は、この方針を継続的に見直します")
