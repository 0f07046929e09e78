"""Which rules and figures of deadlines stay as they were published?"""

from privacyportal.audit.standing_still import Still, part_of

LASTING = (
    Still(table="clocks_clockrule", key=("duty", "variant")),
    Still(table="clocks_threshold", key=("code",)),
    part_of("clocks_rulelevel", "rule_id", "clocks_clockrule"),
)
