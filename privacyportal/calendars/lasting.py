"""Which calendars stay as they were published? What a limit was computed from can be read for ever."""

from privacyportal.audit.standing_still import Still, part_of

VERSIONS = "calendars_calendarversion"
LASTING = (
    Still(table=VERSIONS, key=("calendar_id",), state="status", ended="retired", is_dated=False),
    part_of("calendars_openslot", "version_id", VERSIONS, state="status"),
    part_of("calendars_calendarday", "version_id", VERSIONS, state="status"),
)
