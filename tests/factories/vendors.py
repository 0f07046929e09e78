"""Vendors, contracts, assessments, partners and joint uses for tests; companies and people are invented."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory

from privacyportal.accounts.models import Department, Desk, User
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.checklists import services as checklists
from privacyportal.checklists.models import Assessment
from privacyportal.checklists.services.assessments import Reply
from privacyportal.checklists.states import Occasion, Result
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.references.registry import issue
from tests.factories.actors import CLERK
from vendors import permissions, services
from vendors.models import Country, Entrustment, JointUseArrangement, JointUsePartner, Vendor
from vendors.states import ArrangementKind, Criticality, PartnerKind

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
TODAY = NOW.date()


class VendorFactory(factory.django.DjangoModelFactory[Vendor]):
    """A candidate in Japan without an owner."""

    class Meta:
        model = Vendor

    reference = factory.LazyFunction(lambda: issue("VENDOR", at=NOW))
    name = factory.Sequence(lambda n: f"株式会社みなと事務{n}")
    kana = "ミナトジム"
    country_id = "JP"
    criticality = Criticality.MEDIUM
    registered_at = NOW

    @classmethod
    def _create(cls, model_class: type[Vendor], *args: Any, **fields: Any) -> Vendor:
        vendor: Vendor = super()._create(model_class, *args, **fields)
        permissions.realign(vendor)
        return vendor


class PartnerFactory(factory.django.DjangoModelFactory[JointUsePartner]):
    """A group company in Japan."""

    class Meta:
        model = JointUsePartner

    reference = factory.LazyFunction(lambda: issue("PARTNER", at=NOW))
    kind = PartnerKind.GROUP
    name = factory.Sequence(lambda n: f"あさひ信託{n}株式会社")
    kana = "アサヒシンタク"
    country_id = "JP"
    registered_at = NOW


def purposes(*codes: str) -> list[PurposeOfUse]:
    """Published purposes by code."""
    return list(PurposeOfUse.objects.filter(code__in=codes).order_by("pk"))


def categories(*codes: str) -> list[DataCategory]:
    """Data categories by code."""
    return list(DataCategory.objects.filter(code__in=codes).order_by("pk"))


def entrust(vendor: Vendor, **fields: Any) -> Entrustment:
    """Register a signed contract that has run for a month and runs for eleven more."""
    fields.setdefault("work", "取引報告書の印刷および発送")
    fields.setdefault("purposes", purposes("U1"))
    fields.setdefault("categories", categories("identity", "contact"))
    fields.setdefault("signed_on", TODAY - timedelta(days=40))
    fields.setdefault("starts_on", TODAY - timedelta(days=30))
    fields.setdefault("ends_on", TODAY + timedelta(days=335))
    return services.add_entrustment(vendor=vendor, by=CLERK, at=fields.pop("at", NOW), **fields)


def answer(assessment: Assessment, by: User, results: Mapping[str, str] | None = None, at: datetime = NOW) -> None:
    """Answer every item as fit, but those of `results`."""
    wanted = results or {}
    replies = {
        code: Reply(wanted.get(code, Result.FIT), "確認済み")
        for code in assessment.answers.values_list("item__code", flat=True)
    }
    checklists.answer_items(assessment=assessment, replies=replies, by=by, at=at)


def assess(
    vendor: Vendor,
    *,
    by: User,
    signer: User,
    results: Mapping[str, str] | None = None,
    occasion: str = Occasion.ONBOARDING,
    at: datetime = NOW,
) -> Assessment:
    """Start, answer, submit and sign off an assessment."""
    assessment = services.start_review(vendor=vendor, occasion=occasion, by=by, at=at)
    answer(assessment, by, results, at)
    checklists.submit(assessment=assessment, by=by, at=at)
    return services.sign_off_review(assessment=assessment, by=signer, at=at)


def active_vendor(*, owner: User, signer: User, at: datetime = NOW, **fields: Any) -> Vendor:
    """A vendor that came through the whole of its start."""
    fields.setdefault("name", "東和データセンター株式会社")
    country = Country.objects.get(pk=fields.pop("country", "JP"))
    vendor = services.register_vendor(owner=owner, country=country, by=CLERK, at=at, **fields)
    entrust(vendor, at=at, signed_on=at.date(), starts_on=at.date())
    assess(vendor, by=owner, signer=signer, at=at)
    return services.activate(vendor=vendor, by=signer, at=at)


def partner_desk(code: str = "KOBUNE") -> Desk:
    """A co-host's own desk."""
    return Desk.objects.create(
        code=code,
        kind=Desk.Kind.PARTNER,
        name="こぶね総研 個人情報相談窓口",
        telephone="03-0000-0100",
        calendar=BusinessCalendar.objects.get(code="DESK"),
    )


def announced(partners: Iterable[JointUsePartner], **fields: Any) -> dict[str, Any]:
    """The facts of a joint use as they are announced."""
    return {
        "kind": ArrangementKind.GROUP,
        "name": "グループ共同利用",
        "partners": list(partners),
        "categories": categories("identity", "contact"),
        "purposes": purposes("U2"),
        "scope": "当社およびグループ会社",
        "purpose_text": "総合的なサービスのご提案のため",
        "responsible_name": "みらい証券株式会社",
        "responsible_address": "東京都中央区日本橋一丁目1番1号",
        "responsible_representative": "代表取締役社長 山本 一郎",
        "published_on": date(2026, 4, 1),
        "publication": "https://www.mirai.example/privacy",
        "starts_on": date(2026, 4, 2),
        **fields,
    }


def arrange(partners: Iterable[JointUsePartner], **fields: Any) -> JointUseArrangement:
    """A joint use registered by the service."""
    return services.register_arrangement(**announced(partners, **fields), by=CLERK, at=NOW)


def department(code: str = "OPS", name: str = "業務部") -> Department:
    """A department."""
    return Department.objects.get_or_create(code=code, defaults={"name": name})[0]
