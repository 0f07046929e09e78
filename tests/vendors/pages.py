"""Where do a vendor's pages stand, what do its forms send, and what does an answer say?"""

from typing import Any

from django.urls import reverse

from tests.factories import vendors as make
from vendors.models import Vendor

LIST = "admin:vendors_vendor_changelist"


def page(vendor: Vendor, action: str = "change") -> str:
    return reverse(f"admin:vendors_vendor_{action}", args=[vendor.pk])


def details(**changed: Any) -> dict[str, Any]:
    """What the form of a vendor sends."""
    return {
        "name": "白樺メールサービス株式会社",
        "kana": "シラカバメールサービス",
        "country": "JP",
        "criticality": "",
        "criticality_reason": "",
        **changed,
    }


def choices(*pairs: tuple[str, str]) -> dict[str, list[Any]]:
    """Purposes and categories as a form sends them."""
    purpose, category = pairs[0]
    return {
        "purposes": [p.pk for p in make.purposes(purpose)],
        "categories": [c.pk for c in make.categories(category)],
    }


def text_of(response: Any) -> str:
    return response.content.decode()
