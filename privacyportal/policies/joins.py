"""Which rows of master data may not be written beside others, whoever writes them? Section 14."""

from privacyportal.audit.joining import Forbidden

PUBLISHED = "NEW.stage = 'published' AND OLD.stage = 'draft'"


def _published(table: str, name: str, condition: str) -> Forbidden:
    """Return what a draft may not be when it is published."""
    return Forbidden(table=table, name=name, condition=f"{PUBLISHED} AND {condition}", events=("UPDATE",))


def _not_for_days_past(kind: str, *key: str) -> Forbidden:
    """Return that a version begins before its publication only where it replaces none."""
    table = f"policies_{kind}"
    same = "".join(f" AND o.{column} = NEW.{column}" for column in key)
    return _published(
        table,
        f"{kind}_not_for_days_past",
        "NEW.valid_from < DAY_IN_TOKYO(NEW.published_at) "  # noqa: S608  Ours.
        f"AND EXISTS (SELECT 1 FROM {table} o WHERE o.id <> NEW.id AND o.stage = 'published'{same})",
    )


# What a version of a text or of master data may not be when a second person puts it in force. Sections 3 and 14.
PUBLISHING = (
    _not_for_days_past("policyversion"),
    _not_for_days_past("purposeversion", "code"),
    _not_for_days_past("categoryversion", "code"),
    _not_for_days_past("consentwording", "code"),
    _published(
        "policies_consentwording",
        "wording_for_a_published_purpose",
        "NOT NEW.is_end AND NOT EXISTS (SELECT 1 FROM policies_purposeofuse p WHERE p.id = NEW.purpose_id "
        "AND p.valid_from <= NEW.valid_from AND (p.valid_to IS NULL OR p.valid_to >= NEW.valid_from))",
    ),
)
JOINS = (
    *PUBLISHING,
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
