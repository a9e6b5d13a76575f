"""What a file is by its content, whatever it is called; a wrong kind is named with the way out."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Collection
from enum import Enum
from pathlib import Path

from django.utils.translation import gettext as _

from core.imports.errors import FileRefused, refuse

START = 4096
LARGEST_LOOK = 64 * 1024**2  # where the directory of an old workbook may lie
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DOCUMENTS = frozenset({"word/document.xml", "ppt/presentation.xml"})
ODF = b"application/vnd.oasis.opendocument."


class FileKind(Enum):
    """The kinds that are told apart; the doors read TEXT, XLSX, ODS, XML and JSON."""

    TEXT = "text"
    XML = "xml"
    JSON = "json"
    XLSX = "xlsx"
    ODS = "ods"
    HTML = "html"
    XLS = "xls"
    XLSB = "xlsb"
    PROTECTED = "protected"
    DOCUMENT = "document"
    PDF = "pdf"
    ARCHIVE = "archive"
    PICTURE = "picture"
    OTHER = "other"


SHEETS = frozenset({FileKind.XLSX, FileKind.ODS})
TABLES = frozenset({FileKind.TEXT, *SHEETS})
STARTS = (
    (b"%PDF", FileKind.PDF),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\xfd7zXZ\x00", FileKind.ARCHIVE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", FileKind.ARCHIVE),
    (b"\x89PNG", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"{\\rtf", FileKind.DOCUMENT),
    (codecs.BOM_UTF32_LE, FileKind.OTHER),  # begins as UTF-16 does
)


STREAMS = {  # of the old formats of Office, which all begin alike
    "EncryptedPackage": FileKind.PROTECTED,
    "WordDocument": FileKind.DOCUMENT,
    "PowerPoint Document": FileKind.DOCUMENT,
    "__nameid_version1.0": FileKind.OTHER,  # a mail of Outlook
}


def kind_of(path: Path) -> FileKind:
    """What the first bytes, and for packed files the names inside, say the file is."""
    with path.open("rb") as file:
        start = file.read(START)
    if start.startswith(b"PK\x03\x04"):
        return _packed(path)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(path)
    for magic, kind in STARTS:
        if start.startswith(magic):
            return kind
    if b"\x00" in start and not start.startswith(UTF16):
        return FileKind.OTHER
    return _text(start)


def _text(start: bytes) -> FileKind:
    plain = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if plain.startswith((b"<!doctype html", b"<html", b"<table", b"mime-version:")):
        return FileKind.HTML
    if plain.startswith(b"{"):
        return FileKind.JSON
    return FileKind.XML if plain.startswith(b"<") else FileKind.TEXT


def _packed(path: Path) -> FileKind:
    """A workbook, a text document, or an archive of files."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            is_protected = "META-INF/manifest.xml" in names and b"encryption-data" in (
                archive.open("META-INF/manifest.xml").read(START * 16)
            )
            mimetype = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        return FileKind.XLSX  # a damaged one: the reader of workbooks says what is wrong
    if is_protected:
        return FileKind.PROTECTED
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if DOCUMENTS & names or mimetype.startswith((ODF + b"text", ODF + b"presentation")):
        return FileKind.DOCUMENT
    if "Index/Document.iwa" in names:  # of Apple's programs
        return FileKind.OTHER
    return FileKind.ODS if "content.xml" in names else FileKind.ARCHIVE


def _old_office(path: Path) -> FileKind:
    with path.open("rb") as file:
        content = file.read(LARGEST_LOOK)
    for stream, kind in STREAMS.items():
        if stream.encode("utf-16-le") in content:
            return kind
    return FileKind.XLS


def require_kind(path: Path, allowed: Collection[FileKind], *, named: str = "") -> FileKind:
    """The kind of the file. Raises FileRefused with what it is and the way out of it.

    `named` is the one format of a door that reads no tables, e.g. GeoJSON.
    """
    kind = kind_of(path)
    if kind not in allowed:
        raise refuse_kind(path, kind, allowed, named=named)
    return kind


def refuse_kind(
    path: Path, kind: FileKind, allowed: Collection[FileKind], *, named: str = ""
) -> FileRefused:
    """The refusal of a file of another kind than the door reads."""
    message = f"{_what(kind)} {_way_out(kind, set() if named else allowed)}"
    return refuse(message % {"file": path.name, "formats": named or _formats(allowed)})


def _what(kind: FileKind) -> str:
    return {
        FileKind.XLS: _("“%(file)s” is a workbook of the old Excel format (.xls)."),
        FileKind.XLSB: _("“%(file)s” is a binary workbook (.xlsb)."),
        FileKind.PROTECTED: _("“%(file)s” is protected by a password."),
        FileKind.DOCUMENT: _("“%(file)s” is a text document or a presentation and no table."),
        FileKind.PDF: _("“%(file)s” is a PDF and no table."),
        FileKind.ARCHIVE: _("“%(file)s” is a packed archive."),
        FileKind.PICTURE: _("“%(file)s” is a picture."),
        FileKind.HTML: _("“%(file)s” is a web page (HTML)."),
        FileKind.XML: _("“%(file)s” is an XML file."),
        FileKind.JSON: _("“%(file)s” is a JSON file."),
        FileKind.XLSX: _("“%(file)s” is an Excel workbook (XLSX)."),
        FileKind.ODS: _("“%(file)s” is an OpenDocument workbook (ODS)."),
        FileKind.TEXT: _("“%(file)s” is a text file."),
        FileKind.OTHER: _("“%(file)s” is neither a text file nor a workbook."),
    }[kind]


def _way_out(kind: FileKind, allowed: Collection[FileKind]) -> str:
    if kind == FileKind.PROTECTED:
        return _("Open it, remove the password, and save it as %(formats)s.")
    if kind == FileKind.ARCHIVE:
        return _("Unpack it and choose the file inside (%(formats)s).")
    if kind in {FileKind.XLS, FileKind.XLSB, FileKind.HTML, *SHEETS} and TABLES & set(allowed):
        return _("Open it in Excel or LibreOffice and save it as %(formats)s.")
    if kind == FileKind.OTHER and FileKind.TEXT in allowed:
        return _("What is read here: %(formats)s; text in the encoding UTF-8.")
    return _("What is read here: %(formats)s.")


def _formats(allowed: Collection[FileKind]) -> str:
    names = {
        FileKind.XLSX: "XLSX",
        FileKind.ODS: "ODS",
        FileKind.TEXT: "CSV",
        FileKind.XML: "XML",
    }
    return ", ".join(name for kind, name in names.items() if kind in allowed)
