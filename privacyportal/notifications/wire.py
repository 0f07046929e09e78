"""How does a mail stand on the wire? Parts in base64, Japanese headers folded as RFC 2047 wants, written directly.

The library would take every header apart to fold it, and go through every line of every part: three times the time.
"""

import secrets
from binascii import b2a_base64
from collections.abc import Sequence
from email import message_from_bytes
from email.message import Message as MimeMessage
from email.utils import formataddr
from functools import lru_cache

from django.core.mail import EmailMultiAlternatives

from privacyportal.notifications.registry import Attachment

UTF8 = "utf-8"
CRLF = "\r\n"
FOLD = f"{CRLF} "
LONGEST_LINE = 76
# So many bytes of text make an encoded word of 64 characters: beside the longest name of a header that takes words it
# stays on a line of 76 (RFC 2047, section 2).
WORD_BYTES = 39
MANY_NAMES = 512
# The same few people get most mails.
plain_address = lru_cache(maxsize=MANY_NAMES)(formataddr)


class Mail(EmailMultiAlternatives):
    """A mail with a text, its HTML and files (parts, written); no encoded word is over 75 characters, no header begins
    with a fold.

    Names and subject are single lines: who composes sees to that.
    """

    def __init__(
        self,
        *,
        subject: str,
        body: str,
        sender: tuple[str, str],
        recipient: tuple[str, str],
        headers: dict[str, str] | None = None,
        files: Sequence[str] = (),
    ) -> None:
        to = [plain_address(recipient)]
        super().__init__(subject=subject, body=body, from_email=plain_address(sender), to=to, headers=headers)
        self.sender, self.recipient, self.files = sender, recipient, files

    def message(self) -> MimeMessage:  # type: ignore[override]  # the stubs describe a later Django
        """The mail as the server gets it, taken apart again."""
        return message_from_bytes(as_bytes(self))


def as_bytes(mail: Mail) -> bytes:
    """A mail's text for the mail server, with lines that end in CRLF.

    :raises ValueError: when a header holds what no header can.
    """
    texts = [("plain", mail.body), *(("html", html) for html, _kind in mail.alternatives)]
    whole = multipart("alternative", [part(f"text/{kind}", str(text).encode(), charset=UTF8) for kind, text in texts])
    if mail.files:
        whole = multipart("mixed", [whole, *mail.files])
    headers = [
        field("MIME-Version", "1.0"),
        f"Subject: {text_of(str(mail.subject))}",
        f"From: {address(*mail.sender)}",
        f"To: {address(*mail.recipient)}",
        *(field(name, str(value)) for name, value in mail.extra_headers.items()),
    ]
    return (CRLF.join(headers) + CRLF + whole).encode("ascii")


def multipart(kind: str, parts: Sequence[str]) -> str:
    """Parts held together; no line of base64 can look like the boundary, so none has to be searched for it."""
    boundary = f"=_{secrets.token_hex(16)}"
    inside = "".join(f"--{boundary}{CRLF}{one}" for one in parts)
    head = field("Content-Type", f'multipart/{kind};{FOLD}boundary="{boundary}"')
    return f"{head}{CRLF}{CRLF}{inside}--{boundary}--{CRLF}"


def part(kind: str, content: bytes, *, file: str = "", **parameters: str) -> str:
    """One part, byte for byte; `file` is the plain name of one to be kept as a file."""
    described = "".join(f'; {name}="{value}"' for name, value in parameters.items())
    named = field("Content-Disposition", f'attachment; filename="{file}"') + CRLF if file else ""
    head = f"{field('Content-Type', kind + described)}{CRLF}Content-Transfer-Encoding: base64{CRLF}{named}"
    written = b2a_base64(content, newline=False).decode("ascii")
    lines = [written[begin : begin + LONGEST_LINE] for begin in range(0, len(written), LONGEST_LINE)]
    return f"{head}{CRLF}{CRLF.join(lines)}{CRLF}"


def file_part(file: Attachment) -> str:
    """A file that goes with a mail; it is written now."""
    return part(file.kind, file.content(), file=file.name, **file.parameters)


def field(name: str, value: str) -> str:
    """A header of plain characters.

    :raises ValueError: when it holds others, or would begin a header of its own.
    """
    if not all(line.isascii() and line.isprintable() for line in value.split(FOLD)):
        raise ValueError(f"{name} cannot be written")
    return f"{name}: {value}"


def text_of(text: str) -> str:
    """Words for a header: as they are where they are short and plain, else encoded."""
    is_plain = text.isascii() and text.isprintable() and "=?" not in text
    return text if is_plain and len(text) <= LONGEST_LINE - len("Subject: ") else encoded(text)


@lru_cache(maxsize=MANY_NAMES)
def address(name: str, mailbox: str) -> str:
    """A name and its mailbox as the value of a header; the same few people get most mails.

    :raises ValueError: when the mailbox holds what no header can.
    """
    field("To", mailbox)
    if text_of(name) == name:
        return formataddr((name, mailbox))
    return f"{encoded(name)}{FOLD}<{mailbox}>"


def encoded(text: str) -> str:
    """Encoded words, a line each; no character is cut in two (RFC 2047, section 5)."""
    words, word = [], b""
    for character in text:
        more = character.encode()
        if len(word) + len(more) > WORD_BYTES:
            words.append(word)
            word = b""
        word += more
    return FOLD.join(f"=?utf-8?b?{b2a_base64(one, newline=False).decode()}?=" for one in (*words, word))
