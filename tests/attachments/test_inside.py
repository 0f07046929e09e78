"""A file is read to its end before it is kept: what is packed into it, hung onto it or hidden behind its beginning."""

import struct
import tarfile
import zipfile
import zlib
from base64 import b64encode
from gzip import compress as gzip
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook

from privacyportal.attachments.content import ALLOWED, FileRefused, inspect
from privacyportal.attachments.inside import EICAR, KEPT, OTHER_ARCHIVES

LIMIT = 30 << 20
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
EMF = b"\x01\x00\x00\x00" + b"\x00" * 36 + b" EMF" + b"\x00" * 60
WMF = b"\xd7\xcd\xc6\x9a" + b"\x00" * 40
PROGRAM = b"MZ\x90\x00\x03" + b"\x00" * 200
WORD_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    b'.wordprocessingml.document.main+xml"/></Types>'
)


def packed(parts: dict[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def workbook() -> bytes:
    made, book = BytesIO(), Workbook()
    book.active.append(["委託先", "回答"])
    book.save(made)
    return made.getvalue()


def with_parts(whole: bytes, parts: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()} | parts)


def document() -> bytes:
    return packed({"[Content_Types].xml": WORD_TYPES, "word/document.xml": b"<document><body>x</body></document>"})


def png(width: int = 2, height: int = 2, *, after: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00\x00\x00" * 2)) + chunk(b"IEND", b"") + after
    )


def mail(name: str, content: bytes) -> bytes:
    return (
        b"From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<html><p>x</p></html>\r\n--b\r\n"
        b"Content-Type: application/octet-stream\r\n"
        b'Content-Disposition: attachment; filename="' + name.encode() + b'"\r\n\r\n' + content + b"\r\n--b--\r\n"
    )


def nameless(content: bytes, kind: str = "application/octet-stream") -> bytes:
    """A mail whose part has no name; programs for mail offer it all the same."""
    return (
        b"From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + b64encode(content)
        + b"\r\n--b--\r\n"
    )


def mailed(content: bytes) -> bytes:
    """A mail with another, taken along as a file."""
    return nameless(content, "application/octet-stream; name=a.eml")


def old_book() -> bytes:
    """What Office before 2007 writes of a book with macros, as far as it matters."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "_VBA_PROJECT".encode("utf-16-le")


def tape() -> bytes:
    made = BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"), BytesIO())
    return made.getvalue()


def lying() -> bytes:
    """An archive whose directory says that an entry is smaller than it is."""
    whole = bytearray(packed({"a.txt": b"x" * 100_000}))
    central = whole.rindex(b"PK\x01\x02")
    whole[central + 24 : central + 28] = struct.pack("<I", 10)
    return bytes(whole)


def locked() -> bytes:
    whole = bytearray(packed({"a.txt": b"x"}))
    whole[6] |= 1
    whole[whole.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(whole)


def packed_objects(
    said: bytes = b"/Type /ObjStm /First 8 /Filter /FlateDecode",
    objects: bytes = zlib.compress(b"<< /S /JavaScript /JS (app.alert(1)) >>"),
) -> bytes:
    """A PDF with packed objects, of which it says something."""
    return PDF + b"2 0 obj << " + said + b" >>\nstream\n" + objects + b"\nendstream\n%%EOF"


def old_sheets(kind: int) -> bytes:
    """A book of Excel before 2007 with a sheet of a kind: 0 is for figures, 1 for macros of Excel 4."""
    sheet = b"\x85\x00\x0e\x00" + struct.pack("<IBBBB", 1024, 0, kind, 6, 0) + b"Sheet1"
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + sheet + b"\x00" * 60


def relations(kind: str, target: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    ).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.pdf", packed_objects(objects=zlib.compress(b"1 0 << /Type /Page /JSon 1 >>"))),
        ("a.pdf", packed_objects(b"/Filter /DCTDecode /Subtype /Image", b"\xff\xd8")),
        ("a.pdf", PDF + b"trailer << /EncryptMetadata false >>"),
        ("a.zip", packed({"a.xls": old_sheets(0)})),
        ("a.xlsx", workbook()),
        ("a.docx", document()),
        ("a.docx", with_parts(document(), {"word/_rels/d.rels": relations("hyperlink", "https://example.com/")})),
        ("a.docx", with_parts(document(), {"word/embeddings/a.xlsx": workbook()})),
        ("a.zip", packed({"契約書.pdf": PDF, "回答/表.xlsx": workbook()})),
        ("a.zip", packed({"a.zip": packed({"a.txt": b"x"})})),
        ("a.png", png()),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 20 + b"\xff\xd9"),
        ("a.txt", "取引条件の説明。\n".encode("cp932") * 1000),
        ("a.csv", "番号,氏名\n1,髙橋\n".encode()),
        ("a.eml", mail("a.pdf", PDF)),
        ("a.eml", nameless(PDF, "application/pdf")),
        ("a.eml", nameless("MZ 様\n".encode(), "text/plain; charset=utf-8")),
        ("a.zip", packed({"a.eml": nameless(workbook(), "application/octet-stream; name=a.xlsx")})),
        ("a.zip", packed({"a.png": png(), "a.gif": b"GIF89a", "a.csv": b"1,2\n"})),
        (
            "a.docx",
            with_parts(
                document(),
                {"word/media/image1.png": png(), "word/media/b.emz": gzip(EMF), "word/media/c.wmz": gzip(WMF)},
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_people_send_is_kept(name: str, content: bytes) -> None:
    assert inspect(SimpleUploadedFile(name, content), limit=LIMIT).size == len(content)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", EICAR, "malware"),
        ("a.pdf", PDF + EICAR, "malware"),
        ("a.zip", packed({"a.txt": EICAR}), "malware"),
        ("a.zip", packed({"b.zip": packed({"a.txt": EICAR})}), "malware"),
        ("a.eml", mail("a.txt", EICAR), "malware"),
        ("a.xlsx", with_parts(workbook(), {"xl/vbaProject.bin": b"x"}), "macros"),
        ("a.xlsx", with_parts(workbook(), {"xl/macrosheets/sheet1.xml": b"<a/>"}), "macros"),
        ("a.docx", with_parts(document(), {"word/media/image1.png": PROGRAM}), "program"),
        ("a.docx", with_parts(document(), {"word/embeddings/o.bin": "\x01Ole10Native".encode("utf-16-le")}), "program"),
        ("a.zip", packed({"請求書.pdf.exe": b"x"}), "program"),
        ("a.zip", packed({"a.pdf.LNK": b"x"}), "program"),
        ("a.zip", packed({"a.pdf": PROGRAM}), "program"),
        ("a.zip", packed({"b.zip": packed({"a": b"\x7fELF"})}), "program"),
        ("a.eml", mail("a.js", b"x"), "program"),
        ("a.eml", mail("a.xlsx", b"cut off"), "damaged"),
        (
            "a.docx",
            with_parts(document(), {"word/_rels/s.rels": relations("attachedTemplate", "http://x/t")}),
            "active",
        ),
        ("a.pdf", PDF + b"<< /S /JavaScript /JS (x) >>", "active"),
        ("a.pdf", PDF + b"<< /S /J#61vaScript >>", "active"),
        ("a.pdf", PDF + b"<< /S /Launch /F (x) >>", "active"),
        ("a.pdf", packed_objects(), "active"),
        ("a.pdf", packed_objects(b"/Type /Obj#53tm /First 8 /Filter /FlateDecode"), "active"),
        ("a.pdf", packed_objects(b"/Type /ObjStm /Filter /Fl#61teDecode" + b" " * 5000), "active"),
        ("a.pdf", packed_objects(b"/N 1 /First 4 /Filter /FlateDecode"), "active"),
        ("a.pdf", packed_objects(b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]", b"789c>"), "damaged"),
        ("a.pdf", packed_objects(b"/Type /ObjStm /X (1 0 obj) /Filter [/FlateDecode /FlateDecode]"), "damaged"),
        ("a.pdf", packed_objects(b"/Type /ObjStm /Filter 9 0 R"), "damaged"),
        ("a.pdf", packed_objects(b"/Type /ObjStm /Filter /LZWDecode", b"x"), "damaged"),
        ("a.pdf", packed_objects(b"/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>"), "damaged"),
        ("a.pdf", packed_objects(objects=b"no stream of zlib"), "damaged"),
        ("a.pdf", packed_objects(objects=zlib.compress(b" " * (51 << 20))), "too_large"),
        ("a.pdf", PDF + b"trailer << /Root 1 0 R /Encrypt 5 0 R >>", "locked"),
        ("a.pdf", PDF + b"trailer << /#45ncrypt<< /Filter /Standard >> >>", "locked"),
        ("a.zip", packed({"a.xls": old_sheets(1)}), "macros"),
        ("a.docx", with_parts(document(), {"word/embeddings/o.bin": old_sheets(1)}), "macros"),
        ("a.docx", with_parts(document(), {"word/media/b.emz": gzip(b"x")}), "nested"),
        ("a.docx", with_parts(document(), {"word/media/b.emz": gzip(EMF) + gzip(b"x")}), "nested"),
        ("a.zip", packed({"a.wmz": b"7z\xbc\xaf\x27\x1c" + WMF}), "nested"),
        ("a.zip", packed({"b.zip": packed({"c.zip": packed({"d.zip": packed({"a": b"x"})})})}), "nested"),
        ("a.zip", packed({"a.txt": b"0" * (50 << 20)}), "ratio"),
        ("a.zip", packed({"b.zip": packed({"a.txt": b"0" * (50 << 20)})}), "ratio"),
        ("a.zip", packed({str(number): b"" for number in range(3000)}), "too_large"),
        ("a.zip", lying(), "damaged"),
        ("a.zip", locked(), "locked"),
        ("a.zip", packed({"../../etc/cron.d/a": b"x"}), "path"),
        ("a.zip", packed({"..\\..\\a": b"x"}), "path"),
        ("a.zip", packed({"C:/a": b"x"}), "path"),
        ("a.zip", packed({"/a": b"x"}), "path"),
        ("a.zip", b"PK\x03\x04junk in front" + packed({"a.txt": b"x"}), "damaged"),
        ("a.zip", packed({"a.txt": b"x"})[:-10], "damaged"),
        ("a.docx", with_parts(document(), {"word/styles.xml": b"<a>" * 2_000_000}), "markup"),
        ("a.docx", with_parts(document(), {"word/styles.xml": b"<!DOCTYPE a><a/>"}), "markup"),
        ("a.docx", workbook(), "other_content"),
        ("a.xlsx", packed({"a.txt": b"x"}), "other_content"),
        ("a.pdf", PDF + packed({"a.txt": b"x"}), "other_content"),
        ("a.pdf", b"x" * 10 + PDF, "other_content"),
        ("a.png", png(after=b"<script>alert(1)</script>"), "other_content"),
        ("a.png", png(after=packed({"a.txt": b"x"})), "other_content"),
        ("a.png", png()[:-4], "other_content"),
        ("a.png", png(60_000, 60_000), "too_large"),
        ("a.jpg", b"\xff\xd8\xff\xe0<script>\xff\xd9", "other_content"),
        ("a.txt", b"x" * 5000 + b"<script>alert(1)</script>", "other_content"),
        ("a.txt", b"x" * ((1 << 20) - 3) + b"<script>", "other_content"),
        ("a.csv", b"x" * 5000 + b"\x00", "other_content"),
        ("a.eml", nameless(PROGRAM), "program"),
        ("a.eml", nameless(EICAR, "text/plain"), "malware"),
        ("a.eml", nameless(packed({"a.exe": b"x"}), "application/zip"), "program"),
        ("a.eml", nameless(mail("a.exe", b"x"), "message/rfc822"), "damaged"),
        ("a.eml", mail("a.pdf", PDF + b"<< /S /JavaScript /JS (x) >>"), "active"),
        ("a.zip", packed({"a.pdf": PDF + b"<< /S /Launch /F (x) >>"}), "active"),
        ("a.zip", packed({"a.pdf": b"<html><script>x</script>"}), "other_content"),
        ("a.zip", packed({"a.png": b"<svg>"}), "other_content"),
        ("a.zip", packed({"b.zip": b"no archive"}), "damaged"),
        ("a.zip", packed({"a.eml": mail("a.exe", b"x")}), "program"),
        ("a.zip", packed({"word/vbaProject.bin": b"x"}), "macros"),
        ("a.zip", packed({"a.xls": old_book()}), "macros"),
        ("a.eml", nameless(old_book(), "application/vnd.ms-excel"), "macros"),
        ("a.docx", with_parts(document(), {"word/embeddings/o.bin": old_book()}), "macros"),
        *[("a.zip", packed({"a.dat": beginning + b"x" * 99}), "nested") for beginning in OTHER_ARCHIVES],
        ("a.zip", packed({"a.lzh": b"\x22\x9b-lh5-" + b"x" * 99}), "nested"),
        ("a.zip", packed({"a.tar": tape()}), "nested"),
        ("a.zip", packed({"a.eml": mailed(mailed(mailed(b"x")))}), "nested"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_harm_is_refused_with_the_reason(name: str, content: bytes, code: str) -> None:
    with translation.override("en"), pytest.raises(FileRefused) as refused:
        inspect(SimpleUploadedFile(name, content), limit=LIMIT)
    assert (refused.value.code, str(refused.value).startswith(name)) == (f"attachments.{code}", True)


def test_every_kind_that_is_kept_is_known_where_it_is_packed() -> None:
    assert frozenset(ALLOWED) == KEPT
