"""Parts of queries that reading and writing share."""

import sqlalchemy as sa

from detector.registry.sql.schema import ENTRY


def is_listed(seq: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """Whether an entry's row is part of the state after a snapshot."""
    return (ENTRY.c.first <= seq) & (ENTRY.c.gone.is_(None) | (ENTRY.c.gone > seq))
