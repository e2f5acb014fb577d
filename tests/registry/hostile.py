"""Lists broken on purpose: each is refused, or every good row of it comes out or is rejected by name."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter

from detector.errors import DetectorError
from detector.registry.importing.readers import open_tables
from detector.registry.protocol import EntryRow, RejectedRow
from tests.registry.importing.layouts import LIST, TUNED, A, Layout
from tests.registry.importing.opendocuments import hostile_opendocuments
from tests.registry.importing.test_entries import reader_of

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _book(*rows: list[object]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return held.getvalue()


def _with_member(book: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one of its files exchanged."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return held.getvalue()


def _sheet(rows: str) -> bytes:
    return f"<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()


def bombs() -> Iterator[tuple[str, bytes]]:
    """Files that unpack to far more than they are, or claim to be larger than they are."""
    book = _book(["备案号", "剧名"], [A, "春风不渡"])
    place = "xl/worksheets/sheet1.xml"
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "corners.xlsx", _with_member(book, place, _sheet(corner))
    yield "spaces.xlsx", _with_member(book, place, b" " * (1 << 26))
    entities = (
        b"<!DOCTYPE x [<!ENTITY a '"
        + b"a" * 1000
        + b"'>"
        + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(8))
        + b"]>"
    )
    yield "entities.xlsx", _with_member(book, place, b"<?xml version='1.0'?>" + entities + _sheet("&i;"))
    word = f'{entities.decode()}<w:document xmlns:w="x"><w:body>&i;</w:body></w:document>'.encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", word)
    yield "entities.docx", held.getvalue()
    texts = f"<sst {_MAIN}><si><t>{'长' * 400_000}</t></si></sst>".encode()
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    repeated = _with_member(book, "xl/sharedStrings.xml", texts)
    yield "repeated.xlsx", _with_member(repeated, place, _sheet(cells))
    yield "nested.html", b"<table><tr><td>" * 3_000 + f"<table><tr><td>{A}</table>".encode()
    spans = "<td rowspan=999999 colspan=999999>x</td>" * 50
    yield "spans.html", f"<table>{f'<tr>{spans}</tr>' * 20}</table>".encode()
    yield "deep.jsonl", b"[" * 100_000
    yield "digits.jsonl", b'{"a": ' + b"9" * 10_000 + b"}"
    yield "quote.csv", '编号,剧名\n"'.encode() + b"x" * 3_000_000
    yield "wide.csv", b"," * 2_000_000
    yield "zeros.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100_000)
    yield "zeros.csv", bytes(100_000)
    yield "empty.xlsx", b""
    yield "random.parquet", b"PAR1" + random.Random(1).randbytes(4_000) + b"PAR1"
    yield "random.pdf", b"%PDF-1.7\n" + random.Random(2).randbytes(4_000)


_CELLS: tuple[object, ...] = (
    '=HYPERLINK("http://x")', "=1+1", "@SUM(A1)", "+86", "-1", "\x07", "\ud800", "长" * 30_000, "\u202e",
    "0" * 400, 1e308, -5, "2026-13-45", "\n\n", "'); DROP TABLE entry; --", "<script>", "合计", "备案号",
    "（）网微剧备字（）第号", "第" * 900, "\t", "　", True,
)  # fmt: skip


def odd_cells(choose: random.Random) -> list[list[object]]:
    """A good list with odd cells in other rows and columns: the good rows must come out or be rejected."""
    rows: list[list[object]] = [["备案号", "剧名", "集数", "备案日期", "备注"]]
    for number, title in LIST:
        rows.append([number, title, 80, "2026-03-01", ""])
        for width in range(1, 1 + choose.randrange(3)):
            rows.append(choose.choices(_CELLS, k=choose.randrange(width, 6)))  # noqa: PERF401  (in order)
    return rows


def _csv(rows: list[list[object]], encoding: str) -> bytes:
    lines = (",".join(f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    return "\r\n".join(lines).encode(encoding, "replace")


def lists(folder: Path, count: int) -> Iterator[tuple[str, bytes, bool]]:
    """Name and content of hostile lists, and whether the good rows stand in them undamaged."""
    broken = [*bombs(), *hostile_opendocuments(A)]
    yield from ((name, content, False) for name, content in broken)
    whole: list[tuple[Layout, bytes]] = []
    for layout in TUNED:
        file = folder / layout.name
        layout.write(file)
        whole.append((layout, file.read_bytes()))
    choose = random.Random(11)
    for _ in range(count - len(broken)):
        kind = choose.randrange(4)
        if kind == 0:
            yield "cells.csv", _csv(odd_cells(choose), choose.choice(["utf-8", "gb18030", "utf-16"])), True
        elif kind == 1:
            rows = [
                [cell if not isinstance(cell, str) else cell.replace("\ud800", "?") for cell in row]
                for row in odd_cells(choose)
            ]
            yield "cells.xlsx", _book(*rows), True
        else:
            layout, content = choose.choice(whole)
            yield layout.name, _damaged(content, choose), False


def _damaged(content: bytes, choose: random.Random) -> bytes:
    damage: Callable[[], bytes] = choose.choice([
        lambda: content[: choose.randrange(len(content))],
        lambda: content + choose.randbytes(500),
        lambda: bytes(
            choose.randrange(256) if choose.random() < 0.002 else byte for byte in content
        ),
        lambda: content[: len(content) // 2] + choose.randbytes(30) + content[len(content) // 2 :],
    ])  # fmt: skip
    return damage()


def run(folder: Path, count: int) -> list[str]:
    """Read the lists; what went wrong: another exception than a refusal, or a good row that is lost."""
    found: list[str] = []
    for place, (name, content, is_whole) in enumerate(lists(folder, count)):
        file = folder / f"{place}-{name}"
        file.write_bytes(content)
        try:
            found += [f"{file.name}: {fault}" for fault in _lost(file, is_whole=is_whole)]
        except Exception as error:  # noqa: BLE001  (any other exception is what is looked for)
            found.append(f"{file.name}: {type(error).__name__}: {error}"[:300])
            kept = Path(".scratch")
            if kept.is_dir():
                (kept / file.name).write_bytes(content)
        file.unlink()
    return found


def _lost(file: Path, *, is_whole: bool) -> Iterator[str]:
    reader = reader_of(file)
    try:
        with open_tables(file) as tables:
            rows = list(reader.rows(tables))
    except DetectorError:
        return
    if is_whole:
        taken = {(row.entry.number, row.entry.title) for row in rows if isinstance(row, EntryRow)}
        rejected = sum(isinstance(row, RejectedRow) for row in rows)
        missing = [title for number, title in LIST if (number, title) not in taken]
        if missing and not rejected:
            yield f"{missing} lost without a word"
