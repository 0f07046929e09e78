"""Which routing tables stay as they were published?"""

from privacyportal.audit.standing_still import Still, part_of

LASTING = (
    Still(table="cases_routetable"),
    part_of("cases_routerow", "table_id", "cases_routetable"),
)
