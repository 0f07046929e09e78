"""What does a refusal say, exactly? Its rule, section, field and way out, in whole Japanese sentences."""

import re
from collections.abc import Collection

from django.utils.translation import override

from privacyportal.backoffice.refusals import Refusal

JAPANESE, ENGLISH = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2,}")
# Items of the checklist are called by their codes in every language.
ITEM = re.compile(r"[A-Z]{3}-[0-9]{2}")


def assert_says(
    refusal: Refusal | None,
    code: str,
    *,
    section: str = "",
    field: str = "",
    missing: bool = True,
    leads: bool = False,
    link: str = "",
    names: Collection[str] = (),
) -> None:
    """Hold a refusal to what it has to say.

    `missing`: something is missing that could be provided; `leads`: a link will lead to where that can be done, `link`
    where the guard is given it; `names` are what the sentences must name.
    """
    assert refusal is not None
    assert (refusal.code, refusal.section, refusal.field, refusal.link) == (code, section, field, link)
    with override("ja"):
        texts = [str(refusal.cannot), str(refusal.next_step)]
        texts += [str(refusal.missing)] if missing else []
        texts += [str(refusal.link_label)] if leads or link else []
    for text in texts:
        assert JAPANESE.search(text), f"{code}: {text!r} is no sentence"
        assert not ENGLISH.search(ITEM.sub("", text)), f"{code}: {text!r} is not translated"
    assert missing or str(refusal.missing) == ""
    assert leads or link or str(refusal.link_label) == ""
    said = "".join(texts)
    assert [name for name in names if name not in said] == []
