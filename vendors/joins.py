"""Which data and purposes may a contract or a joint use never have, and what may a vendor not become?

My Number Act, Articles 9, 11 and 19; sections 3, 6, 7 and 8.
"""

from privacyportal.audit.joining import TODAY, Forbidden

IS_NUMBER = (
    "EXISTS (SELECT 1 FROM policies_datacategory c "
    "WHERE c.id = NEW.datacategory_id AND c.sensitivity = 'individual_number')"
)
IS_AFFAIR = (
    "EXISTS (SELECT 1 FROM policies_purposeofuse p WHERE p.id = NEW.purposeofuse_id AND p.kind = 'individual_number')"
)
IS_ORDINARY = (
    "EXISTS (SELECT 1 FROM policies_datacategory c WHERE c.id = NEW.datacategory_id AND c.sensitivity = 'ordinary')"
)
HAS_NUMBERS = (
    "EXISTS (SELECT 1 FROM vendors_entrustment_categories j JOIN policies_datacategory c ON c.id = j.datacategory_id "
    "WHERE j.entrustment_id = NEW.entrustment_id AND c.sensitivity = 'individual_number')"
)
VENDOR_HANDLES_NUMBERS = (
    "EXISTS (SELECT 1 FROM vendors_entrustment e JOIN vendors_vendor v ON v.id = e.vendor_id "
    "WHERE e.id = NEW.entrustment_id AND v.handles_individual_numbers)"
)
FOR_OTHER_PURPOSES = (
    "EXISTS (SELECT 1 FROM vendors_entrustment_purposes j JOIN policies_purposeofuse p ON p.id = j.purposeofuse_id "
    "WHERE j.entrustment_id = NEW.entrustment_id AND p.kind <> 'individual_number')"
)
ON_DATA = (
    Forbidden(
        table="vendors_entrustment_categories",
        name="entrustment_numbers_of_such_a_vendor",
        condition=f"{IS_NUMBER} AND NOT {VENDOR_HANDLES_NUMBERS}",
    ),
    Forbidden(
        table="vendors_entrustment_categories",
        name="entrustment_numbers_for_their_affairs",
        condition=f"{IS_NUMBER} AND {FOR_OTHER_PURPOSES}",
    ),
    Forbidden(
        table="vendors_entrustment_purposes",
        name="entrustment_affairs_alone_with_numbers",
        condition=f"NOT {IS_AFFAIR} AND {HAS_NUMBERS}",
    ),
    Forbidden(
        table="vendors_jointusearrangement_categories",
        name="joint_use_of_ordinary_data",
        condition=f"NOT {IS_ORDINARY}",
    ),
    Forbidden(
        table="vendors_jointusearrangement_purposes",
        name="joint_use_without_affairs",
        condition=IS_AFFAIR,
    ),
)


def _still_handed_over(flag: str, *kinds: str) -> str:
    """Return that a vendor is no longer said to handle what a contract that is not over hands over."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        f"OLD.{flag} AND NOT NEW.{flag} AND EXISTS ("  # noqa: S608  Ours.
        "SELECT 1 FROM vendors_entrustment e JOIN vendors_entrustment_categories j ON j.entrustment_id = e.id "
        "JOIN policies_datacategory c ON c.id = j.datacategory_id "
        f"WHERE e.vendor_id = NEW.id AND c.sensitivity IN ({listed}) "
        "AND (e.terminated_on IS NULL OR e.terminated_on > CURRENT_DATE) "
        "AND (e.ends_on IS NULL OR e.ends_on > CURRENT_DATE))"
    )


def _vendor(name: str, condition: str) -> Forbidden:
    return Forbidden(table="vendors_vendor", name=name, condition=condition, events=("UPDATE",))


# A state that a vendor comes to: numbers it handles are seen to before and after.
ON_VENDORS = (
    _vendor("vendor_numbers_still_handed_over", _still_handed_over("handles_individual_numbers", "individual_number")),
    _vendor("vendor_sensitive_still_handed_over", _still_handed_over("handles_sensitive", "special_care", "sensitive")),
    _vendor(
        "vendor_ended_with_certificate",
        "NEW.status = 'terminated' AND OLD.status <> 'terminated' AND NEW.handles_individual_numbers "
        "AND NEW.activated_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM attachments_attachment a "
        "WHERE a.reference_id = NEW.reference_id AND a.label = 'TRM-01')",
    ),
    _vendor(
        "vendor_numbers_assessed",
        "NEW.status = 'active' AND OLD.status <> 'active' AND NEW.handles_individual_numbers "
        "AND NOT EXISTS (SELECT 1 FROM checklists_answer r JOIN checklists_checklistitem i ON i.id = r.item_id "
        "WHERE i.code = 'SEL-09' AND r.result IN ('fit', 'partly') AND r.assessment_id = "
        "(SELECT a.id FROM checklists_assessment a WHERE a.subject_id = NEW.reference_id AND a.status = 'signed_off' "
        "ORDER BY a.signed_off_at DESC, a.id DESC LIMIT 1))",
    ),
)


def _has_ground(party: str, day: str = TODAY) -> str:
    """Return that a party has a ground of section 11 that holds on a day, by its days; whether it lapsed, deeds ask."""
    return (
        f"EXISTS (SELECT 1 FROM vendors_foreignground g WHERE g.{party} "  # noqa: S608  Ours.
        f"AND g.valid_from <= {day} AND (g.valid_to IS NULL OR g.valid_to >= {day}) "
        f"AND (g.stopped_on IS NULL OR g.stopped_on > {day}))"
    )


STANDING_GROUND = (
    "EXISTS (SELECT 1 FROM vendors_foreignground g WHERE g.{party}_id = NEW.id "
    "AND g.valid_to IS NULL AND g.stopped_on IS NULL)"
)
ACTIVE_ABROAD = f"NEW.status = 'active' AND NEW.country_id <> 'JP' AND NOT {_has_ground('vendor_id = NEW.id')}"
USES = "a.id = j.jointusearrangement_id AND (a.ends_on IS NULL OR a.ends_on >= " + TODAY + ")"
# A joint use still to come asks for its first day.
LATER = f"(CASE WHEN a.starts_on > {TODAY} THEN a.starts_on ELSE {TODAY} END)"
# Who receives data abroad does so on a ground (Article 28), which was established for one country.
ABROAD = (
    Forbidden(
        table="vendors_vendor", name="vendor_entered_abroad_on_a_ground", condition=ACTIVE_ABROAD, events=("INSERT",)
    ),
    _vendor(
        "vendor_abroad_on_a_ground",
        f"(OLD.status <> 'active' OR OLD.country_id <> NEW.country_id) AND {ACTIVE_ABROAD}",
    ),
    Forbidden(
        table="vendors_jointusearrangement_partners",
        name="joint_use_abroad_on_a_ground",
        condition=(
            "EXISTS (SELECT 1 FROM vendors_jointusepartner p, vendors_jointusearrangement a "  # noqa: S608  Ours.
            "WHERE p.id = NEW.jointusepartner_id AND a.id = NEW.jointusearrangement_id AND p.country_id <> 'JP' "
            f"AND NOT {_has_ground('partner_id = p.id', LATER)})"
        ),
    ),
    Forbidden(
        table="vendors_jointusepartner",
        name="partner_abroad_on_a_ground",
        condition=(
            "OLD.country_id <> NEW.country_id AND NEW.country_id <> 'JP' AND EXISTS (SELECT 1 "  # noqa: S608  Ours.
            "FROM vendors_jointusearrangement_partners j, vendors_jointusearrangement a "
            f"WHERE j.jointusepartner_id = NEW.id AND {USES}) AND NOT {_has_ground('partner_id = NEW.id')}"
        ),
        events=("UPDATE",),
    ),
    *(
        Forbidden(
            table=table,
            name=f"{party}_keeps_the_country_of_its_ground",
            condition=f"OLD.country_id <> NEW.country_id AND {STANDING_GROUND.format(party=party)}",
            events=("UPDATE",),
        )
        for party, table in (("vendor", "vendors_vendor"), ("partner", "vendors_jointusepartner"))
    ),
)


def _changed(table: str, name: str, condition: str) -> Forbidden:
    """Return what a contract or joint use that is stored may not be changed to."""
    return Forbidden(table=table, name=name, condition=condition, events=("UPDATE",))


def _range_of(joined: str) -> tuple[Forbidden, ...]:
    """Return that nothing is joined to a joint use, or taken from it, once it is in the history by day."""
    registered = (
        "EXISTS (SELECT 1 FROM vendors_jointusearrangement a JOIN vendors_standing s "
        "ON s.reference_id = a.reference_id WHERE a.id = {row}.jointusearrangement_id)"
    )
    table = f"vendors_jointusearrangement_{joined}"
    return (
        Forbidden(table=table, name=f"joint_use_keeps_its_{joined}", condition=registered.format(row="NEW")),
        Forbidden(
            table=table,
            name=f"joint_use_loses_none_of_its_{joined}",
            condition=registered.format(row="OLD"),
            events=("DELETE",),
        ),
    )


ARRANGEMENTS, CONTRACTS = "vendors_jointusearrangement", "vendors_entrustment"
# What a joint use says is what was announced (Article 27(5)(iii), (6)): another range is another joint use, other
# purposes or another responsible party come by replacement. The party's name may change while it stays the same.
AS_ANNOUNCED = (
    _changed(ARRANGEMENTS, "joint_use_range_fixed", "NEW.scope <> OLD.scope OR NEW.kind <> OLD.kind"),
    _changed(
        ARRANGEMENTS,
        "joint_use_change_announced",
        "NEW.purpose_text <> OLD.purpose_text "
        "OR COALESCE(NEW.responsible_partner_id, 0) <> COALESCE(OLD.responsible_partner_id, 0)",
    ),
    _changed(
        ARRANGEMENTS,
        "joint_use_days_fixed",
        "(OLD.supersedes_id IS NOT NULL AND (NEW.starts_on <> OLD.starts_on OR NEW.supersedes_id IS NULL "
        "OR NEW.supersedes_id <> OLD.supersedes_id)) OR ((OLD.ends_on IS NOT NULL AND "
        "(NEW.ends_on IS NULL OR NEW.ends_on <> OLD.ends_on)) AND (OLD.settled_at IS NOT NULL OR EXISTS "
        "(SELECT 1 FROM vendors_jointusearrangement a WHERE a.supersedes_id = OLD.id)))",
    ),
    *_range_of("categories"),
    *_range_of("purposes"),
    *_range_of("partners"),
)
# A contract is renewed to a later day; what ends earlier is ended early, on its own day (section 6).
RENEWED = (
    _changed(
        CONTRACTS,
        "contract_renewed_to_a_later_day",
        "NEW.ends_on IS NOT NULL AND (OLD.ends_on IS NULL OR NEW.ends_on < OLD.ends_on)",
    ),
    _changed(
        CONTRACTS,
        "contract_renewed_when_signed",
        "OLD.ends_on IS NOT NULL AND (NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on) "
        f"AND (NEW.signed_on IS NULL OR NEW.signed_on > {TODAY})",
    ),
)
CEASED = f"NEW.status = 'active' AND NEW.ceased_on <= {TODAY}"
# A company that the register says has ceased takes up no work; that an active one ceases, the register may say.
TRADING = (
    _vendor("vendor_still_trades", f"OLD.status <> 'active' AND {CEASED}"),
    Forbidden(table="vendors_vendor", name="vendor_entered_still_trades", condition=CEASED, events=("INSERT",)),
)
JOINS = (*ON_DATA, *ON_VENDORS, *ABROAD, *AS_ANNOUNCED, *RENEWED, *TRADING)
