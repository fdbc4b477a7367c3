"""Partition the positions by month of the stated time on PostgreSQL; SpatiaLite stays as it is.

Django sees the same table before and after. Names and definitions of indexes and foreign keys are
read from the table itself, so that the result holds whatever earlier migrations made.
"""

from django.db import migrations

TABLE = 'units_position'


def part_by_month(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        _remake(schema_editor, 'PARTITION BY RANGE (stated_time)', 'id, stated_time', _make_months)


def make_whole(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        _remake(schema_editor, '', 'id', lambda cursor: None)


def _remake(schema_editor, partitioning, key, make_parts):
    """Move all rows to a new table of the same name, with the same sequence, indexes and keys."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute('SET CONSTRAINTS ALL IMMEDIATE')
        indexes, constraints = _definitions(cursor)
        sequence = _sequence(cursor)
        cursor.execute(f'SELECT last_value, is_called FROM {sequence}')
        counter = cursor.fetchone()
        cursor.execute(f'ALTER TABLE {TABLE} RENAME TO {TABLE}_before')
        cursor.execute(f'ALTER SEQUENCE {sequence} RENAME TO {TABLE}_before_id_seq')
        cursor.execute(
            f'CREATE TABLE {TABLE} (LIKE {TABLE}_before INCLUDING DEFAULTS INCLUDING IDENTITY) '
            f'{partitioning}'
        )
        make_parts(cursor)
        cursor.execute(f'INSERT INTO {TABLE} OVERRIDING SYSTEM VALUE SELECT * FROM {TABLE}_before')
        cursor.execute('SELECT setval(%s::regclass, %s, %s)', [_sequence(cursor), *counter])
        cursor.execute(f'DROP TABLE {TABLE}_before')
        cursor.execute(f'ALTER TABLE {TABLE} ADD CONSTRAINT {TABLE}_pkey PRIMARY KEY ({key})')
        for name, definition in constraints:
            cursor.execute(f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" {definition}')
        for definition in indexes:
            cursor.execute(definition)
        cursor.execute(f'ANALYZE {TABLE}')


def _make_months(cursor):
    """Make the default partition and one for each month that has rows; the others follow later."""
    cursor.execute(f'CREATE TABLE {TABLE}_default PARTITION OF {TABLE} DEFAULT')
    cursor.execute(
        f"SELECT DISTINCT date_trunc('month', stated_time AT TIME ZONE 'UTC') FROM {TABLE}_before"
    )
    for (first,) in sorted(cursor.fetchall()):
        year, month = divmod(first.year * 12 + first.month, 12)
        cursor.execute(
            f'CREATE TABLE {TABLE}_y{first:%Y}m{first:%m} PARTITION OF {TABLE} FOR VALUES '
            f"FROM ('{first:%Y-%m}-01 00:00:00+00') TO ('{year:04}-{month + 1:02}-01 00:00:00+00')"
        )


def _definitions(cursor):
    """Return the statements of the plain indexes, and name and text of every other constraint."""
    cursor.execute(
        'SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint '
        "WHERE conrelid = %s::regclass AND contype IN ('f', 'u', 'c') ORDER BY contype DESC",
        [TABLE],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        'SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass '
        'AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)',
        [TABLE],
    )
    return [row[0].replace(' ON ONLY ', ' ON ', 1) for row in cursor.fetchall()], constraints


def _sequence(cursor):
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [TABLE])
    return cursor.fetchone()[0]


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0002_trackers'),
    ]

    operations = [
        migrations.RunPython(part_by_month, make_whole),
    ]
