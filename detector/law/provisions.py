"""The dated tables of the law: issuers, platforms, series, sources. Look-ups only, no judgement.

The facts stand in ``detector/law/data/*.toml``, each with its source or its evidence. Every function that
reads them raises ``SettingsError`` where a table has a wrong row.
"""

from functools import cache
from importlib import resources

from detector.errors import SettingsError
from detector.law.rows import AppRow, IssuerRow, LabelRow, PrefixRow, SeriesRow, SourceRow, read_rows
from detector.records import Issuer, Source


def _text(file: str) -> str:
    return resources.files("detector.law").joinpath("data", file).read_text("utf-8")


@cache
def issuer_rows() -> tuple[IssuerRow, ...]:
    """The authorities: NRTA, 31 provinces, the Corps."""
    return read_rows("issuers.toml", _text("issuers.toml"), "issuer", IssuerRow)


@cache
def prefix_rows() -> tuple[PrefixRow, ...]:
    """The platforms' prefixes."""
    return read_rows("platforms.toml", _text("platforms.toml"), "prefix", PrefixRow)


@cache
def app_rows() -> tuple[AppRow, ...]:
    """The apps that the table of prefixes names."""
    return read_rows("platforms.toml", _text("platforms.toml"), "app", AppRow)


@cache
def series_rows() -> tuple[SeriesRow, ...]:
    """The series of numbers, current and legacy."""
    return read_rows("series.toml", _text("series.toml"), "series", SeriesRow)


@cache
def label_rows() -> tuple[LabelRow, ...]:
    """The labels of papers whose number forms are not published."""
    return read_rows("series.toml", _text("series.toml"), "label", LabelRow)


@cache
def _source_rows() -> dict[str, SourceRow]:
    rows = read_rows("sources.toml", _text("sources.toml"), "source", SourceRow)
    return {row.id: row for row in rows}


def source(source_id: str, clause: str) -> Source:
    """The instrument with this id, and the clause in it. Raises ``SettingsError`` for an unknown id."""
    row = _source_rows().get(source_id)
    if row is None:
        raise SettingsError(
            f"sources.toml: no row has the id {source_id!r}", "add the instrument to the table"
        )
    return Source(title=row.title, clause=clause, url=row.url)


def issuer_named(name: str, *, english: bool = False) -> Issuer | None:
    """The issuer with this printed name, in any case and spacing; ``None`` if no table knows it.

    ``english`` says that the name stands in an English rendering, where English names count too. Other
    names give the canonical abbreviation: 黔 → 贵, ``Zhejiang`` → 浙, ``Tomato`` → 番茄.
    """
    key = _key(name)
    found = _issuers().get(key)
    if found is None and english:
        found = _issuers_in_english().get(key)
    return found


def longest_issuer_at_end(text: str, *, english: bool = False) -> str:
    """The longest end of ``text`` that is an issuer's name; empty if none is. ``text`` has no spaces."""
    longest = _longest_name(english=english)
    tails = (text[start:] for start in range(max(0, len(text) - longest), len(text)))
    return next((tail for tail in tails if issuer_named(tail, english=english)), "")


def prefix_row(prefix: str) -> PrefixRow | None:
    """The table's row of a canonical platform prefix."""
    return next((row for row in prefix_rows() if row.prefix == prefix), None)


def app_named(name: str) -> str | None:
    """The canonical name of an app (``红果短剧`` → 红果); ``None`` if no table knows it."""
    return _apps().get(_key(name))


def series_row(form: str) -> SeriesRow | None:
    """The series of which ``form`` is the name or another printed form."""
    return next((row for row in series_rows() if form in (row.series, *row.other_forms)), None)


def is_current(series: str) -> bool:
    """Whether a canonical series belongs to the notice on micro-dramas, not to older papers."""
    row = series_row(series)
    return row is not None and row.era == "current"


def _key(name: str) -> str:
    return "".join(name.split()).replace("-", "").casefold()


@cache
def _longest_name(*, english: bool) -> int:
    names = [*_issuers(), *(_issuers_in_english() if english else ())]
    return max(map(len, names))


@cache
def _issuers() -> dict[str, Issuer]:
    known: dict[str, Issuer] = {}
    for row in issuer_rows():
        for name in (row.abbreviation, *(name for name in row.other_names if not name.isascii())):
            known[_key(name)] = Issuer(row.kind, row.abbreviation, row.name)
    for prefix in prefix_rows():
        known[_key(prefix.prefix)] = Issuer("platform", prefix.prefix, prefix.english_names[0])
    return known


@cache
def _issuers_in_english() -> dict[str, Issuer]:
    known: dict[str, Issuer] = {}
    for row in issuer_rows():
        for name in (row.name, *row.other_names):
            known[_key(name)] = Issuer(row.kind, row.abbreviation, row.name)
    for prefix in prefix_rows():
        for name in prefix.english_names:
            known[_key(name)] = Issuer("platform", prefix.prefix, prefix.english_names[0])
    return known


@cache
def _apps() -> dict[str, str]:
    return {_key(name): row.app for row in app_rows() for name in (row.app, *row.other_names)}
