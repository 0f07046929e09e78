"""What do the stories share? The people, the time, and the records that others left for them to find."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from consents.models import DataSubject
from privacyportal.accounts.models import User
from privacyportal.policies.models import ConsentWording, DataCategory, PurposeOfUse
from privacyportal.roof.demo.office import Office
from vendors.models import Entrustment, JointUseArrangement, JointUsePartner, Vendor

TEXTS = Path(__file__).parent / "texts"


@cache
def texts(name: str) -> dict[str, Any]:
    """Return what one of the text files holds."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class World:
    """Everything a story may look up; stories add what they make."""

    office: Office
    staff: dict[str, User]
    purposes: dict[str, PurposeOfUse] = field(default_factory=dict)
    categories: dict[str, DataCategory] = field(default_factory=dict)
    persons: list[DataSubject] = field(default_factory=list)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    contracts: dict[str, Entrustment] = field(default_factory=dict)
    partners: dict[str, JointUsePartner] = field(default_factory=dict)
    arrangements: dict[str, JointUseArrangement] = field(default_factory=dict)
    wordings: dict[str, list[ConsentWording]] = field(default_factory=dict)

    def look_up_master_data(self) -> None:
        """Read purposes and categories as the set-up left them."""
        self.purposes = {purpose.code: purpose for purpose in PurposeOfUse.objects.all()}
        self.categories = {category.code: category for category in DataCategory.objects.all()}

    def wording(self, code: str, day: date) -> ConsentWording:
        """Return the version of a wording that was shown on a Tokyo day."""
        if code not in self.wordings:
            self.wordings[code] = list(
                ConsentWording.objects.filter(code=code).select_related("purpose").order_by("-version")
            )
        return next(wording for wording in self.wordings[code] if wording.valid_from <= day)
