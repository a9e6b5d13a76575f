"""ODS, streamed: content.xml is written row by row into the archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from core.exports.cells import Cells, each, once, told
from core.exports.csv import RowsDigest
from core.exports.notes import dictionary, notes
from core.reporting import Column, ColumnKind, Edition

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
 manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3"
 manifest:media-type="{MIMETYPE}"/><manifest:file-entry manifest:full-path="content.xml"
 manifest:media-type="text/xml"/>{{more}}</manifest:manifest>"""
VIEW_ENTRY = """<manifest:file-entry manifest:full-path="settings.xml"
 manifest:media-type="text/xml"/>"""
# The first row and the first column of the first sheet stay in sight.
VIEW = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" office:version="1.3">
<office:settings><config:config-item-set config:name="ooo:view-settings">
<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>
<config:config-item-map-named config:name="Tables">
<config:config-item-map-entry config:name={name}>{items}</config:config-item-map-entry>
</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>
</config:config-item-set></office:settings></office:document-settings>"""
FROZEN = {
    "HorizontalSplitMode": ("short", 2),
    "VerticalSplitMode": ("short", 2),
    "HorizontalSplitPosition": ("int", 1),
    "VerticalSplitPosition": ("int", 1),
    "PositionRight": ("int", 1),
    "PositionBottom": ("int", 1),
}
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3">
<office:automatic-styles>
<number:number-style style:name="n-eur"><number:number number:decimal-places="2"
 number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>
<number:text> €</number:text></number:number-style>
<number:number-style style:name="n-count"><number:number number:decimal-places="0"
 number:min-integer-digits="1" number:grouping="true"/></number:number-style>
<number:number-style style:name="n-mean"><number:number number:decimal-places="2"
 number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>
</number:number-style>
<number:percentage-style style:name="n-share"><number:number number:decimal-places="1"
 number:min-decimal-places="1" number:min-integer-digits="1"/><number:text> %</number:text>
</number:percentage-style>
<number:date-style style:name="n-day"><number:day number:style="long"/><number:text>.</number:text>
<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>
</number:date-style>
<style:style style:name="eur" style:family="table-cell" style:data-style-name="n-eur"/>
<style:style style:name="count" style:family="table-cell" style:data-style-name="n-count"/>
<style:style style:name="mean" style:family="table-cell" style:data-style-name="n-mean"/>
<style:style style:name="share" style:family="table-cell" style:data-style-name="n-share"/>
<style:style style:name="day" style:family="table-cell" style:data-style-name="n-day"/>
<style:style style:name="head" style:family="table-cell">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="wide" style:family="table-column">
<style:table-column-properties style:column-width="5.5cm"/></style:style>
<style:style style:name="narrow" style:family="table-column">
<style:table-column-properties style:column-width="3.2cm"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>"""
YES_OR_NO = """<table:content-validations><table:content-validation table:name="yes-no"
 table:condition="of:cell-content-is-in-list(&quot;ja&quot;;&quot;nein&quot;)"
 table:allow-empty-cell="true" table:display-list="unsorted"/></table:content-validations>"""
NOT_IN_XML = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"


def write_ods(edition: Edition, out: IO[bytes]) -> None:
    """Write the edition into `out`; keys are text cells, amounts exact numbers."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE)
        archive.writestr(_file("META-INF/manifest.xml"), MANIFEST.format(more=VIEW_ENTRY))
        archive.writestr(_file("settings.xml"), _view())
        with archive.open(_file("content.xml"), "w", force_zip64=True) as content:
            for part in _content(edition):
                content.write(part.encode())


def _file(name: str) -> zipfile.ZipInfo:
    """A file of the archive that bears no moment, so that the same rows give the same bytes."""
    file = zipfile.ZipInfo(name)
    file.compress_type = zipfile.ZIP_DEFLATED
    return file


def _content(edition: Edition) -> Iterator[str]:
    table, explanation = _("Table"), _("Explanation")  # xgettext sees nothing in f-strings
    yield HEAD
    yield f"<table:table table:name={quoteattr(table)}>"
    for column in edition.columns:
        width = "wide" if column.kind is ColumnKind.TEXT else "narrow"
        yield f'<table:table-column table:style-name="{width}"/>'
    heads = _row([_text(column.heading, "head") for column in edition.columns])
    yield f"<table:table-header-rows>{heads}</table:table-header-rows>"
    cells = [_cells(column) for column in edition.columns]
    digest = RowsDigest(edition)
    for columns in digest.passing(edition.batches()):
        yield "".join(map(_row, told(columns, cells)))
    if edition.has_totals:
        sums = [_cell(column, edition.total(column)) for column in edition.columns[1:]]
        yield _row([_text(_("Total"), "head"), *sums])
    yield "</table:table>"
    yield f"<table:table table:name={quoteattr(explanation)}>"
    for label, text in [*notes(edition), digest.note(), *dictionary(edition)]:
        yield _row([_text(label, "head"), _text(text)])
    yield f"</table:table>{_filter(table, edition)}{TAIL}"


def _view() -> str:
    item = '<config:config-item config:name="{}" config:type="{}">{}</config:config-item>'
    items = "".join(item.format(name, kind, place) for name, (kind, place) in FROZEN.items())
    return VIEW.format(name=quoteattr(_("Table")), items=items)


def _filter(table: str, edition: Edition) -> str:
    """The buttons that filter the rows, without the row of totals."""
    last = xl_col_to_name(len(edition.columns) - 1)
    cells = f"{table}.A1:{table}.{last}{edition.count + 1}"
    return (
        '<table:database-ranges><table:database-range table:name="__Anonymous_Sheet_DB__0"'
        f" table:target-range-address={quoteattr(cells)}"
        ' table:display-filter-buttons="true"/></table:database-ranges>'
    )


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _text(text: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    kind = 'office:value-type="string"'
    shown = escape(_visible(text))
    return f"<table:table-cell{named} {kind}><text:p>{shown}</text:p></table:table-cell>"


def _visible(text: str) -> str:
    """The text without characters that XML has none of; one of them would ruin the whole file."""
    return text.translate(NOT_IN_XML)


def _cells(column: Column) -> Cells:
    is_exact = column.kind in {ColumnKind.EUR, ColumnKind.SHARE, ColumnKind.MEAN}
    return (each if is_exact else once)(partial(_cell, column))


def _cell(column: Column, value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if column.kind == ColumnKind.TEXT:
        return _text(str(value))
    style = f'table:style-name="{column.kind.value}"'
    if column.kind == ColumnKind.DAY:
        day = value.isoformat()
        return f'<table:table-cell {style} office:value-type="date" office:date-value="{day}"/>'
    kind = "percentage" if column.kind == ColumnKind.SHARE else "float"
    return f'<table:table-cell {style} office:value-type="{kind}" office:value="{value}"/>'


def plain_ods(sheets: Mapping[str, Sequence[Sequence[str]]], *, choices: Sequence[int]) -> bytes:
    """Tables of text, by the names of their sheets, the first row of each bold.

    In the first sheet the columns `choices` (from 0) offer ja and nein.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE)
        archive.writestr(_file("META-INF/manifest.xml"), MANIFEST.format(more=""))
        archive.writestr(_file("content.xml"), "".join(_plain_content(sheets, choices)))
    return out.getvalue()


def _plain_content(
    sheets: Mapping[str, Sequence[Sequence[str]]], choices: Sequence[int]
) -> Iterator[str]:
    yield HEAD
    yield YES_OR_NO
    for number, (name, rows) in enumerate(sheets.items()):
        offered = set(choices) if number == 0 else set()
        yield f"<table:table table:name={quoteattr(name)}>"
        for row, cells in enumerate(rows):
            texts = [_text(cell, "" if row else "head") for cell in cells]
            if row:
                texts = [_offer(text) if i in offered else text for i, text in enumerate(texts)]
            yield _row(texts)
        yield "</table:table>"
    yield TAIL


def _offer(cell: str) -> str:
    marked = '<table:table-cell table:content-validation-name="yes-no"'
    return cell.replace("<table:table-cell", marked, 1)
