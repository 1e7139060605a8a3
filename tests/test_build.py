"""The builder: order from the queries themselves, and only what is stale is rebuilt."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from lumbrera import build, content
from lumbrera.build.models import discover, upstream
from lumbrera.build.runner import materialise
from lumbrera.errors import LumbreraError, UsageError


def write(root: Path, **files: str) -> Path:
    """Writes models; the key core__a_sql is the file core/a.sql."""
    for key, text in files.items():
        schema, _, name = key.partition("__")
        stem, _, suffix = name.rpartition("_")
        path = root / schema / f"{stem}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create schema staged; create table staged.t as select 1 as x")
    return con


def run(con: duckdb.DuckDBPyConnection, root: Path, staged: str = "1", **params: object):
    return build.build(con, build.discover(root), {"staged.t": staged}, params)


THREE = {
    "core__b_sql": "select x + 1 as x from staged.t",
    "features__a_sql": "with c as (select x from core.b) select x * 2 as x from c",
    "features__z_sql": "select 7 as x",
}


def test_order_comes_from_the_queries_not_from_the_names(tmp_path):
    root = write(
        tmp_path,
        core__a_sql="select x from core.b join (select 1 as x) s using (x)",
        core__b_sql="select x from core.c where exists (select 1 from core.d)",
        core__c_sql="select 1 as x",
        core__d_sql="select 1 as x union all select x from core.c",
    )
    order = [model.file for model in build.discover(root)]
    assert order == ["core/c.sql", "core/d.sql", "core/b.sql", "core/a.sql"]


def test_a_build_computes_and_reports_rows(con, tmp_path):
    report = run(con, write(tmp_path, **THREE))
    assert con.execute("select x from features.a").fetchall() == [(4,)]
    assert [(t.table, t.rows, t.built) for t in report.tables] == [
        ("core.b", 1, True),
        ("features.z", 1, True),
        ("features.a", 1, True),
    ]
    recorded = con.execute("select table_name, digest from meta.table_digest").fetchall()
    assert dict(recorded) == report.digests


def test_nothing_changed_rebuilds_nothing(con, tmp_path):
    root = write(tmp_path, **THREE)
    run(con, root)
    assert run(con, root).built == ()


@pytest.mark.parametrize(
    ("change", "rebuilt"),
    [
        ({"core__b_sql": "select x + 5 as x from staged.t"}, ("core.b", "features.a")),
        ({"features__a_sql": "select x from core.b"}, ("features.a",)),
        ({"features__z_sql": "select 8 as x"}, ("features.z",)),
    ],
)
def test_a_changed_model_rebuilds_itself_and_what_depends_on_it(con, tmp_path, change, rebuilt):
    root = write(tmp_path, **THREE)
    run(con, root)
    assert run(con, write(root, **change)).built == rebuilt


def test_a_changed_input_rebuilds_what_reads_it(con, tmp_path):
    root = write(tmp_path, **THREE)
    run(con, root, staged="1")
    con.execute("update staged.t set x = 10")
    assert run(con, root, staged="2").built == ("core.b", "features.a")
    assert con.execute("select x from features.a").fetchall() == [(22,)]


def test_changed_parameters_rebuild_everything(con, tmp_path):
    root = write(tmp_path, **THREE)
    run(con, root, macros="1")
    assert len(run(con, root, macros="2").built) == 3


def test_a_table_without_model_is_dropped_and_other_tables_stay(con, tmp_path):
    root = write(tmp_path, **THREE)
    run(con, root)
    con.execute("create table core.by_hand as select 1 as x")
    (root / "features" / "z.sql").unlink()
    report = run(con, root)
    assert report.dropped == ("features.z",)
    tables = {row[0] for row in con.execute("select table_name from duckdb_tables()").fetchall()}
    assert "z" not in tables
    assert "by_hand" in tables


def test_a_table_that_disappeared_is_rebuilt(con, tmp_path):
    root = write(tmp_path, **THREE)
    run(con, root)
    con.execute("drop table features.z")
    assert run(con, root).built == ("features.z",)


def test_after_a_failure_the_next_build_finishes_the_rest(con, tmp_path):
    root = write(tmp_path, **THREE)
    write(root, features__a_sql="select nothing_of_the_kind from core.b")
    with pytest.raises(LumbreraError, match=r"features/a\.sql.*nothing_of_the_kind"):
        run(con, root)
    report = run(con, write(root, **THREE))
    assert report.built == ("features.a",)


def test_a_python_model_declares_what_it_reads_and_writes(con, tmp_path):
    root = write(
        tmp_path,
        core__two_py=(
            'READS = ["staged.t"]\nWRITES = ["core.p", "core.q"]\n\n\n'
            "def model(con):\n"
            '    con.execute("create or replace table core.p as select x from staged.t")\n'
            '    con.execute("create or replace table core.q as select 2 as x")\n'
        ),
        features__a_sql="select * from core.p union all select * from core.q",
    )
    report = run(con, root)
    assert [t.table for t in report.tables] == ["core.p", "core.q", "features.a"]
    assert con.execute("select sum(x) from features.a").fetchall() == [(3,)]
    assert run(con, root).built == ()


def test_a_helper_beside_python_models_makes_them_stale(con, tmp_path):
    root = write(
        tmp_path,
        core__one_py=(
            'READS = []\nWRITES = ["core.p"]\n\n\n'
            "def model(con):\n"
            '    con.execute("create or replace table core.p as select 1 as x")\n'
        ),
        core___helper_py="A = 1\n",
    )
    run(con, root)
    assert run(con, write(root, core___helper_py="A = 2\n")).built == ("core.p",)


def test_reference_columns_take_their_types_from_their_names(con, tmp_path):
    root = write(
        tmp_path,
        reference__ceilings_csv=(
            "law,year,ceiling_mxn,min_days,valid_from,listed_on,source\n"
            'LAASSP,2026,1145000,10,2026-01-01,,"uno, dos"\n'
        ),
    )
    run(con, root)
    types = [row[1] for row in con.execute("describe reference.ceilings").fetchall()]
    assert types == ["VARCHAR", "INTEGER", "DECIMAL(18,2)", "INTEGER", "DATE", "DATE", "VARCHAR"]
    row = con.execute("select ceiling_mxn, listed_on, source from reference.ceilings").fetchone()
    assert row == (Decimal("1145000.00"), None, "uno, dos")


def test_upstream_gives_the_models_a_table_needs_and_no_others(tmp_path):
    models = build.discover(write(tmp_path, **THREE))
    assert [m.file for m in upstream(models, ["features.a"])] == ["core/b.sql", "features/a.sql"]


VIEW = "-- view: one reader\n"


def kinds(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(
        con.execute(
            "select table_name, table_type from information_schema.tables where table_schema = 'features'"
        ).fetchall()
    )


def test_a_model_that_says_so_is_a_view_and_what_reads_it_follows_its_inputs(con, tmp_path):
    root = write(
        tmp_path,
        core__b_sql="select x + 1 as x from staged.t",
        features__v_sql=VIEW + "select x * 2 as x from core.b",
        features__z_sql="select sum(x) as x from features.v",
    )
    report = run(con, root)
    assert kinds(con) == {"v": "VIEW", "z": "BASE TABLE"}
    # To count a view's rows would be to compute it.
    assert [(t.table, t.rows) for t in report.tables if t.table == "features.v"] == [
        ("features.v", None)
    ]
    assert con.execute("from features.z").fetchall() == [(4,)]
    assert run(con, root).built == ()
    con.execute("update staged.t set x = 10")
    assert run(con, root, staged="2").built == ("core.b", "features.v", "features.z")
    assert con.execute("from features.z").fetchall() == [(22,)]


@pytest.mark.parametrize("then", ["", VIEW])
def test_a_table_becomes_a_view_and_a_view_a_table(con, tmp_path, then):
    text = "select x from staged.t"
    root = write(tmp_path, core__b_sql=text)
    first = VIEW if not then else ""
    write(root, features__v_sql=first + "select x from core.b")
    run(con, root)
    assert kinds(con) == {"v": "VIEW" if first else "BASE TABLE"}
    assert run(con, write(root, features__v_sql=then + "select x from core.b")).built == (
        "features.v",
    )
    assert kinds(con) == {"v": "VIEW" if then else "BASE TABLE"}
    (root / "features" / "v.sql").unlink()
    assert run(con, root).dropped == ("features.v",)
    assert kinds(con) == {}


def test_a_view_is_read_from_the_snapshot_alone_also_beside_another_one(tmp_path):
    root = write(
        tmp_path / "models",
        core__b_sql="select 1 as x",
        features__v_sql=VIEW + "select x from core.b",
    )
    old, new = tmp_path / "old.duckdb", tmp_path / "new.duckdb"
    for path, x in ((old, 1), (new, 2)):
        write(root, core__b_sql=f"select {x} as x")
        with duckdb.connect(str(path)) as con:
            build.build(con, build.discover(root), {})
    with duckdb.connect(str(new), read_only=True) as con:
        con.execute(f"attach '{old}' as previous (read_only)")
        assert con.execute("select v.x, p.x from features.v, previous.features.v p").fetchall() == [
            (2, 1)
        ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"features__v_sql": VIEW + "select x from staged.t"},
            r"features/v\.sql: a view that reads staged\.t",
        ),
        ({"restricted__v_sql": VIEW + "select 1 as x"}, r"restricted/v\.sql: .* reserved schema"),
        (
            {"features__v_sql": VIEW + "select twice(2) as x"},
            r"features/v\.sql: a view that calls twice",
        ),
    ],
)
def test_a_view_that_no_other_connection_could_read_is_refused(con, tmp_path, files, message):
    con.execute("create temp macro twice(x) as 2 * x")
    with pytest.raises(LumbreraError, match=message) as refused:
        run(con, write(tmp_path, **files))
    assert "Store it" in refused.value.hint


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"core__a_sql": "select 1 from core.b", "core__b_sql": "select 1 from core.a"}, "cycle"),
        ({"core__a_sql": "select * from core.a"}, "cycle"),
        ({"core__a_sql": "select * from staged.nowhere"}, r"core/a\.sql: reads staged\.nowhere"),
        ({"core__a_sql": "select * from t"}, r"core/a\.sql: table without schema: t"),
        ({"core__a_sql": "select 1; select 2"}, r"core/a\.sql: 2 statements"),
        ({"core__a_sql": "create table x as select 1"}, r"core/a\.sql: Only SELECT"),
        ({"core__a_sql": "select from from"}, r"core/a\.sql: syntax error"),
        ({"core__a_sql": "select $x as x"}, r"core/a\.sql: a model has no parameters: \$x"),
        ({"core__a_py": "def model(con): ..."}, r"core/a\.py: needs READS and WRITES"),
        ({"core__a_py": "READS = []\nWRITES = []"}, r"core/a\.py: needs a function model"),
        ({"core__a_py": "READS = x()\nWRITES = []"}, r"core/a\.py: READS must be a list"),
        ({"core__a_py": "def model(:"}, r"core/a\.py: line 1"),
        (
            {"core__a_py": 'READS = []\nWRITES = ["core.a"]\ndef model(con): ...'},
            r"core/a\.py: did not create core\.a",
        ),
        (
            {
                "core__a_sql": "select 1",
                "core__b_py": 'READS = []\nWRITES = ["core.a"]\ndef model(con): ...',
            },
            r"core/b\.py: table core\.a is already written by core/a\.sql",
        ),
        ({"reference__a_csv": "x,x\n1,2\n"}, r"reference/a\.csv: needs one header row"),
        ({"reference__a_csv": "valid_from\nayer\n"}, r"reference/a\.csv: .*ayer"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(con, tmp_path, files, message):
    with pytest.raises(LumbreraError, match=message):
        run(con, write(tmp_path, **files))


def test_a_file_that_is_not_utf8_is_said(con, tmp_path):
    root = write(tmp_path, core__a_sql="select 1 as x")
    (root / "core" / "a.sql").write_bytes("select 'año' as x".encode("cp1252"))
    with pytest.raises(LumbreraError, match=r"core/a\.sql: not UTF-8"):
        run(con, root)


def test_a_deployment_s_own_ceilings_take_the_place_of_shipped_ones_of_that_law_and_year(
    tmp_path: Path,
) -> None:
    own = tmp_path / "reference"
    own.mkdir()
    header = (content.root("models") / "reference" / "ceilings.csv").read_text().splitlines()[0]
    (own / "ceilings.csv").write_text(
        header + "\nfederal,2025,LAASSP,goods_services,direct,,,7000,no,top,propia,verified\n"
        "estado,2025,LEY,goods_services,direct,,,9000,no,top,propia,verified\n"
    )
    models = [m for m in discover(content.root("models"), own) if m.file.endswith("ceilings.csv")]
    con = duckdb.connect()
    con.execute("create schema reference")
    materialise(con, models[0])
    laassp = con.execute(
        "select ceiling_mxn from reference.ceilings where law = 'LAASSP' and year = 2025"
    ).fetchall()
    lopsrm = con.execute(
        "select count(*) from reference.ceilings where law = 'LOPSRM' and year = 2025"
    ).fetchone()
    assert [int(c) for (c,) in laassp] == [7000]
    assert lopsrm == (60,)
    assert con.execute("select count(*) from reference.ceilings where law = 'LEY'").fetchone() == (
        1,
    )


def test_an_own_table_without_a_shipped_one_is_refused_with_the_names_there_are(
    tmp_path: Path,
) -> None:
    (tmp_path / "topes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match=r"topes\.csv.*no reference table"):
        discover(content.root("models"), tmp_path)
