"""What does staff see of persons, consents and provisions?"""

from consents.admin.consents import ConsentEntryAdmin
from consents.admin.persons import DataSubjectAdmin
from consents.admin.provisions import ProvisionAdmin

__all__ = ["ConsentEntryAdmin", "DataSubjectAdmin", "ProvisionAdmin"]
