"""Who works at the invented firm, in which role, and with which password do they sign in?"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group
from django.utils.crypto import salted_hmac

from privacyportal.accounts import roles
from privacyportal.accounts.models import Department, Desk, User
from privacyportal.accounts.roles import Role
from privacyportal.audit import trail
from privacyportal.backoffice.dates import tokyo_day

FIRM = "白鷺証券株式会社"
MAIL_DOMAIN = "shirasagi.example"
FEW_ITERATIONS = 20_000


@dataclass(frozen=True)
class Member:
    """One of the staff; `manager` and `deputy` are user names, `desks` codes; `is_first`: the one shown of a role."""

    username: str
    last_name: str
    first_name: str
    role: Role
    department: str
    manager: str = ""
    deputy: str = ""
    desks: tuple[str, ...] = ()
    is_first: bool = False


DEPARTMENTS = {
    "PLANNING": ("事務システム企画部", "Planning department", "kudo"),
    "COMPLIANCE": ("コンプライアンス部", "Compliance department", "sugiyama"),
    "SALES": ("営業推進部", "Sales promotion department", "fujii"),
    "SYSTEMS": ("情報システム部", "Information systems department", "kobayashi"),
    "GENERAL": ("総務部", "General affairs department", "noda"),
    "AUDIT": ("内部監査部", "Internal audit department", ""),
}
COMPLIANCE_DESKS = ("COMPLIANCE", "LEGAL")
STAFF = (
    Member("sugiyama", "杉山", "玲子", roles.MANAGER, "COMPLIANCE"),
    Member("kudo", "工藤", "明", roles.MANAGER, "PLANNING", is_first=True),
    Member("fujii", "藤井", "和子", roles.MANAGER, "SALES"),
    Member("kobayashi", "小林", "浩二", roles.MANAGER, "SYSTEMS"),
    Member("noda", "野田", "勇", roles.MANAGER, "GENERAL"),
    Member(
        "kitamura",
        "北村",
        "美咲",
        roles.COMPLIANCE_OFFICER,
        "COMPLIANCE",
        "sugiyama",
        "",
        COMPLIANCE_DESKS,
        is_first=True,
    ),
    Member("nishida", "西田", "隆", roles.COMPLIANCE_OFFICER, "COMPLIANCE", "sugiyama", "kitamura", COMPLIANCE_DESKS),
    Member("aoki", "青木", "花子", roles.DESK_HANDLER, "PLANNING", "kudo", "mori", ("PLANNING",), is_first=True),
    Member("mori", "森", "健太", roles.DESK_HANDLER, "PLANNING", "kudo", "aoki", ("PLANNING", "INCIDENT")),
    Member("hirano", "平野", "彩", roles.DESK_HANDLER, "PLANNING", "kudo", "mori", ("DISCLOSURE", "MYNUMBER")),
    Member("ono", "大野", "誠", roles.DESK_HANDLER, "SALES", "fujii", "", ("CUSTOMER", "GENERAL")),
    Member("goto", "後藤", "由美", roles.VENDOR_OWNER, "SYSTEMS", "kobayashi", "ueda", is_first=True),
    Member("ueda", "上田", "健", roles.VENDOR_OWNER, "SYSTEMS", "kobayashi", "goto"),
    Member("ishii", "石井", "直美", roles.VENDOR_OWNER, "GENERAL", "noda"),
    Member("harada", "原田", "大輔", roles.VENDOR_OWNER, "SALES", "fujii"),
    Member("doi", "土井", "誠一", roles.AUDITOR, "AUDIT", is_first=True),
    Member("honda", "本田", "純", roles.ADMINISTRATOR, "SYSTEMS", "kobayashi", is_first=True),
)
COMPLIANCE = ("kitamura", "nishida")
VENDOR_OWNERS = ("goto", "ueda", "ishii", "harada")
HANDLERS = {
    "PLANNING": ("aoki", "mori"),
    "INCIDENT": ("mori",),
    "DISCLOSURE": ("hirano",),
    "MYNUMBER": ("hirano",),
    "CUSTOMER": ("ono",),
    "GENERAL": ("ono",),
    "COMPLIANCE": COMPLIANCE,
    "LEGAL": COMPLIANCE,
}


@dataclass(frozen=True)
class Account:
    """What is printed of an account."""

    role: str
    username: str
    password: str
    name: str


def password_of(username: str) -> str:
    """Return an account's first password: of this installation only, and the same whenever it is asked for."""
    digest = salted_hmac("privacyportal.demo", username, algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def printed() -> Iterator[Account]:
    """Return the accounts, first the one of each role, then their colleagues."""
    for member in sorted(STAFF, key=lambda one: (not one.is_first, roles.ROLES.index(one.role))):
        name = f"{member.last_name} {member.first_name}（{DEPARTMENTS[member.department][0]}）"
        yield Account(member.role.code, member.username, password_of(member.username), name)


def hire(*, at: datetime) -> dict[str, User]:
    """Register departments and staff; return the staff by user name."""
    departments = {code: _department(code) for code in DEPARTMENTS}
    staff = {member.username: _user(member, departments[member.department]) for member in STAFF}
    for member in STAFF:
        user = staff[member.username]
        user.manager, user.deputy = staff.get(member.manager), staff.get(member.deputy)
        user.save(update_fields=["manager", "deputy"])
        user.groups.add(Group.objects.get(name=member.role.code))
        user.desks.add(*Desk.objects.filter(code__in=member.desks))
        changes = {"username": user.username, "roles": [member.role.code], "desks": list(member.desks)}
        trail.record(action="accounts.user_created", obj=user, by=None, at=at, changes=changes)
    for code, (_name, _name_en, head) in DEPARTMENTS.items():
        departments[code].head = staff.get(head)
        departments[code].save(update_fields=["head"])
    Desk.objects.filter(code__in=["CUSTOMER", "GENERAL"]).update(department=departments["SALES"])
    return staff


def send_on_leave(staff: dict[str, User], *, at: datetime) -> None:
    """Let one vendor owner be away this week, so that the deputy hears too."""
    away = staff["ueda"]
    away.absent_from = tokyo_day(at) - timedelta(days=1)
    away.absent_until = tokyo_day(at) + timedelta(days=5)
    away.save(update_fields=["absent_from", "absent_until"])
    changes = {"absent_from": away.absent_from, "absent_until": away.absent_until}
    trail.record(action="accounts.user_changed", obj=away, by=None, at=at, changes=changes)


def _department(code: str) -> Department:
    name, name_en, _head = DEPARTMENTS[code]
    return Department.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en})[0]


def _user(member: Member, department: Department) -> User:
    # The passwords are long and random, and hashed anew, in full, at the first sign-in.
    hasher = PBKDF2PasswordHasher()
    return User.objects.create(
        username=member.username,
        email=f"{member.username}@{MAIL_DOMAIN}",
        password=hasher.encode(password_of(member.username), hasher.salt(), iterations=FEW_ITERATIONS),
        last_name=member.last_name,
        first_name=member.first_name,
        department=department,
        is_staff=True,
    )
