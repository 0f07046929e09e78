"""Which rows of master data may not be written beside others, whoever writes them? Section 14."""

from privacyportal.audit.joining import Forbidden

JOINS = (
    Forbidden(
        table="policies_obligationmapping",
        name="mapping_to_a_section_of_its_version",
        condition=(
            "NOT EXISTS (SELECT 1 FROM policies_policysection s "
            "WHERE s.id = NEW.section_id AND s.version_id = NEW.version_id)"
        ),
    ),
    Forbidden(
        table="policies_reviewitem",
        name="review_item_settled_once",
        condition="OLD.settled_at IS NOT NULL",
        events=("UPDATE",),
    ),
)
