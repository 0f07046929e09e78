"""Does the outbox of an older release keep every message, under the Message-ID it always had?"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from privacyportal.notifications.composing import message_id
from privacyportal.notifications.models import Message
from tests.migrating import ALIAS, migrated, older_database

AT = datetime(2026, 11, 24, tzinfo=UTC)
BEFORE, AFTER = ("notifications", "0003_brake_only"), ("notifications", "0004_addressees")


def test_messages_of_an_older_release_go_to_the_same_person_under_the_same_message_id(
    tmp_path: Path, django_db_blocker: object
) -> None:
    with django_db_blocker.unblock(), older_database(tmp_path, BEFORE) as old:
        person = old.get_model("accounts", "User").objects.using(ALIAS).create(username="baba")
        messages = old.get_model("notifications", "Message").objects.using(ALIAS)
        given = {"recipient": person, "kind": "clocks.deadline", "queued_at": AT}
        sent = messages.create(key="a", status="sent", sent_at=AT, to_address="baba@portal.example", **given)
        held = messages.create(key="b", status="held", release_at=AT, facts={"notice": 1}, **given)
        new = migrated(AFTER).get_model("notifications", "Message").objects.using(ALIAS)
        rows = list(new.order_by("pk").values_list("pk", "addressee_kind", "addressee", "channel", "status"))
        assert rows == [
            (sent.pk, "staff", f"staff:{person.pk}", "mail", "sent"),
            (held.pk, "staff", f"staff:{person.pk}", "mail", "held"),
        ]
        assert new.get(pk=held.pk).facts == {"notice": 1}
        digest = hashlib.sha256(f"b|{person.pk}".encode()).hexdigest()[:40]
        assert message_id(Message(key="b", addressee=f"staff:{person.pk}")).startswith(f"<{digest}@")
