"""What does a refusal say, exactly? Its rule, section, field and way out, in whole Japanese sentences."""

import re

from django.utils.translation import override

from privacyportal.backoffice.refusals import Refusal

JAPANESE, ENGLISH = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2,}")


def assert_says(
    refusal: Refusal | None,
    code: str,
    *,
    section: str = "",
    field: str = "",
    missing: bool = True,
    leads: bool = False,
) -> None:
    """Hold a refusal to what it has to say.

    `missing`: something is missing that could be provided; `leads`: a link will lead to where that can be done.
    """
    assert refusal is not None
    assert (refusal.code, refusal.section, refusal.field, refusal.link) == (code, section, field, "")
    with override("ja"):
        texts = [str(refusal.cannot), str(refusal.next_step)]
        texts += [str(refusal.missing)] if missing else []
        texts += [str(refusal.link_label)] if leads else []
    for text in texts:
        assert JAPANESE.search(text), f"{code}: {text!r} is no sentence"
        assert not ENGLISH.search(text), f"{code}: {text!r} is not translated"
    assert missing or str(refusal.missing) == ""
    assert leads or str(refusal.link_label) == ""
