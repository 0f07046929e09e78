"""What may be taken back, so that the database knows it too?"""

from privacyportal.audit.joining import Forbidden

JOINS = (
    Forbidden(
        table="audit_takenback",
        name="taken_back_what_an_import_made",
        condition=(
            "NOT EXISTS (SELECT 1 FROM backoffice_importmade m WHERE m.table_name = NEW.table_name "
            "AND m.last_key >= NEW.last_key AND m.first_key <= NEW.first_key AND NOT m.is_changed)"
        ),
        events=("INSERT",),
    ),
)
