"""Staff files as other programs write them, made by hand: OpenDocument, XLS of Excel 97, odd XLSX."""

import io
import struct
import zipfile
from xml.sax.saxutils import escape

Row = list[str | float]
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def ods(rows: list[Row], *, hidden: bool = False) -> bytes:
    """A sheet of LibreOffice Calc: text of two runs, numbers, a date, repeated empty cells to the right."""
    body = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}{EMPTY}</table:table-row>" for row in rows
    )
    style = (
        '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="'
        f'{"false" if hidden else "true"}"/></style:style>'
    )
    spaces = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "table", "text", "style"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
        f"<office:automatic-styles>{style}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Pegawai" table:style-name="ta1">{body}'
        f'<table:table-row table:number-rows-repeated="1048000">{EMPTY}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OFFICE}manifest:1.0"><manifest:file-entry '
            'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
        )
    return target.getvalue()


EMPTY = '<table:table-cell table:number-columns-repeated="1000"/>'


def _ods_cell(cell: str | float) -> str:
    if isinstance(cell, float):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    if cell[4:5] == cell[7:8] == "-":
        return f'<table:table-cell office:value-type="date" office:date-value="{cell}"/>'
    first, second = escape(cell[:3]), escape(cell[3:])
    return (
        f'<table:table-cell office:value-type="string"><text:p>{first}<text:span>{second}</text:span>'
        "</text:p></table:table-cell>"
    )


def xls(rows: list[Row]) -> bytes:
    """A workbook of Excel 97: one stream of records in a compound file of 512-byte sectors."""
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0, 6))
    name = "Pegawai".encode("latin-1")
    sheet_at = len(head) + 4 + 8 + len(name) + 4
    bound = _record(0x0085, struct.pack("<IHBB", sheet_at, 0, len(name), 0) + name)
    cells = b"".join(
        _xls_cell(line, column, cell) for line, row in enumerate(rows) for column, cell in enumerate(row)
    )
    width = max(map(len, rows))
    sheet = (
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
        + _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
        + cells
        + _record(0x000A, b"")
    )
    return _compound(head + bound + _record(0x000A, b"") + sheet)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls_cell(line: int, column: int, cell: str | float) -> bytes:
    if isinstance(cell, float):
        return _record(0x0203, struct.pack("<HHHd", line, column, 0, cell))
    text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHH", line, column, 0) + text)


def _compound(stream: bytes) -> bytes:
    """The stream as *Workbook* of a compound file: sector 0 allocation, 1 directory, from 2 on the stream."""
    stream = stream.ljust(4096, b"\0")  # below that it would lie in the small sectors
    count = -(-len(stream) // 512)
    assert count <= 126
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    table = [0xFFFFFFFD, end, *range(3, 2 + count), end]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    directory = _entry("Root Entry", 5, child=1, start=end) + _entry("Workbook", 2, start=2, size=len(stream))
    allocation = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    return header + allocation + directory.ljust(512, b"\0") + stream.ljust(count * 512, b"\0")


def _entry(name: str, kind: int, *, start: int, child: int = 0xFFFFFFFF, size: int = 0) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    none = 0xFFFFFFFF
    return text.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI16xIQ", len(text), kind, 1, none, none, child, 0, start, size
    )


def with_part(data: bytes, part: str, old: str, new: str) -> bytes:
    """The XLSX with a text of one part replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(target, "w") as archive:
        for name in book.namelist():
            text = book.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            archive.writestr(name, text)
    return target.getvalue()


def bare_xlsx(rows: list[Row]) -> bytes:
    """As report generators write: prefixed names, inline text in two runs, no addresses, no dimension."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    cells = "".join(f"<x:row>{''.join(map(_bare_cell, row))}</x:row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<x:workbook xmlns:x="{main}" xmlns:r="{links}"><x:sheets>'
        '<x:sheet name="Pegawai" sheetId="1" r:id="r1"/></x:sheets></x:workbook>',
        "xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="{main}"><x:sheetData>{cells}</x:sheetData>'
        "</x:worksheet>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def _bare_cell(cell: str | float) -> str:
    if isinstance(cell, float):
        return f"<x:c><x:v>{cell!r}</x:v></x:c>"
    runs = "".join(
        f'<x:r><x:t xml:space="preserve">{escape(part)}</x:t></x:r>' for part in (cell[:3], cell[3:])
    )
    return f'<x:c t="inlineStr"><x:is>{runs}</x:is></x:c>'
