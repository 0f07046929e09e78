"""By which words are a vendor, a partner and a contract found, and who may read them?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.search.declaring import declare, numbered
from privacyportal.search.registry import Found, Shape, visible

declare(
    numbered("vendor.number", "VENDOR", "vendors.Vendor", "corporate_number", "lei"),
    Found(
        name="vendor.name",
        kind="VENDOR",
        model="vendors.Vendor",
        fields=("name", "kana"),
        words=_("name"),
        shown=visible,
        shape=Shape.COMPANY,
        weight=70,
    ),
    Found(
        name="vendor.reached",
        kind="VENDOR",
        model="vendors.Vendor",
        fields=("contact_telephone",),
        words=_("contact's telephone"),
        shown=visible,
        shape=Shape.NUMBER,
        weight=60,
    ),
    Found(
        name="vendor.contact",
        kind="VENDOR",
        model="vendors.Vendor",
        fields=("contact_name", "contact_email"),
        words=_("contact person"),
        shown=visible,
        weight=30,
    ),
    Found(
        name="vendor.notes",
        kind="VENDOR",
        model="vendors.Vendor",
        fields=("address", "notes"),
        words=_("notes"),
        shown=visible,
    ),
    numbered("partner.number", "PARTNER", "vendors.JointUsePartner", "lei"),
    Found(
        name="partner.name",
        kind="PARTNER",
        model="vendors.JointUsePartner",
        fields=("name", "kana"),
        words=_("name"),
        shown=visible,
        shape=Shape.COMPANY,
        weight=70,
    ),
    numbered("contract.number", "ENTRUST", "vendors.Entrustment", "contract_number", words=_("contract number")),
    Found(
        name="contract.work",
        kind="ENTRUST",
        model="vendors.Entrustment",
        fields=("work",),
        words=_("entrusted work"),
        shown=visible,
        weight=50,
    ),
    numbered("arrangement.number", "JOINTUSE", "vendors.JointUseArrangement"),
    Found(
        name="arrangement.name",
        kind="JOINTUSE",
        model="vendors.JointUseArrangement",
        fields=("name",),
        words=_("name"),
        shown=visible,
        weight=50,
    ),
    numbered("ground.number", "GROUND", "vendors.ForeignGround"),
)
