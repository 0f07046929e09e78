"""On what is measured? A fresh database with so many cases, taken in through the portal's own import."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from cases.models import Case
from cases.states import OPEN
from privacyportal.accounts import roles
from privacyportal.accounts.models import Department, Desk, User
from privacyportal.audit.actors import PORTAL, Staff
from privacyportal.backoffice.panels import OPENS_TABS
from privacyportal.imports import runs
from privacyportal.imports.engine import Job, Outcome
from privacyportal.imports.mapping import used_columns
from privacyportal.imports.registry import importer_for
from privacyportal.roof import installation
from privacyportal.roof.demo.dice import between, pick
from privacyportal.roof.demo.people import somebody

CASES_PER_VENDOR = 100
OPEN_PERCENT = 6
SUBJECTS = ("案内メールの配信停止", "書類の送付先の誤り", "本人確認の質問", "利用目的の説明")
APPROVER = "approver"
BACKEND = "privacyportal.accounts.backends.PortalBackend"


@dataclass
class Stage:
    """A filled database and the people who look at it."""

    rows: int
    database: str
    directory: Path
    now: datetime

    @classmethod
    def build(cls, *, rows: int, database: str, directory: Path) -> "Stage":
        """Set the portal up with its staff; cases come with the first benchmark, the import."""
        stage = cls(rows, database, directory, timezone.now())
        installation.install(by=PORTAL, at=stage.now)
        planning = Department.objects.get(code="PLANNING")
        for number, role in enumerate(roles.ROLES):
            user = User.objects.create(
                username=role.code, last_name=f"利用者{number}", is_staff=True, department=planning
            )
            user.groups.add(Group.objects.get(name=role.code))
        second = User.objects.create(username=APPROVER, last_name="承認者", is_staff=True, department=planning)
        second.groups.add(Group.objects.get(name=roles.COMPLIANCE_OFFICER.code))
        Desk.objects.get(code="PLANNING").members.add(stage.user(roles.DESK_HANDLER))
        return stage

    def user(self, role: roles.Role) -> User:
        """Return who holds a role."""
        return User.objects.get(username=role.code)

    def browser(self, role: roles.Role) -> Client:
        """Return a browser signed in with a role, whose script asks for a tab when it is opened."""
        client = Client(SERVER_NAME="localhost")
        client.cookies.load(dict.fromkeys(OPENS_TABS, "opened"))
        client.force_login(self.user(role), backend=BACKEND)
        return client

    def take_in(self, kind: str, path: Path) -> Outcome:
        """Import a file that was written for the portal's own form.

        :raises ValueError: when rows were rejected: the measure would say nothing.
        """
        importer = importer_for(kind)
        mapping = importer.mapping("standard")
        outcome = runs.run_file(
            Job(
                path=path,
                importer=importer,
                mapping=mapping,
                by=Staff(self.user(roles.COMPLIANCE_OFFICER)),
                approved_by=User.objects.get(username=APPROVER) if importer.history_right else None,
                at=self.now,
            ),
            mapping_name="standard",
            progress=lambda _outcome: None,
        )
        if outcome.rejected:
            raise ValueError("; ".join(outcome.first_faults))
        return outcome

    def fill_vendors(self) -> None:
        """Take in a vendor for every CASES_PER_VENDOR cases."""
        numbers = range(max(1, self.rows // CASES_PER_VENDOR))
        self.take_in("vendors", self.write("vendors", (vendor_row(number) for number in numbers)))

    def write_cases(self) -> Path:
        """Write the file of all cases: a few open ones of the last weeks, the others closed over ten years."""
        return self.write("cases", (case_row(number, self.now) for number in range(self.rows)))

    def write(self, kind: str, rows: Iterable[dict[str, str]]) -> Path:
        """Write rows into the portal's own form of a kind; return the file."""
        path = self.directory / f"{kind}.csv"
        columns = sorted({str(column) for column in used_columns(importer_for(kind).mapping("standard"))})
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def open_case(self) -> Case:
        """Return one open case."""
        return Case.objects.filter(status__in=OPEN).latest("received_at")


def vendor_row(number: int) -> dict[str, str]:
    """Return one vendor."""
    return {
        "管理番号": f"V{number}",
        "名称": f"委託先{number:05d}株式会社",
        "国コード": "JP",
        "重要度": "高",
        "本人数": str(between(10, 5000, "size", number)),
        "所管部署コード": "PLANNING",
    }


def case_row(number: int, now: datetime) -> dict[str, str]:
    """Return one case: open and of the last weeks, or closed."""
    person, is_open = somebody(number), number % 100 < OPEN_PERCENT
    days = between(1, 25, "open", number) if is_open else between(30, 3600, "closed", number)
    received = timezone.localtime(now) - timedelta(days=days)
    row = {
        "管理番号": f"C{number}",
        "件名": pick(SUBJECTS, number),
        "内容": "受付時のお申出の内容。" * 8,
        "要望": "説明を希望。",
        "窓口コード": "PLANNING",
        "種別": "苦情",
        "状況": "調査中" if is_open else "終結",
        "受付経路": pick(("電話", "書面", "電子メール"), "channel", number),
        "受付日時": f"{received:%Y/%m/%d} 10:{number % 60:02d}",
        "申出人氏名": person.name,
        "申出人フリガナ": person.kana,
        "申出人電話": person.telephone,
    }
    if is_open:
        return row
    answered = received + timedelta(days=between(3, 16, "answered", number))
    ended = {"回答日": _day(answered), "終結日": _day(answered), "結果": pick(("申出に理由あり", "理由なし"), number)}
    return {**row, **ended, "受付連絡日": _day(received + timedelta(days=1))}


def _day(moment: datetime) -> str:
    return f"{moment:%Y/%m/%d}"
