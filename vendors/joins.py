"""Which data and purposes may a contract or a joint use never have, whoever joins them?

My Number Act, Articles 9, 11 and 19; sections 3, 6, 7 and 8.
"""

from privacyportal.audit.joining import Forbidden

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
JOINS = (
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
