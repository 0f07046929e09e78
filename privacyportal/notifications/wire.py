"""How does a mail stand on the wire? Parts in base64, Japanese headers folded as RFC 2047 wants, cheaply."""

import secrets
from collections.abc import Sequence
from email.encoders import encode_base64
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message as MimeMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import Compat32
from email.utils import formataddr
from io import BytesIO
from typing import Any

from django.core.mail import EmailMultiAlternatives

from privacyportal.notifications.registry import Attachment

UTF8 = "utf-8"
CRLF = "\r\n"
LONGEST_LINE = 76


class ShortHeaders(Compat32):
    """Writes a short ASCII header as it is; the library would take it apart and fold it, which costs a millisecond."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header's lines with their ends."""
        is_short = isinstance(value, str) and value.isascii() and len(name) + len(value) + 2 <= LONGEST_LINE
        if is_short and value.isprintable():
            return f"{name}: {value}{self.linesep}".encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


POLICY = ShortHeaders(linesep=CRLF)


class Mail(EmailMultiAlternatives):
    """A mail with a text, its HTML and files; no encoded word is over 75 characters, no header begins with a fold.

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
    ) -> None:
        to = [formataddr(recipient)]
        super().__init__(subject=subject, body=body, from_email=formataddr(sender), to=to, headers=headers)
        self.sender, self.recipient = sender, recipient

    def message(self) -> MIMEMultipart:  # type: ignore[override]  # the stubs describe a later Django
        """The mail as the server gets it."""
        texts = [("plain", self.body), *(("html", html) for html, _kind in self.alternatives)]
        mime: Any = multipart(
            "alternative", [part("text", kind, str(text).encode(), charset=UTF8) for kind, text in texts]
        )
        if self.attachments:
            mime = multipart("mixed", [mime, *self.attachments])
        mime["MIME-Version"] = "1.0"
        mime["Subject"] = Header(str(self.subject), UTF8, header_name="Subject")
        mime["From"] = address("From", *self.sender)
        mime["To"] = address("To", *self.recipient)
        for name, value in self.extra_headers.items():
            mime[name] = value
        return mime


def multipart(kind: str, parts: Sequence[MimeMessage]) -> MIMEMultipart:
    """Parts held together; no line of base64 can look like the boundary, so none has to be searched for it."""
    whole = MIMEMultipart(kind, boundary=f"=_{secrets.token_hex(16)}", _subparts=parts)
    del whole["MIME-Version"]
    return whole


def part(maintype: str, subtype: str, content: bytes, **parameters: str) -> MIMENonMultipart:
    """One part, byte for byte."""
    made = MIMENonMultipart(maintype, subtype)
    del made["MIME-Version"]
    for name, value in parameters.items():
        made.set_param(name, value)
    made.set_payload(content)
    encode_base64(made)
    return made


def file_part(file: Attachment) -> MIMENonMultipart:
    """A file that goes with a mail; it is written now."""
    maintype, _slash, subtype = file.kind.partition("/")
    made = part(maintype, subtype, file.content(), **file.parameters)
    made.add_header("Content-Disposition", "attachment", filename=file.name)
    return made


def address(header: str, name: str, mailbox: str) -> Header | str:
    """A name and its mailbox as the value of a header."""
    if name.isascii():
        return formataddr((name, mailbox))
    words = Header(name, UTF8, header_name=header)
    words.append(f"<{mailbox}>", "us-ascii")
    return words


def as_bytes(mime: MimeMessage) -> bytes:
    """A mail's text for the mail server, with lines that end in CRLF."""
    text = BytesIO()
    BytesGenerator(text, mangle_from_=False, policy=POLICY).flatten(mime, linesep=CRLF)
    return text.getvalue()
