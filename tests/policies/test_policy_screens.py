"""The policy and its master data on screen: loaded, dated and kept by the compliance officer, read by the others."""

import pytest

from privacyportal.policies.models import CategoryVersion, PolicyVersion, PurposeVersion
from tests.factories.policies import load, policy_text

pytestmark = pytest.mark.django_db

ADD = "/admin/policies/policyversion/add/"


def test_a_version_is_put_in_force_by_two_officers(as_user, baba, endo):
    page = f"/admin/policies/policyversion/{load().pk}/do/"
    typed = {"valid_from": "2026-12-01", "change_reason": "改定"}
    assert as_user(baba).post(f"{page}propose/", typed).status_code == 302
    shown = as_user(endo).get(f"{page}publish/").context["form"].now
    assert as_user(baba).post(f"{page}publish/", {"shown": shown}).status_code == 200
    assert as_user(endo).post(f"{page}publish/", {"shown": shown}).status_code == 302
    stored = PolicyVersion.objects.get()
    assert (str(stored.valid_from), stored.drafted_by, stored.published_by) == ("2026-12-01", None, endo)


@pytest.mark.parametrize(("person", "status"), [("doi", 200), ("kudo", 200), ("aoki", 200), ("goto", 403)])
def test_the_text_is_read_by_whoever_works_with_it(as_user, request, person, status):
    version = load()
    client = as_user(request.getfixturevalue(person))
    assert client.get(f"/admin/policies/policyversion/{version.pk}/change/").status_code in (status, 404)
    assert client.get("/admin/policies/policyversion/").status_code == status
    assert client.get(ADD).status_code == 403


@pytest.mark.parametrize(
    "name", ["policyversion", "policysection", "policyclause", "obligation", "obligationmapping", "purposeofuse",
             "datacategory", "consentwording", "purposeversion", "categoryversion", "reviewitem"],
)  # fmt: skip
def test_each_list_and_record_opens(as_user, baba, name):
    load()
    client = as_user(baba)
    listing = client.get(f"/admin/policies/{name}/")
    assert listing.status_code == 200
    first = listing.context["cl"].queryset.first()
    assert client.get(f"/admin/policies/{name}/{first.pk}/change/").status_code == 200


def test_the_list_of_versions_costs_the_same_for_one_and_for_many(as_user, baba, django_assert_max_num_queries):
    client = as_user(baba)
    load()
    client.get("/admin/policies/policyversion/")
    with django_assert_max_num_queries(50) as one:
        client.get("/admin/policies/policyversion/")
    for number in range(20):
        load(policy_text(change=("適切に", f"適切に{number}")))
    with django_assert_max_num_queries(len(one)):
        client.get("/admin/policies/policyversion/")


def test_purposes_and_categories_are_kept_by_the_officer(as_user, baba, aoki):
    purpose = {"code": "U10", "kind": "general", "clause": "第3項10)", "name_ja": "顧客満足度の把握",
               "name_en": "Customer satisfaction", "valid_from": "2026-12-01", "change_reason": "新設"}  # fmt: skip
    add = "/admin/policies/purposeversion/add/"
    refused = as_user(baba).post(add, purpose)
    assert "announcement" in refused.context["adminform"].form.errors
    assert as_user(baba).post(add, purpose | {"announcement": "ウェブサイト"}).status_code == 302
    assert PurposeVersion.objects.get(code="U10").name == "顧客満足度の把握"
    category = {"code": "voice", "sensitivity": "ordinary", "name_ja": "音声", "name_en": "Voice",
                "valid_from": "2026-12-01", "change_reason": "新設"}  # fmt: skip
    add = "/admin/policies/categoryversion/add/"
    assert as_user(baba).post(add, category).status_code == 302
    assert CategoryVersion.objects.get(code="voice").is_draft
    assert as_user(aoki).post(add, category).status_code == 403
