"""What is stored about persons, their consents and provisions of their data?"""

from consents.models.endings import ProvisionEnding
from consents.models.entries import ConsentEntry
from consents.models.persons import DataSubject
from consents.models.provisions import ThirdPartyProvision

__all__ = ["ConsentEntry", "DataSubject", "ProvisionEnding", "ThirdPartyProvision"]
