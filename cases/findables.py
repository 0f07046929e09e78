"""By which words is a case found, and who may read them?"""

from django.utils.translation import gettext_lazy as _

from cases.querysets import CaseQuerySet
from privacyportal.references.reading import RecordQuerySet, Viewer
from privacyportal.search.declaring import declare, numbered
from privacyportal.search.registry import Found, Shape, visible


def people(rows: RecordQuerySet, user: Viewer) -> RecordQuerySet:
    """Return the cases whose people and content a person may read."""
    if not isinstance(rows, CaseQuerySet):
        raise TypeError("Only a case has people.")
    return rows.people_visible_to(user)


declare(
    numbered("case.number", "CASE", "cases.Case", "external_number"),
    Found(
        name="case.subject",
        kind="CASE",
        model="cases.Case",
        fields=("subject",),
        words=_("subject"),
        shown=visible,
        weight=50,
    ),
    Found(
        name="case.content",
        kind="CASE",
        model="cases.Case",
        fields=("description", "desired_remedy"),
        words=_("what happened"),
        shown=people,
    ),
    Found(
        name="case.person",
        kind="CASE",
        model="cases.CaseParty",
        reference="case__reference",
        fields=("name", "kana"),
        words=_("full name"),
        shown=people,
        shape=Shape.READING,
        weight=70,
    ),
    Found(
        name="case.reached",
        kind="CASE",
        model="cases.CaseParty",
        reference="case__reference",
        fields=("telephone",),
        words=_("telephone"),
        shown=people,
        shape=Shape.NUMBER,
        weight=60,
    ),
    Found(
        name="case.address",
        kind="CASE",
        model="cases.CaseParty",
        reference="case__reference",
        fields=("email", "address"),
        words=_("home address"),
        shown=people,
        weight=30,
    ),
    Found(
        name="case.letter",
        kind="CASE",
        model="cases.Correspondence",
        reference="case__reference",
        fields=("counterparty", "text"),
        words=_("correspondence"),
        shown=people,
    ),
    Found(
        name="case.note",
        kind="CASE",
        model="cases.InternalNote",
        reference="case__reference",
        fields=("text",),
        words=_("internal note"),
        shown=people,
    ),
    Found(
        name="case.answer",
        kind="CASE",
        model="cases.AnswerProposal",
        reference="case__reference",
        fields=("text", "ground"),
        words=_("answer"),
        shown=people,
    ),
)
