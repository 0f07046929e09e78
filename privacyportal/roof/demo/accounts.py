"""Who works at the invented firm, in which role, and with which password do they sign in?"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test.utils import override_settings
from django.utils.crypto import salted_hmac

from privacyportal.accounts import roles, services
from privacyportal.accounts.models import Department, Desk, User
from privacyportal.accounts.roles import Role
from privacyportal.audit.actors import PORTAL
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


class QuickHasher(PBKDF2PasswordHasher):
    """Hashes once over lightly: the passwords are long and random, and hashed anew, in full, at the first sign-in."""

    iterations = FEW_ITERATIONS


def hire(*, at: datetime) -> dict[str, User]:
    """Register departments and staff; return the staff by user name."""
    departments = {code: _department(code, at) for code in DEPARTMENTS}
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.{QuickHasher.__name__}"]):
        staff = {member.username: _user(member, departments[member.department], at) for member in STAFF}
    for member in STAFF:
        changes = {"manager": staff.get(member.manager), "deputy": staff.get(member.deputy)}
        services.change_user(user=staff[member.username], changes=changes, by=PORTAL, at=at)
    for code, (_name, _name_en, head) in DEPARTMENTS.items():
        services.change_department(department=departments[code], changes={"head": staff.get(head)}, by=PORTAL, at=at)
    for desk in Desk.objects.filter(code__in=sorted({code for member in STAFF for code in member.desks})):
        seated = [staff[member.username] for member in STAFF if desk.code in member.desks]
        moved = {"department": departments["SALES"]} if desk.code in ("CUSTOMER", "GENERAL") else {}
        services.change_desk(desk=desk, changes={"members": seated, **moved}, by=PORTAL, at=at)
    return {user.username: user for user in User.objects.filter(username__in=staff)}


def send_on_leave(staff: dict[str, User], *, at: datetime) -> None:
    """Let one vendor owner be away this week, so that the deputy hears too."""
    changes = {
        "absent_from": tokyo_day(at) - timedelta(days=1),
        "absent_until": tokyo_day(at) + timedelta(days=5),
    }
    staff["ueda"] = services.change_user(user=staff["ueda"], changes=changes, by=PORTAL, at=at)


def _department(code: str, at: datetime) -> Department:
    """Return a department, which the installation's catalogue may have brought already."""
    name, name_en, _head = DEPARTMENTS[code]
    known = Department.objects.filter(code=code).first()
    return known or services.create_department(code=code, name=name, name_en=name_en, by=PORTAL, at=at)


def _user(member: Member, department: Department, at: datetime) -> User:
    return services.create_user(
        username=member.username,
        last_name=member.last_name,
        first_name=member.first_name,
        email=f"{member.username}@{MAIL_DOMAIN}",
        department=department,
        roles=[member.role.code],
        password=password_of(member.username),
        by=PORTAL,
        at=at,
    )
