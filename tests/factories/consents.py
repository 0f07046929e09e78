"""Persons, wordings, contracts and provisions for tests; people and firms are invented."""

from contextlib import nullcontext
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import factory

from consents import services
from consents.models import ConsentEntry, DataSubject, ThirdPartyProvision
from consents.services import Proposal
from consents.states import Channel, Decision, Ground
from privacyportal.accounts.models import Department, User
from privacyportal.backoffice.publishing import Stage
from privacyportal.policies.models import ConsentWording, DataCategory, PurposeOfUse
from privacyportal.policies.states import Recipients
from privacyportal.references import registry
from tests.factories.people import officer
from tests.rewriting import without
from vendors.models import Country, Entrustment, ForeignGround, JointUseArrangement, JointUsePartner, Vendor
from vendors.states import ArrangementKind, Criticality, ForeignBasis, PartnerKind, Status

TOKYO = ZoneInfo("Asia/Tokyo")
DAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 10, 0, tzinfo=TOKYO)
RECIPIENT = "あおば決済株式会社"
US_RECIPIENT = "Cedar Custody, Inc."
# What the record of a provision by consent says of its recipient (Enforcement Rules 20(1)).
NAMED = {"recipient_address": "東京都中央区一丁目2番3号", "recipient_representative": "代表取締役 早瀬 一郎"}


def noon(day: date) -> datetime:
    """Noon in Tokyo."""
    return datetime(day.year, day.month, day.day, 12, 0, tzinfo=TOKYO)


class DataSubjectFactory(factory.django.DjangoModelFactory[DataSubject]):
    """A customer."""

    class Meta:
        model = DataSubject

    reference = factory.LazyFunction(lambda: registry.issue("PERSON", at=NOW))
    customer_number = factory.Sequence(lambda n: f"{10000000 + n}")
    name = factory.Sequence(lambda n: f"林 さくら{n}")
    kana = "ハヤシ サクラ"
    registered_at = NOW


def purpose(code: str = "U2") -> PurposeOfUse:
    """A published purpose of use."""
    return PurposeOfUse.objects.get(code=code)


def items(*codes: str) -> tuple[DataCategory, ...]:
    """Data categories by code; name and address where none is named."""
    return tuple(DataCategory.objects.filter(code__in=codes or ("identity",)).order_by("code"))


def wording(scope: str = "third_party", **fields: Any) -> ConsentWording:
    """A wording that names one recipient, in force since 2022."""
    fields.setdefault("code", f"TEST-{scope}-{fields.get('recipient', '')}"[:30])
    fields.setdefault("purpose", purpose())
    fields.setdefault("recipient", "" if scope == "use" else RECIPIENT)
    fields.setdefault("foreign_information", "提供先の国、制度、措置" if scope == "foreign" else "")
    fields.setdefault("valid_from", date(2022, 4, 1))
    fields.setdefault("stage", Stage.PUBLISHED)
    fields.setdefault("recipients", "" if scope == "use" else Recipients.COMPANY)
    known = {"code": fields.pop("code"), "version": fields.pop("version", 1)}
    return ConsentWording.objects.get_or_create(
        **known, defaults={"scope": scope, "text_ja": "同意します。", **fields}
    )[0]


def decide(person: DataSubject, shown: ConsentWording, decision: str = Decision.GIVEN, **fields: Any) -> ConsentEntry:
    """A decision recorded by the service, on 2026-10-01 at noon unless said."""
    fields.setdefault("decided_at", noon(date(2026, 10, 1)))
    fields.setdefault("channel", Channel.WRITTEN)
    fields.setdefault("by", officer())
    fields.setdefault("at", NOW)
    return services.record_consent(data_subject=person, wording=shown, decision=decision, **fields)


def country(code: str) -> Country:
    """A country by its code."""
    return Country.objects.get(pk=code)


def owner() -> User:
    """Somebody in the business who owns vendors."""
    department, _created = Department.objects.get_or_create(code="TEST", defaults={"name": "試験部"})
    return User.objects.get_or_create(username="owner", defaults={"last_name": "所管", "department": department})[0]


def vendor(code: str = "JP", **fields: Any) -> Vendor:
    """An active vendor."""
    values = {
        "reference": registry.issue("VENDOR", at=NOW),
        "name": "東和データセンター株式会社" if code == "JP" else "Harbor Analytics Ltd.",
        "country": country(code),
        "status": Status.ACTIVE,
        "criticality": Criticality.HIGH,
        "owner": owner(),
        "department": owner().department,
        "activated_at": noon(date(2025, 4, 1)),
        "registered_at": noon(date(2025, 3, 1)),
    }
    wanted = {**values, **fields}
    # One abroad without a ground is what the guards of a provision are tried on; saving it active is refused.
    stored = Vendor.objects.create(**{**wanted, "status": Status.CANDIDATE})
    with without("vendor_abroad_on_a_ground") if stored.is_abroad else nullcontext():
        Vendor.objects.filter(pk=stored.pk).update(status=wanted["status"])
    stored.refresh_from_db()
    return stored


def contract(of: Vendor, **fields: Any) -> Entrustment:
    """A signed contract in force for purpose U2 with names and addresses."""
    values = {
        "reference": registry.issue("ENTRUST", at=NOW),
        "vendor": of,
        "work": "口座管理システムの運用",
        "signed_on": date(2025, 4, 1),
        "starts_on": date(2025, 4, 1),
        "registered_at": noon(date(2025, 3, 1)),
    }
    stored = Entrustment.objects.create(**{**values, **fields})
    stored.purposes.add(purpose())
    stored.categories.add(*items())
    return stored


def partner(code: str = "JP", **fields: Any) -> JointUsePartner:
    """A group company."""
    values = {
        "reference": registry.issue("PARTNER", at=NOW),
        "kind": PartnerKind.GROUP,
        "name": "みなとグループ信託株式会社" if code == "JP" else "Minato Group Services LLC",
        "country": country(code),
        "address": "東京都港区一丁目1番1号",
        "registered_at": NOW,
    }
    return JointUsePartner.objects.create(**{**values, **fields})


def arrangement(*members: JointUsePartner, **fields: Any) -> JointUseArrangement:
    """A joint use announced and in force for purpose U2 with names and addresses."""
    values = {
        "reference": registry.issue("JOINTUSE", at=NOW),
        "kind": ArrangementKind.GROUP,
        "name": "グループ共同利用",
        "scope": "当社およびグループ会社",
        "purpose_text": "総合的なサービスの提供",
        "responsible_name": "当社",
        "responsible_address": "東京都千代田区",
        "responsible_representative": "代表取締役 山本 一",
        "published_on": date(2025, 4, 1),
        "publication": "当社ウェブサイト",
        "starts_on": date(2025, 4, 1),
        "registered_at": NOW,
    }
    stored = JointUseArrangement.objects.create(**{**values, **fields})
    with without("joint_use_abroad_on_a_ground") if any(one.is_abroad for one in members) else nullcontext():
        stored.partners.add(*members)
    stored.purposes.add(purpose())
    stored.categories.add(*items())
    return stored


def equivalent(party: Vendor | JointUsePartner, **fields: Any) -> ForeignGround:
    """An equivalent-measures ground with both checks made half a year ago."""
    values = {
        "reference": registry.issue("GROUND", at=NOW),
        "vendor": party if isinstance(party, Vendor) else None,
        "partner": party if isinstance(party, JointUsePartner) else None,
        "basis": ForeignBasis.EQUIVALENT,
        "evidence": "委託契約第12条による措置",
        "valid_from": date(2025, 4, 1),
        "implementation_checked_on": date(2026, 5, 1),
        "law_checked_on": date(2026, 5, 1),
        "registered_at": NOW,
    }
    return ForeignGround.objects.create(**{**values, **fields})


def proposal(ground: str = Ground.LAW, **fields: Any) -> Proposal:
    """A provision of names and addresses for purpose U2, complete for grounds b) c) d) f) and h)."""
    values = {
        "purpose": purpose(),
        "categories": items(),
        "provided_on": DAY,
        "subjects": "対象ファンドの保有者全員",
        "recipient_name": RECIPIENT,
        **NAMED,
        "recipient_country": country("JP"),
        "statute": "所得税法第225条第1項",
        "document_number": "照会第123号",
        "facts": "災害時の安否確認のため",
        "consent_difficulty": "本人と連絡がつかない",
        "law_item": "27-1-3",
    }
    return Proposal(ground=ground, **{**values, **fields})


def provide(plan: Proposal, *, by: User | None = None, at: datetime = NOW) -> ThirdPartyProvision:
    """A provision recorded by the service, by an officer unless said."""
    return services.record_provision(proposal=plan, by=by or officer(), at=at)
