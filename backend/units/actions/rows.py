"""Writes many rows of a table with one statement, without an object for each.

The tables and columns are taken from the models, so that only the statement is written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model

Row = Sequence[Any]


def insert_rows(model: type[Model], fields: Sequence[str], rows: Sequence[Row]) -> None:
    """Append rows; values in the order of the fields, foreign keys by their ids."""
    if not rows:
        return
    table, columns = _table(model), [_column(model, name) for name in fields]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            sql = f"INSERT INTO {table} ({names}) VALUES ({_marks(columns)})"  # noqa: S608
            cursor.executemany(sql, [_as_text(row) for row in rows])


def upsert_rows(
    model: type[Model], fields: Sequence[str], rows: Sequence[Row], *, key: str
) -> None:
    """Append rows, or replace the values of those whose key is there already."""
    if not rows:
        return
    table, columns = _table(model), [_column(model, name) for name in fields]
    unique = _column(model, key)
    news = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns if name != unique)
    head = f"INSERT INTO {table} ({', '.join(columns)})"
    tail = f"ON CONFLICT ({unique}) DO UPDATE SET {news}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            source = f"SELECT * FROM {_records(model, fields)}"  # noqa: S608
            cursor.execute(f"{head} {source} {tail}", [_as_json(model, fields, rows)])
        else:
            sql = f"{head} VALUES ({_marks(columns)}) {tail}"
            cursor.executemany(sql, [_as_text(row) for row in rows])


def update_rows(model: type[Model], fields: Sequence[str], rows: Sequence[Row]) -> None:
    """Replace values of rows; the first field is the primary key that finds them."""
    if not rows:
        return
    table, (key, *columns) = _table(model), [_column(model, name) for name in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            news = ", ".join(f"{name} = v.{name}" for name in columns)
            sql = f"UPDATE {table} AS t SET {news} FROM {_records(model, fields)} "  # noqa: S608
            cursor.execute(f"{sql} WHERE t.{key} = v.{key}", [_as_json(model, fields, rows)])
        else:
            news = ", ".join(f"{name} = %s" for name in columns)
            sql = f"UPDATE {table} SET {news} WHERE {key} = %s"  # noqa: S608
            cursor.executemany(sql, [(*_as_text(row)[1:], row[0]) for row in rows])


def _as_text(row: Row) -> list[Any]:
    """Return values as SQLite keeps them: moments as text in UTC."""
    return [_utc_text(value) if isinstance(value, datetime) else value for value in row]


def _utc_text(moment: datetime) -> str:
    moment = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return moment.isoformat(" ")[:-6]  # without +00:00


def _as_json(model: type[Model], fields: Sequence[str], rows: Sequence[Row]) -> str:
    """Return rows as one JSON text, which costs less to write than an array for each column."""
    columns = [_plain_column(model, name) for name in fields]
    return orjson.dumps([dict(zip(columns, row, strict=True)) for row in rows]).decode()


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(model: type[Model], field: str) -> str:
    return connection.ops.quote_name(_plain_column(model, field))


def _plain_column(model: type[Model], field: str) -> str:
    return str(model._meta.get_field(field).column)  # type: ignore[union-attr]


def _marks(columns: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(columns))


def _records(model: type[Model], fields: Sequence[str]) -> str:
    """Return a source of rows from ``_as_json``, under the name ``v``."""
    kinds = [model._meta.get_field(name).db_type(connection) for name in fields]
    columns = [f"{_column(model, name)} {kind}" for name, kind in zip(fields, kinds, strict=True)]
    return f"json_to_recordset(%s::json) AS v({', '.join(columns)})"
