"""What came back by mail: is it a report that a mail of ours did not arrive, for good or for now, and which mail?

Reports in the standard form (RFC 3464) are read as such; of the many others the sender, the words (Japanese too) and
flufl.bounce's knowledge of old mail servers decide. A mail that no machine sent is never a report.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from enum import Enum

from flufl.bounce import all_failures

OURS = re.compile(r"<[0-9a-f]{40}@[^<>\s]+>")
ADDRESS = re.compile(r"[A-Za-z0-9._%+/=-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
MACHINES = re.compile(
    r"mailer-?daemon|postmaster|mail delivery|microsoftexchange|mdaemon|メール配送|配送システム", re.I
)
REPLIES = re.compile(
    r"自動返信|自動応答|不在通知|不在のお知らせ|out of (the )?office|automatic reply|auto.?reply|abwesen|absence", re.I
)
SOFT = re.compile(
    r"mailbox (is )?full|over ?quota|quota exceeded|will (keep|continue) (trying|to try)|still (trying|being retried)|"
    r"delay(ed)?\b|temporar|try again later|容量|一時的|遅延|再送を試み|再試行|混雑|満杯",
    re.I,
)
HARD = re.compile(
    r"user unknown|unknown user|unknown local|no such (user|person|mailbox|recipient|address)|"
    r"(does|do)(n't| not) exist|invalid (recipient|mailbox|address)|not a valid|recipient (address )?rejected|"
    r"(address|account|mailbox) not found|mailbox unavailable|unrouteable|no mailbox here|"
    r"(account|address) (has been )?(disabled|deactivated|inactive)|host (or domain name )?(not found|unknown)|"
    r"宛先不明|存在しない|存在しません|見つかりません|無効な(宛先|アドレス)|アドレスが無効|受信(が|を)拒否",
    re.I,
)
# 5.2.2 full, 5.2.3 and 5.3.4 too large, 5.3.x the system, 5.4.x the way there: the address itself may be good.
FOR_NOW = ("5.2.2", "5.2.3", "5.3.", "5.4.5", "5.4.6", "5.4.7", "4.")


class Verdict(Enum):
    """What a mail that came in is."""

    HARD = "hard"
    SOFT = "soft"
    AUTO_REPLY = "auto_reply"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came in: which of our mails it names (by Message-ID), which address it speaks of, what it says of that."""

    verdict: Verdict
    message_ids: tuple[str, ...] = ()
    address: str = ""
    said: str = ""


def recognise(raw: bytes) -> Report:
    """Tell what a mail is, from its bytes as they came in; whatever stands in them, this ends in an answer."""
    mail = message_from_bytes(raw)
    texts = "\n".join(_texts(mail))
    ids = tuple(
        dict.fromkeys(OURS.findall("\n".join((_header(mail, "In-Reply-To"), _header(mail, "References"), texts))))
    )
    fields = _status_fields(mail)
    if fields:
        return _standard(fields, ids)
    if _is_reply(mail):
        return Report(verdict=Verdict.AUTO_REPLY, message_ids=ids, address=parseaddr(_header(mail, "From"))[1])
    if not _is_from_a_machine(mail):
        return Report(verdict=Verdict.OTHER, message_ids=ids)
    return _by_words(mail, texts, ids)


def _standard(fields: dict[str, str], ids: tuple[str, ...]) -> Report:
    """What the machine-readable part says (RFC 3464, 2.3)."""
    action, status = fields.get("action", "").lower(), fields.get("status", "")
    said = fields.get("diagnostic-code", "") or status
    address = _mailbox(fields.get("original-recipient", "")) or _mailbox(fields.get("final-recipient", ""))
    if action == "delayed" or (action == "failed" and status.startswith(FOR_NOW)):
        verdict = Verdict.SOFT
    elif action == "failed":
        verdict = Verdict.SOFT if SOFT.search(said) and not HARD.search(said) else Verdict.HARD
    else:
        verdict = Verdict.OTHER  # delivered, relayed, expanded: a receipt
    return Report(verdict=verdict, message_ids=ids, address=address, said=_one_line(said))


def _by_words(mail: Message, texts: str, ids: tuple[str, ...]) -> Report:
    """What a report without a machine-readable part says."""
    said = f"{_header(mail, 'Subject')}\n{texts}"
    temporary, permanent = all_failures(mail)
    known = [address.decode(errors="replace") for address in sorted(permanent) + sorted(temporary)]
    named = ADDRESS.findall(_header(mail, "X-Failed-Recipients")) or known or _addresses(mail, texts)
    hard, soft = HARD.search(said), SOFT.search(said)
    code = STATUS.search(said)
    if hard and not (soft and soft.start() < hard.start() and code is not None and code[1] == "4"):
        verdict, words = Verdict.HARD, hard[0]
    elif soft or temporary or (code is not None and code[1] == "4"):
        verdict, words = Verdict.SOFT, soft[0] if soft else ""
    elif permanent or (code is not None and code[1] == "5"):
        verdict, words = Verdict.HARD, ""
    else:
        return Report(verdict=Verdict.OTHER, message_ids=ids)
    line = next((row for row in said.splitlines() if words and words in row), "")
    return Report(verdict=verdict, message_ids=ids, address=named[0] if named else "", said=_one_line(line))


def _status_fields(mail: Message) -> dict[str, str]:
    """The fields of the first recipient in a delivery status; nothing where there is none."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in (found for found in blocks if isinstance(found, Message)) if isinstance(blocks, list) else ():
            fields = {name.lower(): _decoded(value) for name, value in block.items()}
            if "action" in fields or "final-recipient" in fields:
                return fields
    return {}


def _is_reply(mail: Message) -> bool:
    submitted = _header(mail, "Auto-Submitted").lower()
    if submitted.startswith("auto-replied") or _header(mail, "X-Autoreply") or _header(mail, "X-Autorespond"):
        return not _is_from_a_machine(mail)
    is_bulk = _header(mail, "Precedence").lower() == "auto_reply"
    return (is_bulk or REPLIES.search(_header(mail, "Subject")) is not None) and not _is_from_a_machine(mail)


def _is_from_a_machine(mail: Message) -> bool:
    sender = _header(mail, "From")
    return MACHINES.search(sender) is not None or (_header(mail, "Return-Path") == "<>" and not parseaddr(sender)[1])


def _texts(mail: Message) -> Iterator[str]:
    """All that can be read: text in whatever character set, and the headers of what came back."""
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            yield _text(payload if isinstance(payload, bytes) else b"", part.get_content_charset())
        if part is not mail and part["Message-ID"]:
            yield str(part["Message-ID"])


def _text(content: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8", "iso-2022-jp", "cp932"):
        try:
            return content.decode(name or "us-ascii")
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", errors="replace")


def _addresses(mail: Message, texts: str) -> list[str]:
    """The addresses that a text names, without ours and the machine's own."""
    own = {parseaddr(_header(mail, name))[1].lower() for name in ("From", "To")}
    bare = OURS.sub("", texts)
    return [found for found in ADDRESS.findall(bare) if found.lower() not in own]


def _header(mail: Message, name: str) -> str:
    return _decoded(mail[name]) if mail[name] is not None else ""


def _decoded(value: object) -> str:
    try:
        return str(make_header(decode_header(str(value))))
    except (LookupError, UnicodeDecodeError, ValueError):
        return str(value)


def _mailbox(field: str) -> str:
    """The address in a recipient field: `rfc822; someone@firm.example`."""
    found = ADDRESS.search(field.rpartition(";")[2])
    return found[0] if found else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500]
