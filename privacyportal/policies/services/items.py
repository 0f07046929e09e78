"""What follows from the policy for somebody to look at, and how is it settled?"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.backoffice.writing import locked, write
from privacyportal.clocks import river as clocks
from privacyportal.policies import guards
from privacyportal.policies.defects import found_in
from privacyportal.policies.difference import Change, SectionChange, compare
from privacyportal.policies.models import Obligation, PolicySection, PolicyVersion, PurposeOfUse, ReviewItem
from privacyportal.policies.permissions import MANAGE_POLICY
from privacyportal.policies.states import Occasion
from privacyportal.references.registry import issue

CHANGED: dict[Change, Text] = {
    Change.ADDED: _("Section %(section)s was added: obligations to be mapped and kept"),
    Change.CHANGED: _("Section %(section)s was changed: its obligations to be looked at"),
    Change.REMOVED: _("Section %(section)s was deleted: what it obliged to is to be looked at"),
}


@deed(right=MANAGE_POLICY, on="item", words=_("settling of a review item"))
def settle_item(*, item: ReviewItem, outcome: str, by: Actor, at: datetime) -> ReviewItem:
    """Write what came of a review item; it is open no more.

    :raises Refused: without an outcome.
    """
    stored = locked(item, "reference")
    refuse_if([guards.says_what_came_of_it(outcome), guards.still_open(stored.is_open)], obj=stored)
    write(stored, outcome=outcome, settled_at=at, settled_by=by.account)
    clocks.refresh(reference=stored.reference, at=at)
    trail.record(action="policies.item_settled", obj=stored, by=by, at=at, reason=outcome, section="14")
    return stored


def raise_item(
    *,
    occasion: Occasion,
    key: str,
    title: Text,
    finding: str = "",
    source: str = "",
    version: PolicyVersion | None = None,
    section: PolicySection | None = None,
    obligations: Iterable[Obligation] = (),
    purpose: PurposeOfUse | None = None,
    by: Actor,
    at: datetime,
) -> ReviewItem | None:
    """Open a review item once for its `key`; return it, None where it was raised before."""
    if ReviewItem.objects.filter(key=key).exists():
        return None
    item: ReviewItem = ReviewItem.objects.create(
        reference=issue("POLREV", at=at),
        occasion=occasion,
        key=key,
        title=str(title)[:300],
        finding=finding,
        source=source,
        version=version,
        section=section,
        purpose=purpose,
        raised_at=at,
    )
    item.obligations.set(obligations)
    clocks.refresh(reference=item.reference, at=at)
    changes = {"occasion": occasion.value, "key": key}
    trail.record(action="policies.item_raised", obj=item, by=by, at=at, changes=changes, section="14")
    return item


def raise_defects(version: PolicyVersion, sections: Iterable[PolicySection], *, by: Actor, at: datetime) -> None:
    """Open an item for each defect that the text of a version is found to have."""
    for defect, section in found_in(list(sections), version.closing):
        raise_item(
            occasion=Occasion.DEFECT,
            key=f"defect:{version.pk}:{defect.key}",
            title=defect.title,
            finding=defect.finding,
            source=defect.source,
            version=version,
            section=section,
            by=by,
            at=at,
        )


def raise_changes(version: PolicyVersion, before: PolicyVersion, *, by: Actor, at: datetime) -> None:
    """Open an item for each section that is new, changed or gone, with the obligations that it holds."""
    for change in compare(list(before.sections.all()), list(version.sections.all())):
        if change.change != Change.SAME:
            _raise_change(version, change, by, at)


def _raise_change(version: PolicyVersion, change: SectionChange, by: Actor, at: datetime) -> None:
    sections = [section for section in (change.before, change.after) if section is not None]
    held = Obligation.objects.filter(mappings__section__in=sections).distinct()
    raise_item(
        occasion=Occasion.SECTION,
        key=f"section:{version.pk}:{change.change}:{sections[-1].pk}",
        title=str(CHANGED[change.change]) % {"section": sections[-1]},
        source="個人情報保護方針第14項",
        version=version,
        section=sections[-1],
        obligations=held,
        by=by,
        at=at,
    )
