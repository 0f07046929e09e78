"""Which items may no provision have, and what may no row say of an erased person, whoever writes it?

Sections 3, 4, 7, 8, 10 and 11; My Number Act, Articles 19 and 30(2). Asked when the row is written: what it rested on
may change or end later.
"""

from privacyportal.audit.joining import Forbidden

OF_PROVISION = "FROM consents_thirdpartyprovision p WHERE p.id = NEW.thirdpartyprovision_id AND"
VERSIONS = (
    "SELECT v.sensitivity FROM policies_categoryversion v "
    "WHERE v.category_id = NEW.datacategory_id AND v.stage = 'published'"
)
# How sensitive the item was on the day of the provision; before its first version, what that says.
SENSITIVITY = (
    f"COALESCE(({VERSIONS} AND v.valid_from <= p.provided_on ORDER BY v.valid_from DESC LIMIT 1), "  # noqa: S608  Ours.
    f"({VERSIONS} ORDER BY v.valid_from LIMIT 1), "
    "(SELECT c.sensitivity FROM policies_datacategory c WHERE c.id = NEW.datacategory_id))"
)
IS_ERASED = (
    "EXISTS (SELECT 1 FROM consents_datasubject s WHERE s.id = NEW.data_subject_id AND s.erasure_id IS NOT NULL)"
)


def _left_out_by(consent: str) -> str:
    """Return that the wording of a consent that the provision names has items, and not this one."""
    named = (
        "SELECT 1 FROM consents_consententry e JOIN policies_consentwording_categories w "  # noqa: S608  Ours.
        f"ON w.consentwording_id = e.wording_id WHERE e.id = p.{consent}"
    )
    return f"EXISTS ({named}) AND NOT EXISTS ({named} AND w.datacategory_id = NEW.datacategory_id)"


def _agreed(table: str, whole: str) -> str:
    """Return that the item is among those of the contract or joint use that the provision names."""
    return (
        f"EXISTS (SELECT 1 FROM vendors_{table}_categories j "  # noqa: S608  Ours.
        f"WHERE j.{table}_id = p.{whole} AND j.datacategory_id = NEW.datacategory_id)"
    )


def _item(name: str, condition: str) -> Forbidden:
    return Forbidden(
        table="consents_thirdpartyprovision_categories",
        name=name,
        condition=f"EXISTS (SELECT 1 {OF_PROVISION} {condition})",
        events=("INSERT",),
    )


JOINS = (
    _item("provision_items_of_the_consent", f"p.ground = 'a' AND {_left_out_by('consent_id')}"),
    _item(
        "provision_items_of_the_consent_abroad",
        f"p.foreign_basis = 'consent' AND {_left_out_by('foreign_consent_id')}",
    ),
    _item(
        "provision_items_of_the_contract",
        f"p.ground IN ('e', 'n') AND p.entrustment_id IS NOT NULL AND NOT {_agreed('entrustment', 'entrustment_id')}",
    ),
    _item(
        "provision_items_of_the_joint_use",
        f"p.ground = 'g' AND NOT {_agreed('jointusearrangement', 'arrangement_id')}",
    ),
    _item("provision_numbers_by_their_act", f"p.ground <> 'n' AND {SENSITIVITY} = 'individual_number'"),
    _item(
        "provision_sensitive_by_exception",
        f"p.sensitive_exception = '' AND {SENSITIVITY} IN ('sensitive', 'special_care')",
    ),
    _item(
        "provision_sensitive_by_consent",
        "p.sensitive_exception IN ('5-8', '5-9') AND p.consent_id IS NULL AND p.foreign_consent_id IS NULL "
        f"AND {SENSITIVITY} IN ('sensitive', 'special_care')",
    ),
    Forbidden(
        table="consents_consententry",
        name="consent_of_somebody_known",
        condition=IS_ERASED,
        events=("INSERT",),
    ),
    Forbidden(
        table="consents_thirdpartyprovision",
        name="provision_of_somebody_known",
        condition=IS_ERASED,
        events=("INSERT",),
    ),
)
