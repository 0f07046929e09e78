"""What would a draft of master data or of the policy change: what rests on it, what is judged anew?"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import long_day
from privacyportal.policies.difference import Change, compare
from privacyportal.policies.models import CategoryVersion, ConsentWording, Obligation, PolicyVersion, PurposeVersion
from privacyportal.policies.states import Sensitivity
from privacyportal.policies.uses import uses

BEYOND_ORDINARY = (Sensitivity.SENSITIVE, Sensitivity.SPECIAL_CARE)


def of_purpose(draft: PurposeVersion) -> str:
    """Return what a draft of a purpose would change, in words and without naming a person."""
    if draft.purpose is None:
        return _("Nothing rests on it yet: it is new.")
    lines = resting(draft.valid_from, purpose=draft.purpose)
    if draft.is_end:
        text = _("From %(day)s none of these can rest on it: new consents and provisions for it are refused.")
        return "\n".join([*lines, text % {"day": long_day(draft.valid_from)}])
    return "\n".join([*lines, _("What was decided before %(day)s rests on the former text.") % _day(draft)])


def of_category(draft: CategoryVersion) -> str:
    """Return what a draft of a category would change."""
    if draft.category is None:
        return _("Nothing rests on it yet: it is new.")
    lines = resting(draft.valid_from, category=draft.category)
    before = draft.category.sensitivity_on(draft.valid_from)
    if before == draft.sensitivity:
        return "\n".join(lines)
    moved = _("From %(day)s it is judged as %(after)s, no longer as %(before)s.") % {
        **_day(draft),
        "before": Sensitivity(before).label,
        "after": Sensitivity(draft.sensitivity).label,
    }
    return "\n".join([*lines, moved, *_judged(draft)])


def of_wording(draft: ConsentWording) -> str:
    """Return what a draft of a wording would change: what was decided on the version that it replaces."""
    former = ConsentWording.objects.in_force(draft.valid_from).filter(code=draft.code).first()
    if former is None:
        return _("Nothing rests on it yet: it is new.")
    kept = _("Whoever has decided on %(wording)s has decided on its words; they stay readable.") % {"wording": former}
    return "\n".join([*resting(draft.valid_from, wording=former), kept])


def of_policy(draft: PolicyVersion) -> str:
    """Return what a version of the policy would change: sections, and how many people are asked to read it.

    Before that, how many obligations nobody has confirmed yet to be where they were proposed, or in no section at all.
    """
    staff = User.objects.filter(is_active=True, pledge__isnull=False).count()
    asked = ngettext(
        "%(count)d member of staff is asked for acknowledgement.",
        "%(count)d members of staff are asked for acknowledgement.",
        staff,
    ) % {"count": staff}
    open_lines = _unconfirmed(draft)
    before = PolicyVersion.objects.in_force_on(draft.valid_from).first() if draft.valid_from else None
    if before is None:
        return "\n".join([*open_lines, asked])
    changes = compare(list(before.sections.all()), list(draft.sections.all()))
    counted = _("Sections: %(added)d added, %(changed)d changed, %(removed)d deleted; each raises a review item.") % {
        str(kind): sum(row.change == kind for row in changes) for kind in Change
    }
    ends = _("%(version)s ends on %(day)s.") % {"version": before, **_day(draft)}
    return "\n".join([*open_lines, ends, counted, asked])


def _unconfirmed(draft: PolicyVersion) -> list[str]:
    """Return how many obligations in use are only proposed, how many no section holds; nothing where all is told."""
    proposed = draft.mappings.filter(obligation__is_active=True, confirmed_at=None).count()
    nowhere = Obligation.objects.filter(is_active=True).exclude(mappings__version=draft).count()
    if not proposed and not nowhere:
        return []
    words = _("Obligations: %(proposed)d are proposed and not confirmed, %(nowhere)d are in no section.")
    return [words % {"proposed": proposed, "nowhere": nowhere}]


def resting(day: date, **on: object) -> list[str]:
    """Return a line for each kind of record that rests on something, and how many of them still count on a day."""
    lines = []
    for use in uses():
        rows = use.rows(**on)
        values = {"label": use.label, "count": rows.count(), "now": use.standing(rows, day).count()}
        if values["count"]:
            lines.append(_("%(label)s that rest on it: %(count)d, of which still in force: %(now)d.") % values)
    return lines or [_("Nothing rests on it.")]


def _judged(draft: CategoryVersion) -> list[str]:
    """Say what the new sensitivity asks of each new provision."""
    if draft.sensitivity == Sensitivity.INDIVIDUAL_NUMBER:
        return [_("It may then be provided only under Article 19 of the Number Act.")]
    if draft.sensitivity in BEYOND_ORDINARY:
        return [_("Each provision of it then needs an exception of section 7, with its reason.")]
    return []


def _day(draft: PurposeVersion | CategoryVersion | PolicyVersion) -> dict[str, str]:
    return {"day": long_day(draft.valid_from)}
