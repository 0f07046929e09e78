"""Obligations are proposed for the sections of any firm's policy, and corrected by people."""

import pytest

from privacyportal.backoffice.refusals import Refused
from privacyportal.policies import services
from privacyportal.policies.models import Obligation, ObligationMapping
from tests.factories.people import officer
from tests.factories.policies import LOADED_AT, load

pytestmark = pytest.mark.django_db

OTHER = (
    "個人情報保護宣言\n1. 関係法令等の遵守\n守ります。\n2. 利用目的\n目的の範囲内で利用します。\n"
    "3. 外部への委託\n監督します。\n4. ご質問・ご意見等\n窓口で承ります。"
)


def mapped(version):
    return {m.obligation.key: m.section.number for m in version.mappings.select_related("obligation", "section")}


def test_a_policy_of_fourteen_sections_is_mapped_as_it_counts_itself():
    numbers = mapped(load())
    assert len(numbers) == 14
    assert (numbers["third_party_provision"], numbers["foreign_third_party"], numbers["review"]) == (10, 11, 14)


def test_another_firms_policy_is_mapped_by_the_words_of_its_headings():
    assert mapped(load(OTHER)) == {"declaration": 1, "purpose_of_use": 2, "entrustment": 3, "complaints": 4}


def test_a_mapping_is_corrected_in_the_admin(as_user, baba):
    version = load(OTHER)
    mapping = ObligationMapping.objects.get(version=version, obligation__key="complaints")
    section = version.sections.get(number=1)
    page = f"/admin/policies/obligationmapping/{mapping.pk}/change/"
    assert as_user(baba).post(page, {"section": section.pk}).status_code == 302
    mapping.refresh_from_db()
    assert mapping.section == section


def test_a_section_of_another_version_is_refused():
    first, second = load(), load(OTHER)
    with pytest.raises(Refused):
        services.map_obligation(
            version=second,
            obligation=Obligation.objects.get(key="review"),
            section=first.sections.get(number=14),
            by=officer(),
            at=LOADED_AT,
        )


def test_the_page_of_a_version_names_what_is_not_mapped(as_user, baba):
    page = as_user(baba).get(f"/admin/policies/policyversion/{load(OTHER).pk}/change/").content.decode()
    assert "obligationmapping/add/?version=" in page
