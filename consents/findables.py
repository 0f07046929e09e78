"""By which words is a person of the register found?"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacyportal.search.declaring import declare, numbered
from privacyportal.search.registry import Found, Shape, contents, visible

declare(
    numbered("person.number", "PERSON", "consents.DataSubject", "customer_number", words=_("customer number")),
    Found(
        name="person.name",
        kind="PERSON",
        model="consents.DataSubject",
        fields=("name", "kana"),
        words=pgettext_lazy("person", "name"),
        shown=visible,
        shape=Shape.READING,
        weight=70,
    ),
    Found(
        name="person.reached",
        kind="PERSON",
        model="consents.DataSubject",
        fields=("telephone",),
        words=_("telephone"),
        shown=contents,
        shape=Shape.NUMBER,
        weight=60,
    ),
    Found(
        name="person.address",
        kind="PERSON",
        model="consents.DataSubject",
        fields=("email", "address"),
        words=pgettext_lazy("person", "address"),
        shown=contents,
        weight=30,
    ),
    numbered("consent.number", "CONSENT", "consents.ConsentEntry"),
    Found(
        name="consent.about",
        kind="CONSENT",
        model="consents.ConsentEntry",
        fields=("recipient", "wording__code"),
        words=_("recipient"),
        shown=visible,
        weight=30,
    ),
    numbered("provision.number", "PROVISION", "consents.ThirdPartyProvision", "document_number"),
    Found(
        name="provision.about",
        kind="PROVISION",
        model="consents.ThirdPartyProvision",
        fields=("recipient_name", "statute"),
        words=_("recipient"),
        shown=visible,
        shape=Shape.COMPANY,
        weight=50,
    ),
)
