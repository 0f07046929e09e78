"""How do the broken lines of a page become paragraphs again?"""

import re

from privacyportal.policies.parser.lines import Line, fold, is_cut, width

ITEM = re.compile(
    r"""^(?:
        \(?\s*(?:\d{1,3}|[ivxIVX]{1,5}|[a-zA-Z]|[ア-ン]|[一二三四五六七八九十]{1,3})\s*\)
      | [①-⑳㉑-㉟㊱-㊿❶-❿]
      | [・•●○■□◆◇▪▶※*‐\-–—]\s*(?=\S)
      | \d{1,3}\s*[.、:](?!\d)
      | [ア-ン]\s*[.、:]
      | [一二三四五六七八九十]{1,3}\s*[、.]
      | 第\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[条項章]
    )""",
    re.VERBOSE,
)
NEW_SENTENCE = re.compile(r"^(?:なお|ただし|但し|また|さらに|その他|以下|次の|当社|弊社|前項|前各|上記)")
NOUN_ENDING = re.compile(r"(?:ため|こと|もの|とき|など|ほか|ます|です|せん|ください|下さい)$")
CONTINUES = re.compile(r"^[、。，．,)）」』】］をにはがのでともへ]")
ADDRESS = re.compile(r"^(?:https?://|www\.|[\w.+-]+@)")


def is_item(text: str) -> bool:
    """Does the line begin an item of a list?"""
    return bool(ITEM.match(fold(text)))


def continues(before: Line, line: Line, page_width: int) -> bool:
    """Did only the edge of the page part these two lines?"""
    if re.match(r"^[、。，．)）」』】］]", line.text):
        return True
    if is_item(line.text) or ADDRESS.match(line.text) or ADDRESS.search(before.text):
        return False
    if is_cut(before, page_width):
        return True
    full = bool(page_width) and width(before.text) >= page_width * 0.82
    if full and re.search(r"[）」)』】]$", before.text) and CONTINUES.match(line.text):
        return True
    return (
        line.blanks_before <= 1
        and len(before.text) >= 20
        and bool(re.search(r"[ぁ-ん]$", before.text))
        and not NOUN_ENDING.search(before.text)
        and not NEW_SENTENCE.match(line.text)
        and "。" in line.text
    )


def join(left: str, right: str) -> str:
    """Put two pieces of a sentence together; only words in Latin letters need a space."""
    if left[-1:].isascii() and left[-1:].isalnum() and right[:1].isascii() and right[:1].isalnum():
        return f"{left} {right}"
    return left + right


def reflow(lines: list[Line], page_width: int) -> str:
    """Return the paragraphs and list items of the lines, one each on its own line."""
    paragraphs: list[str] = []
    before: Line | None = None
    for line in lines:
        if before is not None and continues(before, line, page_width):
            paragraphs[-1] = join(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
        before = line
    return "\n".join(paragraphs)
