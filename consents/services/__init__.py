"""What can be done with persons, consents and provisions?"""

from consents.services.bringing import Decided, bring_consents, bring_persons, update_persons
from consents.services.consents import ends_watched, record_consent
from consents.services.endings import end_provision
from consents.services.persons import change_person, register_person
from consents.services.proposal import Proposal
from consents.services.provisions import record_provision

__all__ = [
    "Decided",
    "Proposal",
    "bring_consents",
    "bring_persons",
    "change_person",
    "end_provision",
    "ends_watched",
    "record_consent",
    "record_provision",
    "register_person",
    "update_persons",
]
