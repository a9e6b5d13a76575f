"""What a file is by its content, and the way out of a wrong kind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from core.imports.errors import FileRefused
from core.imports.kind import SHEETS, TABLES, FileKind, kind_of, refuse_kind, require_kind

XML_ONLY = frozenset({FileKind.XML})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*names: str, manifest: str = "", mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
        if mimetype:
            archive.writestr("mimetype", mimetype)
    return out.getvalue()


ODF = "application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"id;name", FileKind.TEXT),
        (b"", FileKind.TEXT),
        ("id;name".encode("utf-16"), FileKind.TEXT),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", FileKind.XML),
        (b"  \r\n<liste/>", FileKind.XML),
        ("<liste/>".encode("utf-16"), FileKind.XML),
        (b"<!DOCTYPE HTML><p>", FileKind.HTML),
        (b"\n<TABLE>", FileKind.HTML),
        (b"BZh91AY", FileKind.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
        (b"\xfd7zXZ\x00", FileKind.ARCHIVE),
        (b"Rar!\x1a", FileKind.ARCHIVE),
        (b"\x28\xb5\x2f\xfd", FileKind.ARCHIVE),
        (b"\xff\xd8\xff\xe0", FileKind.PICTURE),
        (b"GIF89a", FileKind.PICTURE),
        (b"{\\rtf1", FileKind.DOCUMENT),
        ("id".encode("utf-32"), FileKind.OTHER),
        (b"id\x00", FileKind.OTHER),
        (OLE, FileKind.XLS),
        (OLE + "EncryptedPackage".encode("utf-16-le"), FileKind.PROTECTED),
        (OLE + "__nameid_version1.0".encode("utf-16-le"), FileKind.OTHER),
        (packed("xl/workbook.xml"), FileKind.XLSX),
        (packed("xl/workbook.xml", "xl/workbook.bin"), FileKind.XLSB),
        (packed("content.xml"), FileKind.ODS),
        (packed("content.xml", mimetype=ODF + "text"), FileKind.DOCUMENT),
        (packed("content.xml", mimetype=ODF + "presentation"), FileKind.DOCUMENT),
        (packed("content.xml", mimetype=ODF + "spreadsheet"), FileKind.ODS),
        (packed("content.xml", manifest="<encryption-data/>"), FileKind.PROTECTED),
        (packed("content.xml", manifest="<manifest/>"), FileKind.ODS),
        (packed("liste.csv"), FileKind.ARCHIVE),
        (b'\xef\xbb\xbf\r\n {"type": 1}', FileKind.JSON),
        (packed("word/document.xml"), FileKind.DOCUMENT),
        (packed("Index/Document.iwa"), FileKind.OTHER),
        (b"PK\x03\x04 cut off", FileKind.XLSX),  # damaged: its reader says so
    ],
)
def test_kind_is_what_the_content_says(tmp_path: Path, content: bytes, kind: FileKind) -> None:
    path = tmp_path / "datei"
    path.write_bytes(content)
    assert kind_of(path) is kind


OPEN = "Öffnen Sie die Datei in Excel oder LibreOffice und speichern Sie sie als XLSX, ODS, CSV."


@pytest.mark.parametrize(
    ("kind", "allowed", "way_out"),
    [
        (FileKind.XLS, TABLES, OPEN),
        (FileKind.XLSB, TABLES, OPEN),
        (FileKind.HTML, TABLES, OPEN),
        (FileKind.XLSX, {FileKind.TEXT}, OPEN.replace("XLSX, ODS, CSV", "CSV")),
        (FileKind.ODS, {FileKind.TEXT}, OPEN.replace("XLSX, ODS, CSV", "CSV")),
        (FileKind.XLSX, XML_ONLY, "Gelesen wird hier: XML."),
        (FileKind.HTML, XML_ONLY, "Gelesen wird hier: XML."),
        (FileKind.OTHER, XML_ONLY, "Gelesen wird hier: XML."),
        (FileKind.OTHER, SHEETS, "Gelesen wird hier: XLSX, ODS."),
        (FileKind.OTHER, TABLES, "Gelesen wird hier: XLSX, ODS, CSV; Text in der Kodierung UTF-8."),
        (FileKind.PDF, TABLES, "Gelesen wird hier: XLSX, ODS, CSV."),
        (FileKind.PICTURE, TABLES, "Gelesen wird hier: XLSX, ODS, CSV."),
        (FileKind.DOCUMENT, TABLES, "Gelesen wird hier: XLSX, ODS, CSV."),
        (FileKind.TEXT, SHEETS, "Gelesen wird hier: XLSX, ODS."),
        (FileKind.XML, TABLES, "Gelesen wird hier: XLSX, ODS, CSV."),
        (FileKind.ARCHIVE, XML_ONLY, "Entpacken Sie es und wählen Sie die enthaltene Datei (XML)."),
        (FileKind.PROTECTED, XML_ONLY, "speichern Sie sie als XML."),
    ],
)
def test_wrong_kind_has_the_way_out_that_this_door_offers(
    kind: FileKind, allowed: frozenset[FileKind], way_out: str
) -> None:
    message = refuse_kind(Path("liste.xls"), kind, allowed).message
    assert message.startswith("„liste.xls“ ")
    assert message.endswith(way_out)


def test_every_kind_is_named_in_words_of_its_own() -> None:
    said = {refuse_kind(Path("x"), kind, ()).message.partition(".")[0] for kind in FileKind}
    assert len(said) == len(FileKind)


def test_kind_that_is_allowed_passes_and_another_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("id;name\n")
    assert require_kind(path, TABLES) is FileKind.TEXT
    with pytest.raises(FileRefused, match="ist eine Textdatei"):
        require_kind(path, XML_ONLY)
    with pytest.raises(FileRefused, match="Gelesen wird hier: GeoJSON"):
        require_kind(path, {FileKind.JSON}, named="GeoJSON")
