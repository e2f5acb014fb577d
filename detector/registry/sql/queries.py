"""Parts of queries that reading and writing share."""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from detector.registry.sql.schema import ENTRY


def is_listed(seq: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """Whether an entry's row is part of the state after a snapshot."""
    return (ENTRY.c.first <= seq) & (ENTRY.c.gone.is_(None) | (ENTRY.c.gone > seq))


class _Each(FunctionElement[int]):
    """The numbers of a JSON list."""

    inherit_cache = True


def is_among(column: sa.Column[int], name: str) -> sa.ColumnElement[bool]:
    """Whether a column is one of the :func:`numbers` of a parameter.

    One parameter for hundreds of numbers: the query is built and parsed once, which takes longer than asking.
    """
    return column.op("IN", is_comparison=True)(_Each(sa.bindparam(name, type_=sa.Text)))


def numbers(found: Iterable[int]) -> str:
    """What a parameter of :func:`is_among` is given."""
    return json.dumps(list(found))


@compiles(_Each, "sqlite")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _each_of_sqlite(element: _Each, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **kw)}))"  # noqa: S608  (ours)


@compiles(_Each, "postgresql")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _each_of_postgresql(element: _Each, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    listed = f"json_array_elements_text(CAST({compiler.process(element.clauses, **kw)} AS json))"
    return f"(SELECT CAST({listed} AS bigint))"
