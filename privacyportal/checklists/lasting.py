"""Which checklists stay as they were published?"""

from privacyportal.audit.standing_still import Still, part_of

LASTING = (
    Still(table="checklists_checklisttemplate", key=("code",)),
    part_of("checklists_checklistitem", "template_id", "checklists_checklisttemplate"),
)
