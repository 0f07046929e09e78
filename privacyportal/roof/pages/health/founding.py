"""Is there what nobody can do alone: two who agree to rights, two officers, a policy and a calendar put in force?

Each line says how far it is and leads to the very record that waits, for whoever opens it next.
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from privacyportal.accounts.models import AccountRequest, Desk, User
from privacyportal.accounts.roles import ADMINISTRATOR, COMPLIANCE_OFFICER, label_of
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion
from privacyportal.calendars.states import VersionStatus
from privacyportal.policies.models import PolicyOutline, PolicyVersion
from privacyportal.roof.pages.boards import listing
from privacyportal.roof.pages.health.check import Check, Severity, graded

# One asks, or drafts; another agrees, or puts in force.
SEVERAL = 2


def deciders(at: datetime) -> Iterator[Check]:
    """Whether a second person can agree to the rights that somebody asks for: the first two come from the server."""
    roles = (ADMINISTRATOR.code, COMPLIANCE_OFFICER.code)
    count = User.objects.filter(is_active=True, groups__name__in=roles).distinct().count()
    alone = _(
        "Rights count once a second person has agreed, and there is none yet. Register a second administrator on the "
        "server: manage.py create_administrator NAME --email ADDRESS"
    )
    yield Check(
        code="people.deciders",
        title=_("A second person to agree to rights"),
        text=_("Rights can be asked for and agreed to.") if count >= SEVERAL else alone,
        url=reverse("guide", args=["accounts"]),
        is_missing=count < SEVERAL,
    )


def officers(at: datetime) -> Iterator[Check]:
    """Whether two officers are there: what one drafts another puts in force. Requests that wait are named."""
    role = COMPLIANCE_OFFICER.code
    held = User.objects.filter(is_active=True, groups__name=role).count()
    asked = AccountRequest.objects.filter(decision=AccountRequest.Decision.PENDING).select_related("user", "asked_by")
    waiting = [request for request in asked.order_by("asked_at", "pk") if role in request.roles]
    need = _("Two are needed, for what one drafts another puts in force; there are %(count)d.") % {"count": held}
    links = [_request(request) for request in waiting]
    if links:
        names = "、".join(name for name, _url in links)
        need += _(" Somebody other than who asked agrees to: %(names)s.") % {"names": names}
    yield Check(
        code="people.officers",
        title=label_of(role),
        text=_("There are %(count)d.") % {"count": held} if held >= SEVERAL else need,
        url=reverse("admin:accounts_user_add"),
        links=[] if held >= SEVERAL else links,
        is_missing=held < SEVERAL,
    )


def _request(request: AccountRequest) -> tuple[str, str]:
    return str(request.user), reverse("admin:accounts_accountrequest_change", args=[request.pk])


def policy(at: datetime) -> Iterator[Check]:
    """Whether a version of the policy is in force today; what is there of one that is not yet is led to."""
    in_force = PolicyVersion.objects.in_force_on(tokyo_day(at)).exists()
    text, url = _("A version of the policy is in force."), listing("policies_policyversion")
    if not in_force:
        text, url = _coming()
    yield Check(
        code="policy.in_force",
        title=_("Policy in force"),
        severity=graded(in_force, Severity.WARNING),
        text=text,
        url=url,
    )


def _coming() -> tuple[str, str]:
    """Return how far the first version is, and where it goes on."""
    coming = PolicyVersion.objects.published().order_by("-number").first()
    if coming is not None:
        said = _("The version that was put in force last holds on other days: from %(day)s.")
        return said % {"day": long_day(coming.valid_from)}, listing("policies_policyversion")
    draft = PolicyVersion.objects.drafts().select_related("drafted_by").order_by("-number").first()
    if draft is None:
        outline = PolicyOutline.objects.filter(version=None, given_up_at=None).first()
        if outline is None:
            return _("It is not loaded yet."), reverse("admin:policies_policyoutline_add")
        said = _("Its text is read; look at the outline, and store it as a version.")
        return said, reverse("admin:policies_policyoutline_change", args=[outline.pk])
    if draft.valid_from is None:
        said = _("Its text is loaded, but no day is set from which it holds.")
    else:
        said = _("A second person puts it in force: not %(name)s.") % {"name": draft.drafted_by or ""}
    return said, reverse("admin:policies_policyversion_change", args=[draft.pk])


def calendar(at: datetime) -> Iterator[Check]:
    """Whether people have ever put a calendar in force: the closures of the firm itself come with no release."""
    is_seen = CalendarVersion.objects.exclude(published_by=None).exists()
    text, url = (_("A calendar was put in force by people."), listing("calendars_businesscalendar"))
    if not is_seen:
        text, url = _unseen()
    yield Check(
        code="calendars.confirmed",
        title=_("Business calendar confirmed by the firm"),
        text=text,
        url=url,
        is_missing=not is_seen,
    )


def _unseen() -> tuple[str, str]:
    """Return how far the firm's own version of the desks' calendar is, and where it goes on."""
    drafts = CalendarVersion.objects.filter(status=VersionStatus.DRAFT).exclude(drafted_by=None)
    draft = drafts.select_related("drafted_by").order_by("-pk").first()
    if draft is not None:
        said = _("A second person puts it in force: not %(name)s.") % {"name": draft.drafted_by}
        return said, reverse("admin:calendars_calendarversion_change", args=[draft.pk])
    said = _("Only the shipped calendars are in force: draft a version with the firm's closures, and publish it.")
    ours = BusinessCalendar.objects.filter(desks__kind__in=Desk.OURS).order_by("code").first()
    if ours is None:
        return said, listing("calendars_businesscalendar")
    return said, reverse("admin:calendars_businesscalendar_change", args=[ours.pk])
