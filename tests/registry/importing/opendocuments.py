"""Writes OpenDocument workbooks, as LibreOffice does, and hostile ones."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
_HIDDEN = (
    '<style:style style:name="hidden" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)
COVERED = "<table:covered-table-cell/>"


def cell(content: str, attributes: str = "", kind: str = "string") -> str:
    """A cell of this kind; ``attributes`` as they stand in the file."""
    text = f"<text:p>{escape(content)}</text:p>"
    return f'<table:table-cell office:value-type="{kind}" {attributes}>{text}</table:table-cell>'


def merged(content: str, columns: int, rows: int = 1) -> str:
    """A cell over others, which stand as :data:`COVERED` after it and below it."""
    return cell(content, f'table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}"')


def row(*cells: str, times: int = 1) -> str:
    """A row, or several that are alike, with empty cells up to the last column; texts become cells."""
    content = "".join(one if one.startswith("<") else cell(one) for one in cells)
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    return f'<table:table-row table:number-rows-repeated="{times}">{content}{empty}</table:table-row>'


def opendocument(
    sheets: Mapping[str, Sequence[str]], hidden: Sequence[str] = (), before: str = "", manifest: str = ""
) -> bytes:
    """A workbook with these rows and empty ones up to the last; ``before`` stands before all elements."""
    tables = "".join(
        f'<table:table table:name="{name}" table:style-name="{"hidden" if name in hidden else "shown"}">'
        f"{''.join(rows)}{row(times=1_048_000)}</table:table>"
        for name, rows in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    styles = f"<office:automatic-styles>{_HIDDEN}</office:automatic-styles>"
    content = f"<office:document-content {_NAMESPACES}>{styles}{body}</office:document-content>"
    return packed(f'<?xml version="1.0" encoding="UTF-8"?>{before}{content}', manifest)


def packed(content: str, manifest: str = "") -> bytes:
    """A workbook with this content."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def hostile_opendocuments(number: str) -> Iterator[tuple[str, bytes]]:
    """Workbooks that are far larger than they look, or read what is not theirs; each to be refused."""
    head = row("备案号", "剧名")

    def sheet(*rows: str, before: str = "") -> bytes:
        return opendocument({"一": (head, *rows)}, before=before)

    wide = cell("甲", 'table:number-columns-repeated="16384"')
    yield "rows.ods", sheet(row(number, "甲", times=1_048_576))
    yield "cells.ods", sheet(f'<table:table-row table:number-rows-repeated="9999">{wide}</table:table-row>')
    yield "columns.ods", sheet(row(*[cell("甲", 'table:number-columns-repeated="2000000000"')] * 2))
    yield (
        "covered.ods",
        sheet(row(*['<table:covered-table-cell table:number-columns-repeated="16384"/>'] * 9999)),
    )
    yield "merged.ods", sheet(row(*[merged("甲", 16_384, 1_048_576)] * 9999))
    yield "digits.ods", sheet(f'<table:table-row table:number-rows-repeated="{"9" * 5_000}"/>')
    yield "texts.ods", sheet(row(number, "长" * 100_000, times=99_999))
    yield "text.ods", sheet(row(number, "长" * 2_000_000))
    yield "spaces.ods", packed(" " * (1 << 26) + "<a/>")
    yield "deep.ods", packed("<a>" * 100_000)
    file = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield (
        "file.ods",
        sheet(row(number, "<table:table-cell><text:p>&x;</text:p></table:table-cell>"), before=file),
    )
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 50 if n else "a" * 1000}">' for n in range(9))
    yield "entities.ods", sheet(row(number, "<table:table-cell/>"), before=f"<!DOCTYPE a [{entities}]>")
    inner = "<table:table-cell><table:table/></table:table-cell>"
    yield "within.ods", sheet(row(number, "甲"), row(inner))
    yield "coding.ods", packed('<?xml version="1.0" encoding="nothing"?><a/>')
    yield "coded.ods", packed("\x93\x11\x00", manifest="<manifest:encryption-data/>")
    yield "cut.ods", sheet()[:600]
    yield "text-in-a-workbook.ods", packed("")
