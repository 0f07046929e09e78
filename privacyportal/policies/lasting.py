"""Which texts and master data stay as they were published?"""

from privacyportal.audit.standing_still import Still, part_of

LASTING = (
    Still(table="policies_policyversion"),
    Still(table="policies_purposeversion", key=("code",)),
    Still(table="policies_categoryversion", key=("code",)),
    Still(table="policies_consentwording", key=("code",)),
    part_of("policies_policysection", "version_id", "policies_policyversion"),
    part_of("policies_consentwording_categories", "consentwording_id", "policies_consentwording"),
)
