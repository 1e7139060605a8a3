"""A data directory whose snapshot holds what publication reads of one."""

from pathlib import Path

import duckdb
import pytest


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """With one file refused, for a critical check that failed, and another check that failed."""
    folder = tmp_path / "data"
    folder.mkdir()
    with duckdb.connect(str(folder / "current.duckdb")) as con:
        con.execute("""
            create schema meta; create schema ingest;
            create table meta.run as select 'run-1' as run_digest;
            create table ingest.file as select 'roto.csv' as name, 'refused' as status;
            create table meta.validation as from (values
                ('roto.csv', 'sin proveedor', 'critical', false),
                ('contratos.csv', 'importe negativo', 'warning', false),
                ('contratos.csv', 'tiene clave', 'critical', true)
            ) t(target, message, severity, success);
        """)
    return folder
