"""The rules on real ComprasMX exports and lists, against counts made from the files themselves."""

import csv
import datetime as dt
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.long

CEILINGS = {
    ("LAASSP", "ADQUISICIONES"): Decimal(1145000),
    ("LAASSP", "ARRENDAMIENTOS"): Decimal(1145000),
    ("LAASSP", "SERVICIOS"): Decimal(1145000),
    ("LOPSRM", "OBRA PÚBLICA"): Decimal(3893000),
    ("LOPSRM", "SERVICIOS RELACIONADOS CON LA OBRA"): Decimal(1975000),
}
BY_AMOUNT = "ADJUDICACIÓN DIRECTA POR MONTOS MÁXIMOS POR EXCEPCIÓN"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory, shared_data) -> duckdb.DuckDBPyConnection:
    from lumbrera.run import run

    data = tmp_path_factory.mktemp("data")
    run([shared_data / "comprasmx_2026", shared_data / "sanctions", shared_data / "sat_69b"], data)
    return duckdb.connect(str(data / "current.duckdb"), read_only=True)


def latest_export(shared_data: Path) -> list[dict[str, str]]:
    """The distinct rows of the last contracts export."""
    path = shared_data / "comprasmx_2026" / "contratos_comprasmx_2026__snap_2026-03-11.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {tuple(row.items()) for row in csv.DictReader(file)}
    return [dict(row) for row in rows]


def by_amount(shared_data: Path) -> list[tuple[str, str, Decimal, Decimal]]:
    """Procedure, law, amount and ceiling of the direct awards by amount of 2026."""
    return [
        (
            row["Número de procedimiento"],
            row["Ley"],
            Decimal(row["Importe DRC"]),
            CEILINGS[row["Ley"], row["Tipo de contratación"]],
        )
        for row in latest_export(shared_data)
        if row["Tipo Procedimiento"] == BY_AMOUNT
        and row["Número de procedimiento"].endswith("2026")
    ]


def direct_flags(con: duckdb.DuckDBPyConnection, rule_id: str) -> list[tuple[str, str, Decimal]]:
    rows = con.execute(
        """select evidence->>'procedure', evidence->>'law', evidence->>'amount_mxn'
        from flags.flag where rule_id = ? and (evidence->>'method_name') = 'adjudicación directa'""",
        [rule_id],
    ).fetchall()
    return sorted((procedure, law, Decimal(amount)) for procedure, law, amount in rows)


def test_p3_flags_the_direct_awards_above_their_ceiling_and_none_on_it(snapshot, shared_data):
    rows = by_amount(shared_data)
    above = sorted((p, law, amount) for p, law, amount, ceiling in rows if amount > ceiling)
    assert direct_flags(snapshot, "P3") == above
    assert [law for _, law, _ in above].count("LAASSP") == 3
    assert len(above) == 4
    assert sum(amount == ceiling for _, _, amount, ceiling in rows) == 10


def test_p3p_flags_the_procedures_whose_contracts_add_up_above_it(snapshot, shared_data):
    totals: dict[tuple[str, str, Decimal], Decimal] = defaultdict(Decimal)
    for procedure, law, amount, ceiling in by_amount(shared_data):
        totals[procedure, law, ceiling] += amount
    above = sorted(
        (p, law, total) for (p, law, ceiling), total in totals.items() if total > ceiling
    )
    assert direct_flags(snapshot, "P3P") == above
    assert [law for _, law, _ in above].count("LAASSP") == 5
    assert len(above) == 6


def test_every_ceiling_of_2026_is_to_verify_and_so_only_signals(snapshot):
    rows = snapshot.execute("""select distinct kind, sentence like '%por verificar%'
        from flags.flag where rule_id in ('P3', 'P3P')""").fetchall()
    assert rows == [("signal", True)]


def test_p1i_counts_the_awards_that_lie_just_under_the_highest_ceiling(snapshot, shared_data):
    ratios = [amount / ceiling for _, _, amount, ceiling in by_amount(shared_data)]
    upper = [ratio for ratio in ratios if Decimal("0.5") <= ratio <= 1]
    near = [ratio for ratio in upper if ratio >= Decimal("0.95")]
    rows = snapshot.execute("""select cast(evidence->>'n_upper' as integer),
            cast(evidence->>'n_near' as integer), kind, json_array_length(source_rows) > 0
        from flags.flag where rule_id = 'P1I' and (evidence->>'procedure_year') = '2026'""").fetchall()
    assert rows == [(len(upper), len(near), "signal", True)]
    # Spread evenly over the upper half, a tenth would lie there.
    assert len(near) > 2 * len(upper) / 10


def test_nothing_changed_nor_vanished_between_the_three_exports(snapshot):
    rows = snapshot.execute(
        "select rule_id, outcome from flags.coverage where rule_id in ('T15', 'T16') and n > 0 "
        "and outcome in ('flagged', 'not_computable')"
    ).fetchall()
    assert rows == []


def test_four_contracts_of_three_suppliers_were_signed_inside_a_ban_and_none_awarded(snapshot):
    rows = snapshot.execute("""
        select f.subject_id, c.supplier_id, f.evidence->>'ban_position', f.kind, f.certainty,
            cast(f.evidence->>'signed_on' as date) between
                cast(f.evidence->>'ban_start_on' as date) and cast(f.evidence->>'ban_end_on' as date)
        from flags.flag f join core.contract c on c.contract_id = f.subject_id
        where f.rule_id = 'F1'""").fetchall()
    assert len(rows) == 4
    assert len({supplier for _, supplier, *_ in rows}) == 3
    assert {tuple(rest) for _, _, *rest in rows} == {("signed_inside", "flag", "probable", True)}


def test_drafts_are_no_procedures_and_notice_counts_agree(snapshot, shared_data):
    path = shared_data / "comprasmx_2026" / "expedientes_comprasmx_2026.csv"
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    short = {"LAASSP": set(), "LOPSRM": set()}
    for row in rows:
        if (
            row["Tipo de elemento"].startswith("PROCEDIMIENTO")
            and row["Tipo Procedimiento"] == "LICITACIÓN PÚBLICA"
            and row["Caracter anuncio"] == "NACIONAL"
        ):
            published, opened = _day(row["Fecha de publicación"]), _day(row["Fecha apertura"])
            if published and opened:
                law = "LAASSP" if row["Ley"].startswith("LEY DE ADQ") else "LOPSRM"
                minimum = 15 if law == "LAASSP" else 10
                if (opened - published).days < minimum:
                    short[law].add((row["Núm. Proc. Proyecto"], (opened - published).days))
    found = snapshot.execute("""
        select evidence->>'regime', evidence->>'procedure', cast(value as integer)
        from flags.flag where rule_id = 'P5' and (evidence->>'character') = 'national'
            and (evidence->>'method') = 'open'""").fetchall()
    for regime, law in (("LAASSP_2025", "LAASSP"), ("LOPSRM", "LOPSRM")):
        assert {(p, days) for r, p, days in found if r == regime} == short[law]
    assert (len(short["LAASSP"]), len(short["LOPSRM"])) == (227, 1)


def test_no_output_holds_a_natural_persons_rfc_or_a_word_that_accuses(snapshot):
    rows = snapshot.execute(r"""
        select rule_id, sentence from flags.flag
        where regexp_matches(sentence || evidence::varchar, '\b[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}\b')
            or regexp_matches(sentence, 'fantasma|prestanombre|c[aá]rtel|favoritismo|fraude|corrupt|culpable|sospechos|investigad', 'i')
        """).fetchall()
    assert rows == []


def test_coverage_adds_up_to_the_population(snapshot):
    populations = {
        "contract": "core.contract", "procedure": "core.procedure", "supplier": "core.supplier",
    }  # fmt: skip
    for rule_id, subject in snapshot.execute("select rule_id, subject from flags.rule").fetchall():
        if subject in populations:
            total = snapshot.execute(
                "select sum(n) from flags.coverage where rule_id = ?", [rule_id]
            ).fetchone()
            assert (
                total == snapshot.execute(f"select count(*) from {populations[subject]}").fetchone()
            ), rule_id


def test_every_flag_of_a_contract_leads_to_a_published_row(snapshot):
    rows = snapshot.execute("""select rule_id, count(*) from flags.flag
        where json_array_length(source_rows) = 0 group by 1""").fetchall()
    assert rows == []


def _day(text: str) -> dt.date | None:
    text = text.strip("' ")[:10]
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None
