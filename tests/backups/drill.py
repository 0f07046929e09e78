"""A portal with data, what of it is compared, and how it is lost."""

import shutil
from pathlib import Path

from tests.live import DATABASE, Portal

KEY = "drill-key-of-the-tests-with-random-characters-0001"
# Two vendors whose review was due yesterday, three files, and those who may release: no sweep has run.
STAGE = """
from datetime import timedelta
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from guardian.shortcuts import assign_perm
from privacyportal.accounts import roles
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
from privacyportal.clocks import river as clocks
from privacyportal.clocks.models import RuleLevel
from privacyportal.references.registry import issue
from tests.factories.files import attach
from tests.rewriting import published_as
from vendors.models import Country, Vendor

now = timezone.now()

def person(name, role, **more):
    made, _new = User.objects.get_or_create(
        username=name, defaults={"email": f"{name}@portal.example", "is_staff": True, "last_name": name, **more}
    )
    made.groups.add(Group.objects.get(name=role))
    return made

chief = person("kudo", "manager")
owner = person("goto", "vendor_owner", manager=chief)
person("baba", "compliance_officer")
published_as(RuleLevel.objects.all(), at_once=True)

def vendor(name):
    made = Vendor.objects.create(
        reference=issue("VENDOR", at=now), name=name, country_id="JP", criticality="high",
        owner=owner, registered_at=now, status="active", activated_at=now - timedelta(days=400),
        next_review_on=timezone.localdate() - timedelta(days=1),
    )
    assign_perm("vendors.view_vendor", owner, made)
    clocks.refresh(reference=made.reference, at=now)
    trail.record(action="vendors.registered", obj=made, by=PORTAL, at=now)
    return made

for name in NAMES:
    made = vendor(name)
    content = ("証跡 " + name).encode() * 1000
    attach(reference=made.reference, file=ContentFile(content, name="evidence.txt"), by=chief, at=now)
print(made.reference.number)
"""
STATE = """
import hashlib, json
from pathlib import Path
from django.conf import settings
from privacyportal.attachments.models import Attachment
from privacyportal.audit import trail
from vendors.models import Vendor
home = Path(settings.MEDIA_ROOT)
print(json.dumps({
    "vendors": list(Vendor.objects.order_by("name").values_list("name", flat=True)),
    "files": [(row.name, hashlib.sha256(row.file.open().read()).hexdigest() == row.sha256)
              for row in Attachment.objects.order_by("pk")],
    "on_disk": sum(1 for path in home.rglob("*") if path.is_file()),
    "aside": [path.name for path in home.iterdir() if path.name.startswith(".")],
    "whole": trail.verify().is_whole,
}, ensure_ascii=False))
"""
MAILS = """
import json
from privacyportal.notifications.models import Message
rows = Message.objects.filter(kind="clocks.deadline").order_by("pk")
print(json.dumps([(row.reference.number, row.status, row.reason) for row in rows]))
"""
RELEASE = """
from django.utils import timezone
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.clocks.river import restoring
baba = User.objects.get(username="baba")
found = restoring.release_restored(reason="訓練", again={again}, by=Staff(baba), at=timezone.now())
print(found.steps, found.mails, found.doubtful)
"""
RESEND = """
from django.utils import timezone
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
honda = User.objects.get(username="baba")
for row in Message.objects.filter(status="unknown"):
    services.resend(obj=row, reason="届いていないと確認", by=Staff(honda), at=timezone.now())
"""
SEND = """
from django.utils import timezone
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.notifications import delivery
sweep(at=timezone.now())
delivery.deliver(now=timezone.now)
sweep(at=timezone.now())
delivery.deliver(now=timezone.now)
"""
DROP = (
    "from django.db import connection\nconnection.cursor().execute('DROP SCHEMA public CASCADE; CREATE SCHEMA public')"
)


def stage(made: Portal, *names: str) -> str:
    """Enter vendors of these names with a file each; the number of the last."""
    return made.python(f"NAMES = {names!r}\n{STAGE}").strip().splitlines()[-1]


def destroy(made: Portal) -> None:
    """Lose the database and every file."""
    if "PORTAL_DATABASE_URL" in made.environment:
        made.python(DROP)
    hush(made)
    for path in made.directory.glob(f"{DATABASE}*"):
        path.unlink()
    shutil.rmtree(made.directory / "files")
    anchors = made.directory / "anchors.jsonl"
    anchors.unlink(missing_ok=True)


def hush(made: Portal) -> None:
    """End the console, which holds the database."""
    if made.console is not None:
        made.console.communicate(timeout=60)
        made.console = None


def restore(made: Portal, file: Path, *more: str) -> str:
    """What the command prints; nobody else may use the database meanwhile."""
    hush(made)
    return made.manage("restore", str(file), *more)
