"""Who may do what with persons, consents and provisions?"""

from privacyportal.backoffice.rights import right

KEEP_PERSONS = right("consents.change_datasubject")
RECORD_CONSENT = right("consents.add_consententry")
RECORD_PROVISION = right("consents.add_thirdpartyprovision")
# Asked by the guard of ground h), beside the right to record provisions.
PERMIT_BY_LAW = right("consents.permit_by_law")
# Many at once, by a file or by a register that the firm takes over.
BRING_PERSONS = right("backoffice.import_records", *KEEP_PERSONS.permissions)
BRING_CONSENTS = right("backoffice.import_records", *RECORD_CONSENT.permissions)
