"""What can be done with persons, consents and provisions?"""

from consents.services.consents import ends_watched, record_consent
from consents.services.persons import change_person, register_person
from consents.services.proposal import Proposal
from consents.services.provisions import record_provision

__all__ = ["Proposal", "change_person", "ends_watched", "record_consent", "record_provision", "register_person"]
