"""Reports, replies and ordinary mails, own-written after the forms that mail servers and carriers use."""

# ruff: noqa: E501  Rows of a table.

from email.header import Header

OURS = "<0123456789abcdef0123456789abcdef01234567@portal.example>"
GONE = "sato@partner.example"


def mail(sender: str, subject: str, body: str, *, charset: str = "utf-8", headers: str = "") -> bytes:
    """A mail of one text part."""
    head = (
        f"From: {sender}\r\nTo: privacyportal@portal.example\r\n{headers}"
        f"Subject: {Header(subject, charset if not subject.isascii() else 'us-ascii').encode()}\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n"
        f"Content-Transfer-Encoding: {'7bit' if charset == 'iso-2022-jp' else '8bit'}\r\n\r\n"
    )
    return head.encode() + body.replace("\n", "\r\n").encode(charset)


def dsn(
    action: str, status: str, said: str, *, sender: str = "MAILER-DAEMON@mx.portal.example", words: str = "",
    charset: str = "utf-8", original: str = "", final: str = GONE, returned: str = "message/rfc822",
) -> bytes:  # fmt: skip
    """A report in the standard form (RFC 3464)."""
    first = f"Original-Recipient: rfc822; {original}\r\n" if original else ""
    text = (
        f"From: Mail Delivery System <{sender}>\r\nTo: privacyportal@portal.example\r\n"
        "Return-Path: <>\r\nAuto-Submitted: auto-replied\r\nSubject: Delivery Status Notification\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
        f"--B\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n@WORDS@\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.portal.example\r\n\r\n"
        f"{first}Final-Recipient: rfc822; {final}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {said}\r\n\r\n"
        f"--B\r\nContent-Type: {returned}\r\n\r\nFrom: privacyportal@portal.example\r\nTo: {GONE}\r\n"
        f"Message-ID: {OURS}\r\nSubject: test\r\n\r\n--B--\r\n"
    )
    return text.encode().replace(b"@WORDS@", words.encode(charset))


BACK = f"\n--- Original ---\nTo: {GONE}\nMessage-ID: {OURS}\n"
DAEMON = "MAILER-DAEMON@mx.partner.example"

# name: (the mail, what it is, the address it speaks of, whether it names our mail)
CORPUS: dict[str, tuple[bytes, str, str, bool]] = {
    "postfix unknown": (dsn("failed", "5.1.1", f"550 5.1.1 <{GONE}>: User unknown in local table"), "hard", GONE, True),
    "postfix delayed": (dsn("delayed", "4.4.1", "connect to mx: Connection timed out"), "soft", GONE, True),
    "postfix expired": (dsn("failed", "4.4.1", "Host or domain name lookup timed out"), "soft", GONE, True),
    "postfix no host": (dsn("failed", "5.4.4", "Host or domain name not found. type=A: Host not found"), "hard", GONE, True),
    "headers only": (dsn("failed", "5.1.1", "550 No such user", returned="text/rfc822-headers"), "hard", GONE, True),
    "full, for good": (dsn("failed", "5.2.2", "552 5.2.2 Mailbox full"), "soft", GONE, True),
    "full, for now": (dsn("failed", "4.2.2", "452 4.2.2 Over quota"), "soft", GONE, True),
    "too large": (dsn("failed", "5.3.4", "552 message too large"), "soft", GONE, True),
    "disabled": (dsn("failed", "5.2.1", "550 5.2.1 The account is disabled"), "hard", GONE, True),
    "blocked by policy": (dsn("failed", "5.7.1", "550 5.7.1 Message rejected"), "hard", GONE, True),
    "forwarded": (
        dsn("failed", "5.1.1", "550 unknown", original=GONE, final="sato.new@elsewhere.example"), "hard", GONE, True,
    ),
    "receipt": (dsn("delivered", "2.0.0", "250 OK"), "other", GONE, True),
    "relayed": (dsn("relayed", "2.1.9", "250 relayed"), "other", GONE, True),
    "iso-2022-jp words": (
        dsn("failed", "5.0.0", "550 Unknown user", words="次の宛先にメールを配送できませんでした。", charset="iso-2022-jp"),
        "hard", GONE, True,
    ),
    "exchange online": (
        dsn(
            "failed", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            sender="postmaster@partner.example", words="メールを受信者に配信できませんでした。",
        ),
        "hard", GONE, True,
    ),
    "exchange full": (
        dsn("failed", "5.2.2", "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException"),
        "soft", GONE, True,
    ),
    "docomo dsn": (
        dsn("failed", "5.0.0", "550 Unknown user sato@docomo.example", final="sato@docomo.example"),
        "hard", "sato@docomo.example", True,
    ),
    "au dsn": (
        dsn("failed", "5.1.1", "550 <sato@ezweb.example>: User unknown", final="sato@ezweb.example"),
        "hard", "sato@ezweb.example", True,
    ),
    "docomo text": (
        mail(
            "mail delivery <postmaster@docomo.example>", "送信エラー",
            "あて先のメールアドレスが見つかりませんでした。\nsato@docomo.example\n" + BACK, charset="iso-2022-jp",
        ),
        "hard", "sato@docomo.example", True,
    ),
    "au text": (
        mail(
            "MAILER-DAEMON@ezweb.example", "Mail System Error - Returned Mail",
            "次のあて先へのメッセージはエラーのため送信できませんでした。\n送信先メールアドレスが存在しません。\n"
            "<sato@ezweb.example>\n" + BACK, charset="iso-2022-jp",
        ),
        "hard", "sato@ezweb.example", True,
    ),
    "softbank text": (
        mail(
            "Mail Delivery Subsystem <MAILER-DAEMON@softbank.example>", "Returned mail: see transcript for details",
            "550 Invalid recipient: <sato@softbank.example>\n" + BACK,
        ),
        "hard", "sato@softbank.example", True,
    ),
    "carrier refuses": (
        mail(
            "postmaster@docomo.example", "メールをお届けできませんでした",
            "受信者の設定により受信が拒否されました。\nsato@docomo.example\n" + BACK, charset="iso-2022-jp",
        ),
        "hard", "sato@docomo.example", True,
    ),
    "carrier full": (
        mail(
            "postmaster@softbank.example", "メール配信エラー",
            "受信者のメールボックスの容量を超えています。\nsato@softbank.example\n" + BACK, charset="iso-2022-jp",
        ),
        "soft", "sato@softbank.example", True,
    ),
    "shift_jis": (
        mail(DAEMON, "宛先不明", f"宛先不明のため返送します。\n{GONE}\n{BACK}", charset="shift_jis"), "hard", GONE, True,
    ),
    "qmail": (
        mail(
            DAEMON, "failure notice",
            "Hi. This is the qmail-send program at mx.partner.example.\nI'm afraid I wasn't able to deliver your message to "
            "the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
            f"<{GONE}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n{BACK}",
        ),
        "hard", GONE, True,
    ),
    "qmail host": (
        mail(
            DAEMON, "failure notice",
            f"Hi. This is the qmail-send program.\n<{GONE}>:\nSorry, I couldn't find any host named partner.example. (#5.1.2)\n{BACK}",
        ),
        "hard", GONE, True,
    ),
    "exim": (
        mail(
            "Mail Delivery System <Mailer-Daemon@mx.partner.example>", "Mail delivery failed: returning message to sender",
            f"A message that you sent could not be delivered.\n\n  {GONE}\n    Unrouteable address\n{BACK}",
            headers=f"X-Failed-Recipients: {GONE}\r\n",
        ),
        "hard", GONE, True,
    ),
    "exim delayed": (
        mail(
            "Mail Delivery System <Mailer-Daemon@mx.partner.example>", "Warning: message delayed 24 hours",
            f"The address to which the message has not yet been delivered is:\n  {GONE}\nNo action is required on your part. "
            f"Delivery attempts will continue; we will keep trying.\n{BACK}",
        ),
        "soft", GONE, True,
    ),
    "delayed in Japanese": (
        mail(
            DAEMON, "配送遅延のお知らせ",
            f"次の宛先への配送が遅延しています。再送を試みます。\n{GONE}\n{BACK}", charset="iso-2022-jp",
        ),
        "soft", GONE, True,
    ),
    "sendmail": (
        mail(
            "Mail Delivery Subsystem <MAILER-DAEMON@mx.partner.example>", "Returned mail: User unknown",
            f"   ----- The following addresses had permanent fatal errors -----\n<{GONE}>\n\n   ----- Transcript -----\n"
            f"550 5.1.1 <{GONE}>... User unknown\n{BACK}",
        ),
        "hard", GONE, True,
    ),
    "german": (
        mail(
            "Postmaster <postmaster@partner.example>", "Unzustellbar", f"550 5.1.1 {GONE}: Empfaenger unbekannt\n{BACK}",
        ),
        "hard", GONE, True,
    ),
    "out of office": (
        mail(
            GONE, "Automatic reply: reminder", "I am out of the office until Monday.",
            headers=f"Auto-Submitted: auto-replied\r\nIn-Reply-To: {OURS}\r\n",
        ),
        "auto_reply", GONE, True,
    ),
    "不在通知": (
        mail(GONE, "自動返信：不在のお知らせ", "12月7日まで不在にしております。", charset="iso-2022-jp"),
        "auto_reply", GONE, False,
    ),
    "auto reply by precedence": (
        mail(GONE, "Re: test", "Danke, wir melden uns.", headers="Precedence: auto_reply\r\n"), "auto_reply", GONE, False,
    ),
    "an answer by a person": (
        mail(GONE, "Re: ご連絡", "佐藤です。前任者のアドレスは存在しません。", headers=f"In-Reply-To: {OURS}\r\n"),
        "other", "", True,
    ),
    "a person quotes a report": (
        mail(GONE, "Fwd: Undelivered", "See below: 550 5.1.1 User unknown"), "other", "", False,
    ),
    "newsletter": (mail("news@shop.example", "セールのお知らせ", "在庫一掃セール"), "other", "", False),
    "a report without anything to read": (mail(DAEMON, "Notice", "Hello"), "other", "", False),
    "broken": (b"\xff\xfe\x00From:?\r\nContent-Type: multipart/report; boundary\r\n\r\n--\xff", "other", "", False),
    "empty": (b"", "other", "", False),
}  # fmt: skip
