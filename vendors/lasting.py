"""Which texts on countries stay as they were published?"""

from privacyportal.audit.standing_still import Still

LASTING = (Still(table="vendors_countrysystem", key=("country_id",)),)
