"""By which words are versions of the policy, review items and reviews found?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.search.declaring import declare, numbered
from privacyportal.search.registry import Found, visible

declare(
    numbered("policy.number", "POLICY", "policies.PolicyVersion"),
    Found(
        name="policy.title",
        kind="POLICY",
        model="policies.PolicyVersion",
        fields=("title", "source_name"),
        words=_("title"),
        shown=visible,
        weight=50,
    ),
    numbered("review.number", "POLREV", "policies.ReviewItem"),
    Found(
        name="review.text",
        kind="POLREV",
        model="policies.ReviewItem",
        fields=("title", "finding"),
        words=_("what is to be looked at"),
        shown=visible,
        weight=30,
    ),
    numbered("disposal.number", "NUMBERS", "policies.NumberDisposal"),
    Found(
        name="disposal.text",
        kind="NUMBERS",
        model="policies.NumberDisposal",
        fields=("documents",),
        words=_("documents that hold the numbers"),
        shown=visible,
        weight=30,
    ),
    numbered("access.number", "ACCESS", "policies.AccessReview"),
)
