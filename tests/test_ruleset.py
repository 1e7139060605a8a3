"""The rule engine on small made-up warehouses: headers, parameters, sentences, four outcomes."""

import hashlib
import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lumbrera import ruleset
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.ruleset import casefiles, sensitivity, sentence, unchanged

from tests.examples import examples

HEADER = {
    "id": "V1",
    "title": "Importe alto",
    "subject": "contract",
    "kind": "flag",
    "status": "stable",
    "severity": "medium",
    "family": "price",
    "evidence_group": "amount",
    "audience": "public",
    "requires": ["amount_mxn"],
    "event_date": "event_on",
    "description": "Compara el importe con un umbral.",
    "why": "Conviene revisar los importes altos.",
    "says": "{subject_id}: {amount_mxn:mxn} sobre {limit:mxn}",
    "innocent": ["Es una compra consolidada de todo el año."],
    "ask_for": ["Contrato con el importe desglosado."],
    "params": {"limit": {"default": 100, "unit": "MXN", "min": 0, "max": 1000}},
}
SQL = """select contract_id as subject_id, amount_mxn as value, amount_mxn > $limit as is_flagged,
    amount_mxn, event_on, buyer_id from core.contract"""


def rule(sql: str = SQL, **header: object) -> ruleset.Rule:
    """A rule whose header differs from HEADER in the keys given; None leaves a key out."""
    keys = {k: v for k, v in {**HEADER, **header}.items() if v is not None or k == "event_date"}
    text = f"/*---\n{json.dumps(keys, ensure_ascii=False)}\n---*/\n{sql}\n"
    number = str(keys["id"])[1:]
    return ruleset.parse_rule(text, Path(f"rules/price/v{number:0>2}_test.sql"))


def plain(sql: str = SQL, **header: object) -> ruleset.Rule:
    """The same without parameters."""
    says = header.pop("says", "{subject_id}")
    return rule(sql.replace("$limit", "100"), params={}, says=says, **header)


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("""
        create schema core; create schema ingest; create schema meta;
        create table core.contract (contract_id varchar, procedure_id varchar, buyer_id varchar,
            supplier_id varchar, amount_mxn decimal(18, 2), event_on date,
            item_family varchar, start_on date);
        create table core.procedure (procedure_id varchar, buyer_id varchar);
        create table core.supplier (supplier_id varchar, rfc varchar);
        create table core.buyer (buyer_id varchar, unit_code varchar, institution_id varchar);
        create table core.source_row (record_id varchar, record_type varchar, file_sha256 varchar,
            row_number bigint, url varchar, export_on date);
        create table ingest.file (file_sha256 varchar, name varchar, source varchar);
        create table meta.run as select date '2026-03-11' as as_of;
        insert into core.contract
            (contract_id, procedure_id, buyer_id, supplier_id, amount_mxn, event_on) values
            ('high', 'P', 'B', 'S', 500.50, '2026-03-06'), ('on it', 'P', 'B', 'S', 100, null),
            ('low', 'P', 'B', 'S', 98.99, null), ('none', 'P', 'B', 'S', null, '2026-01-01');
        insert into ingest.file values ('aa', 'uno.csv', 'comprasmx_contracts'), ('bb', 'dos.csv', 'comprasmx_contracts'),
            ('cc', 'antes.csv', 'comprasmx_contracts'), ('dd', 'otra_vez.jsonl', 'ocds_contracts');
        insert into core.source_row values
            ('high', 'contract', 'bb', 9, 'https://ejemplo.mx/9', '2026-03-01'),
            ('high', 'contract', 'aa', 7, null, '2026-03-01'), ('low', 'contract', 'aa', 8, null, '2026-03-01');
    """)
    return con


def evaluate(con, *rules: ruleset.Rule, overrides: dict | None = None) -> ruleset.RulesReport:
    return ruleset.run_rules(con, ruleset.bind(list(rules), overrides))


def coverage(con, rule_id: str = "V1") -> dict[tuple[str, str | None], int]:
    rows = con.execute(
        "select outcome, missing, n from flags.coverage where rule_id = ?", [rule_id]
    ).fetchall()
    return {(outcome, missing): n for outcome, missing, n in rows}


# Headers


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": "red"}, r"price/v01_test\.sql: header: .*unknown field `colour`"),
        ({"title": None}, r"price/v01_test\.sql: header: .*`title`"),
        ({"severity": "grave"}, r"header: Invalid enum value 'grave' - at `\$\.severity`"),
        ({"subject": "person"}, r"`\$\.subject`"),
        ({"params": {"limit": {"value": 1}}}, r"unknown field `value`"),
        ({"params": {}, "says": "x"}, r"parameters differ.*only in the select \['limit'\]"),
        ({"family": "firm"}, "family firm and folder price differ"),
        ({"family": "prices"}, "family 'prices'"),
        ({"id": "V2x"}, "rule id 'V2x'"),
        ({"why": "  "}, "why is empty"),
        ({"innocent": []}, "innocent needs sentences"),
        ({"innocent": ["n/a"]}, "innocent needs sentences"),
        ({"says": {"a": "x"}}, "need says_by"),
        ({"says_by": "amount_mxn"}, "one sentence must not"),
    ],
)
def test_a_wrong_header_is_refused_with_file_and_key(change, message):
    with pytest.raises(LumbreraError, match=message):
        rule(**change)


def test_the_file_name_follows_from_the_id():
    with pytest.raises(LumbreraError, match=r"the file of rule V1 is named v01_<what>\.sql"):
        ruleset.parse_rule(
            f"/*---\n{json.dumps(HEADER)}\n---*/\n{SQL}", Path("rules/price/v11_test.sql")
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"select 1;\n/*---\n{json.dumps(HEADER)}\n---*/\n", "no header at the start"),
        (f"\n/*---\n{json.dumps(HEADER)}\n---*/\n{SQL}", "no header at the start"),
        (f"/*---\nid: V1\nid: V2\n---*/\n{SQL}", "key 'id' is given twice"),
        (f"/*---\nid: !!python/object/apply:os.getcwd []\n---*/\n{SQL}", "not valid YAML"),
        (f"/*---\n{json.dumps(HEADER)}\n---*/\n{SQL}; select 2", "2 statements"),
        (f"/*---\n{json.dumps(HEADER)}\n---*/\ndrop table core.contract", "Only SELECT"),
    ],
)
def test_a_file_that_is_no_rule_is_refused(text, message):
    with pytest.raises(LumbreraError, match=message):
        ruleset.parse_rule(text, Path("rules/price/v01_test.sql"))


def test_a_header_further_down_is_only_a_comment():
    inner = "/*---\nid: V9\n---*/"
    text = f"/*---\n{json.dumps(HEADER)}\n---*/\n{inner}\n{SQL}"
    assert ruleset.parse_rule(text, Path("rules/price/v01_test.sql")).id == "V1"


def test_two_rules_with_one_id_are_refused(tmp_path):
    (tmp_path / "price").mkdir()
    for name in ("v01_a.sql", "v01_b.sql"):
        text = f"/*---\n{json.dumps(HEADER)}\n---*/\n{SQL}"
        (tmp_path / "price" / name).write_text(text, encoding="utf-8")
    with pytest.raises(
        LumbreraError, match=r"price/v01_b\.sql: id V1 is taken by price/v01_a\.sql"
    ):
        ruleset.load_rules(tmp_path)


def test_header_and_select_have_digests_of_their_own():
    first, other_words = rule(), rule(why="Conviene revisar lo que cuesta mucho.")
    other_sql = rule(SQL + " where true")
    assert first.sql_digest == other_words.sql_digest
    assert first.header_digest != other_words.header_digest
    assert first.header_digest == other_sql.header_digest
    assert first.sql_digest != other_sql.sql_digest


# Parameters


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"V9": {}}, "rules that do not exist: V9"),
        ({"V1": {"limt": 5}}, r"\[rules\.V1\] unknown key 'limt'"),
        ({"V1": {"limit": "5"}}, r"\[rules\.V1\] limit: expected int, not '5'"),
        ({"V1": {"limit": True}}, "expected int, not True"),
        ({"V1": {"limit": 5.5}}, r"expected int, not 5\.5"),
        ({"V1": {"limit": -1}}, "-1 is below 0"),
        ({"V1": {"limit": 1001}}, "1001 is above 1000"),
        ({"V1": {"enabled": "no"}}, "expected true or false"),
    ],
)
def test_a_wrong_setting_is_refused(overrides, message):
    with pytest.raises(UsageError, match=message):
        ruleset.bind([rule()], overrides)


def test_a_setting_changes_the_outcome_and_the_digest(con):
    evaluate(con, rule(), overrides={"V1": {"limit": 99}})
    rows = con.execute("select subject_id, sentence from flags.flag order by 1").fetchall()
    assert rows == [
        ("high", "High: $500.50 sobre $99.00"),
        ("on it", "On it: $100.00 sobre $99.00"),
    ]
    digest = con.execute("select digest, params->>'$.limit.value' from flags.rule").fetchone()
    evaluate(con, rule())
    assert con.execute("select digest from flags.rule").fetchone()[0] != digest[0]
    assert digest[1] == "99"


def test_a_whole_number_will_do_for_a_proportion():
    proportion = rule(params={"limit": {"default": 0.5}})
    assert ruleset.bind([proportion], {"V1": {"limit": 1}})[0].values == {"limit": 1.0}


def test_retired_and_disabled_rules_do_not_run(con):
    report = evaluate(
        con, rule(status="retired"), plain(id="V2"), overrides={"V2": {"enabled": False}}
    )
    assert report.outcomes == ()
    assert con.execute("select count(*) from flags.flag").fetchone() == (0,)


def test_a_sentence_may_name_one_of_two_alike_parameters(con):
    alike = rule(
        SQL.replace("$limit", "$limit + $limit2"),
        params={"limit": {"default": 100}, "limit2": {"default": 0}},
        says="{subject_id} $limit {limit2:int}",
    )
    evaluate(con, alike)
    assert con.execute("select sentence from flags.flag").fetchall() == [("High $limit 0",)]


# Four outcomes


def test_every_subject_has_one_outcome(con):
    report = evaluate(con, rule(SQL + " where contract_id <> 'low'"))
    assert coverage(con) == {
        ("flagged", None): 1,
        ("cleared", None): 1,
        ("not_computable", "amount_mxn"): 1,
        ("not_applicable", None): 1,
    }
    assert (report.flags, report.signals, report.cases) == (1, 0, 1)


def test_a_missing_column_says_why_and_several_are_named_together(con):
    sql = """select contract_id as subject_id, true as is_flagged, amount_mxn, event_on,
        case when contract_id = 'low' then 'published_text' end as missing from core.contract"""
    evaluate(con, plain(sql, requires=["amount_mxn", "event_on"]))
    con.execute("update core.contract set event_on = null where contract_id = 'none'")
    assert coverage(con)[("not_computable", "published_text")] == 1
    assert coverage(con)[("not_computable", "event_on")] == 1
    evaluate(con, plain(sql, requires=["amount_mxn", "event_on"]))
    assert coverage(con)[("not_computable", "amount_mxn, event_on")] == 1


def test_a_flag_carries_its_evidence_sentence_and_source_rows(con):
    evaluate(con, rule())
    row = con.execute("""
        select flag_id, rule_id, kind, subject_type, cast(event_on as varchar), value, severity,
            certainty, audience, sentence, evidence, source_rows from flags.flag""").fetchone()
    expected_id = "F" + hashlib.sha256(b"V1|contract|high").hexdigest()[:12]
    assert row[:10] == (
        expected_id, "V1", "flag", "contract", "2026-03-06", 500.5, "medium", "certain", "public",
        "High: $500.50 sobre $100.00",
    )  # fmt: skip
    assert json.loads(row[10]) == {"amount_mxn": 500.5, "buyer_id": "B"}
    assert json.loads(row[11]) == [
        {"file_sha256": "bb", "file": "dos.csv", "row_number": 9, "url": "https://ejemplo.mx/9"},
        {"file_sha256": "aa", "file": "uno.csv", "row_number": 7, "url": None},
    ]


def test_of_successive_exports_the_latest_stands_first_and_the_parties_last(con):
    con.execute("""insert into core.source_row values
        ('high', 'contract', 'cc', 3, null, '2026-01-01'), ('S', 'person_mention', 'cc', 1, null, '2026-06-01'),
        ('high', 'bid', 'bb', 2, null, null), ('high', 'contract', 'dd', 5, null, '2026-05-01')""")
    evaluate(con, plain("select 'high' as subject_id, true as is_flagged, ['S'] as source_ids",
                        requires=[], event_date=None))  # fmt: skip
    rows = json.loads(con.execute("select source_rows from flags.flag").fetchone()[0])
    assert [(row["file"], row["row_number"]) for row in rows] == [
        ("dos.csv", 9),
        ("uno.csv", 7),
        ("antes.csv", 3),
        ("otra_vez.jsonl", 5),
        ("antes.csv", 1),
        ("dos.csv", 2),
    ]


def test_a_procedures_flag_leads_to_the_rows_of_its_contracts(con):
    evaluate(con, plain("select 'P' as subject_id, true as is_flagged", subject="procedure",
                        requires=[], event_date=None))  # fmt: skip
    rows = json.loads(con.execute("select source_rows from flags.flag").fetchone()[0])
    assert [(row["file"], row["row_number"]) for row in rows] == [
        ("dos.csv", 9),
        ("uno.csv", 7),
        ("uno.csv", 8),
    ]


def test_rows_that_a_rule_cites_are_source_rows(con):
    evaluate(con, plain("select 'B|S' as subject_id, true as is_flagged, ['low'] as source_ids",
                        subject="buyer_supplier", requires=[], event_date=None))  # fmt: skip
    rows = json.loads(con.execute("select source_rows from flags.flag").fetchone()[0])
    assert [(row["file"], row["row_number"]) for row in rows] == [("uno.csv", 8)]
    assert ("not_applicable", None) not in coverage(con)


@pytest.mark.parametrize(
    ("sql", "header", "message"),
    [
        ("select 1 as x", {"requires": []}, "lacks subject_id, is_flagged"),
        (SQL, {"requires": ["price"]}, "lacks required columns: price"),
        (SQL, {"event_date": "signed_on"}, "no column 'signed_on'"),
        (SQL, {"requires": []}, "subject none: is_flagged is null though nothing is missing"),
        (SQL + " union all from (" + SQL + ")", {}, "subject high appears in more than one row"),
        (SQL.replace("contract_id as", "nullif(contract_id, 'low') as"), {}, "1 rows without"),
        (SQL.replace("event_on", "event_on, 'grave' as severity"), {}, "severity is 'grave'"),
        (SQL.replace("event_on", "event_on, 'sure' as certainty"), {}, "certainty is 'sure'"),
        (SQL.replace("core.contract", "core.contracts"), {}, "price/v01_test.sql.*contracts"),
        (SQL, {"says": "{buyer}"}, "{buyer} is neither a column nor a parameter"),
        (SQL, {"says": "{amount_mxn:eur}"}, "unknown format {amount_mxn:eur}"),
        (SQL, {"says": "{amount_mxn"}, "a lone {"),
        (SQL, {"says": {"a": "x"}, "says_by": "buyer_id"}, "no sentence for this buyer_id"),
        (SQL, {"says": {"a": "x"}, "says_by": "nothing"}, "no column 'nothing'"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_with_its_id(con, sql, header, message):
    with pytest.raises(LumbreraError, match=f"(?s)V1: .*{message}"):
        evaluate(con, plain(sql, **{"event_date": None, **header}))


@pytest.mark.parametrize(
    "twice",
    [
        pytest.param("select 'S7', true", id="one that is flagged"),
        pytest.param(
            "select 'S' || i, false from range(200000) r(i) where i <> 7", id="the others"
        ),
    ],
)
def test_among_very_many_subjects_too_one_that_appears_twice_stops_the_rule(con, twice):
    many = "select 'S' || i as subject_id, i = 7 as is_flagged from range(200000) r(i)"
    header = {"subject": "supplier", "requires": [], "event_date": None}
    evaluate(con, plain(many, **header))
    assert coverage(con)["cleared", None] == 199_999
    with pytest.raises(LumbreraError, match=r"V1: subject S.* appears in more than one row"):
        evaluate(con, plain(f"{many} union all {twice}", **header))


def test_a_row_can_be_a_signal_or_another_severity(con):
    evaluate(con, plain(SQL.replace("event_on", """event_on, 'signal' as kind,
        'high' as severity, 'candidate' as certainty, 'analyst' as audience""", 1)))  # fmt: skip
    row = con.execute("select kind, severity, certainty, audience, case_id from flags.flag")
    assert row.fetchone() == ("signal", "high", "candidate", "analyst", None)


@pytest.mark.parametrize("header", [{"status": "experimental"}, {"kind": "signal"}])
def test_experimental_and_signal_rules_open_no_case(con, header):
    report = evaluate(con, plain(**header))
    assert (report.flags, report.signals, report.cases) == (0, 1, 0)
    assert con.execute("select kind from flags.flag").fetchall() == [("signal",)]


def test_a_rule_that_flags_more_than_a_fifth_opens_no_case(con):
    con.execute("""insert into core.contract select 'c' || i, 'P', 'B', 'S', 1, null, null, null
        from range(17) t(i)""")  # 17 + on it + low = 19 cleared, 1 flagged
    evaluate(con, plain())
    assert con.execute("select miscalibrated, computed from flags.rule").fetchone() == (False, 20)
    con.execute("update core.contract set amount_mxn = 200 where contract_id in ('c1', 'c2', 'c3')")
    evaluate(con, plain())
    assert con.execute("select miscalibrated, flagged from flags.rule").fetchone() == (False, 4)
    con.execute("update core.contract set amount_mxn = 200 where contract_id = 'c4'")
    report = evaluate(con, plain())
    assert con.execute("select miscalibrated, flagged from flags.rule").fetchone() == (True, 5)
    assert (report.flags, report.cases) == (5, 0)
    assert con.execute("select distinct kind, case_id from flags.flag").fetchall() == [
        ("flag", None)
    ]


def test_running_twice_gives_the_same_flags(con):
    evaluate(con, rule())
    first = con.execute("from flags.flag").fetchall()
    evaluate(con, rule())
    assert con.execute("from flags.flag").fetchall() == first


# Sentences


def render(template: str, **values: object) -> str:
    con = duckdb.connect()
    sentence.install(con)
    sql = sentence.compile_sentence(template, None, list(values), [], "V1")
    columns = ", ".join(f"${name} as {name}" for name in values) or "1 as nothing"
    used = values or None
    return con.execute(f"select {sql} from (select {columns}) r", used).fetchone()[0]


def test_formats_are_those_of_mexico():
    import datetime as dt
    from decimal import Decimal

    assert render("{x:mxn}", x=Decimal("1145000.10")) == "$1,145,000.10"
    assert render("{x:mxn}", x=Decimal("-0.5")) == "$-0.50"
    assert render("{x:date}", x=dt.date(2026, 3, 6)) == "6 de marzo de 2026"
    assert render("{x:pct}", x=0.3333) == "33.3 %"
    assert render("{x:int}", x=1234567) == "1,234,567"
    assert render("de {x}", x="  dos\n líneas ") == "de dos líneas"
    assert render("{x} firmó", x="una persona física") == "Una persona física firmó"
    assert len(render("{x}", x="a" * 1_000_000)) == 160


def test_one_is_told_in_the_singular_and_a_share_that_is_not_nothing_is_not_told_as_nothing():
    assert render("{n:día/días} después", n=1) == "1 día después"
    assert render("{n:día/días} después", n=1200) == "1,200 días después"
    assert render("{n:día hábil/días hábiles}", n=None) == "Sin dato"
    assert render("en {x:pct}", x=0.0004) == "en menos de 0.1 %"
    assert render("{x:pct}", x=0.0) == "0.0 %"
    with pytest.raises(LumbreraError, match="unknown format"):
        render("{n:día/}", n=1)


def test_what_a_model_wrote_is_told_whole_and_a_family_by_its_name():
    assert render("de {x:all}", x="  uno;\n dos " + "a" * 400) == "de uno; dos " + "a" * 400
    assert render("familia {x:family}", x="2600") == (
        "familia 2600 (combustibles, lubricantes y aditivos)"
    )
    assert render("familia {x:family}", x="351") == "familia 351"
    assert render("familia {x:family}", x=None) == "familia sin dato"


def test_a_null_leaves_the_sentence_standing():
    assert render("de {x:mxn} a {y:date}, {z}", x=None, y=None, z=None) == (
        "de sin dato a sin dato, sin dato"
    )


@settings(max_examples=examples(50))
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="{}\0")))
def test_any_text_comes_out_as_it_is_written(text):
    assert render(text + "{{x}}") == text + "{x}"


# Differences and scaffolding


@pytest.fixture
def on_a_copy_of_the_blank_warehouse(monkeypatch, blank_warehouse):
    """Cases are run on a copy instead of a warehouse built for each; tests/rules builds one."""
    monkeypatch.setattr(casefiles, "empty_warehouse", blank_warehouse)


def test_diff_tells_what_a_threshold_would_change_in_a_read_only_snapshot(con, tmp_path):
    evaluate(con, rule())
    path = tmp_path / "snapshot.duckdb"
    con.execute(f"attach '{path}' as snapshot; copy from database memory to snapshot")
    con.execute("detach snapshot")
    with duckdb.connect(str(path), read_only=True) as snapshot:
        [lower] = ruleset.diff(snapshot, [rule()], {"V1": {"limit": 99}, "P3": {"x": 1}})
        [higher] = ruleset.diff(snapshot, [rule()], {"V1": {"limit": 501}})
        [same] = ruleset.diff(snapshot, [rule()])
        [new_rule] = ruleset.diff(snapshot, [plain(id="V2")])
    assert ([f.subject_id for f in lower.new], lower.gone, lower.same) == (["on it"], (), 1)
    assert lower.new[0].sentence == "On it: $100.00 sobre $99.00"
    assert (higher.new, [f.subject_id for f in higher.gone], higher.same) == ((), ["high"], 0)
    assert (same.new, same.gone, same.same) == ((), (), 1)
    assert (len(new_rule.new), new_rule.same) == (1, 0)


@pytest.mark.usefixtures("on_a_copy_of_the_blank_warehouse")
def test_a_new_rule_is_two_files_whose_cases_pass(tmp_path):
    files = ruleset.new_rule(
        "v20", "price", "big_contract", "Contrato: 'grande' o \"no\"", tmp_path
    )
    assert [str(f.relative_to(tmp_path)) for f in files] == [
        "rules/price/v20_big_contract.sql",
        "tests/rules/v20_big_contract.yml",
    ]
    [listed] = ruleset.list_rules(tmp_path / "rules")
    assert (listed["id"], listed["title"]) == ("V20", "Contrato: 'grande' o \"no\"")
    [result] = ruleset.run_cases(None, tmp_path / "rules", tmp_path / "tests" / "rules")
    assert result.passed, result.failures


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("V20", "price", "other", "T"), r"rule V20 exists: price/v20_one\.sql"),
        (("V21", "firm", "other", "T"), "rule V21 does not belong to family 'firm'"),
        (("V21", "price", "../x", "T"), "slug"),
        (("21", "price", "x", "T"), "rule id '21'"),
    ],
)
def test_a_new_rule_that_cannot_be_is_refused(tmp_path, arguments, message):
    ruleset.new_rule("V20", "price", "one", "Uno", tmp_path)
    with pytest.raises(LumbreraError, match=message):
        ruleset.new_rule(*arguments, tmp_path)


def test_show_gives_one_rule_in_full_and_an_unknown_one_is_said():
    shown = ruleset.show_rule("p3")
    assert shown["id"] == "P3"
    assert "from features.amount_ceiling" in shown["sql"]
    with pytest.raises(LumbreraError, match="no such rule: Z9"):
        ruleset.show_rule("Z9")


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ({"given": {"core.contracts": [{}]}}, "there is no table core.contracts"),
        ({"given": {"core.contract": [{"amount": 1, "colour": 2}]}}, "has no column colour"),
        ({"expects": {}}, "unknown field `expects`"),
    ],
)
@pytest.mark.usefixtures("on_a_copy_of_the_blank_warehouse")
def test_a_case_file_that_is_wrong_is_said(tmp_path, case, message):
    _, cases = ruleset.new_rule("V20", "price", "one", "Uno", tmp_path)
    body = {"rule": "V20", "cases": [{"name": "x", "expect": {}, **case}]}
    cases.write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(LumbreraError, match=f"v20_one.yml: .*{message}"):
        ruleset.run_cases(["V20"], tmp_path / "rules", tmp_path / "tests" / "rules")


@pytest.mark.usefixtures("on_a_copy_of_the_blank_warehouse")
def test_a_case_that_comes_out_otherwise_says_what_it_got(tmp_path):
    _, cases = ruleset.new_rule("V20", "price", "one", "Uno", tmp_path)
    row = {"contract_id": "K", "amount_mxn": 5_000_000}
    case = {"name": "x", "given": {"core.contract": [row]}, "expect": {"cleared": ["K", "L"]}}
    cases.write_text(json.dumps({"rule": "V20", "cases": [case]}), encoding="utf-8")
    [result] = ruleset.run_cases(["V20"], tmp_path / "rules", tmp_path / "tests" / "rules")
    assert result.failures == (
        "K: expected cleared, got flagged",
        "L: expected cleared, got not applicable",
    )
    cases.unlink()
    [result] = ruleset.run_cases(["V20"], tmp_path / "rules", tmp_path / "tests" / "rules")
    assert result.failures == ("there is no case file",)


@pytest.mark.usefixtures("on_a_copy_of_the_blank_warehouse")
def test_a_row_may_stand_for_many_and_a_subject_for_as_many(tmp_path):
    _, cases = ruleset.new_rule("V20", "price", "one", "Uno", tmp_path)
    rows = [
        {"repeat": 3, "contract_id": "large {n}", "amount_mxn": 5_000_000},
        {"contract_id": "small {n}", "amount_mxn": 1},
    ]
    case = {"name": "x", "given": {"core.contract": rows}}
    case["expect"] = {"flagged": ["large {1..2}"], "cleared": ["small {n}", "large {3..4}"]}
    cases.write_text(json.dumps({"rule": "V20", "cases": [case]}), encoding="utf-8")
    [result] = ruleset.run_cases(["V20"], tmp_path / "rules", tmp_path / "tests" / "rules")
    assert result.failures == (
        "large 3: expected cleared, got flagged",
        "large 4: expected cleared, got not applicable",
    )


@pytest.mark.long
def test_a_hundred_thousand_subjects_of_two_rules_all_come_out(con):
    con.execute("""insert into core.contract
        select 'c' || i, 'p' || i % 5000, 'b' || i % 80, 's' || i % 900, i % 1000, date '2026-01-01', null, null
        from range(100000) t(i)""")
    con.execute(
        "insert into core.source_row select contract_id, 'contract', 'aa', 1, null, null from core.contract"
    )
    report = evaluate(con, plain(), plain(id="V2", sql=SQL.replace("> $limit", ">= 0")))
    by_rule = dict(con.execute("select rule_id, count(*) from flags.flag group by 1").fetchall())
    # Amounts run from 0 to 999: 899 of every thousand are over 100; and the fixture's own three.
    assert by_rule == {"V1": 100 * 899 + 1, "V2": 100_000 + 3}
    assert report.flags == sum(by_rule.values())


def test_sensitivity_counts_at_half_full_and_double_the_threshold(con):
    """Amounts 500.50, 100, 98.99 and one unknown, against 50, 100 and 200."""
    evaluate(con, rule())
    found = con.execute("from flags.sensitivity order by factor").fetchall()
    assert found == [
        ("V1", "limit", 0.5, 50.0, 3, 3, 3),
        ("V1", "limit", 1.0, 100.0, 1, 3, 1),
        ("V1", "limit", 2.0, 200.0, 1, 3, 1),
    ]


def test_sensitivity_stays_within_the_bounds_of_the_header(con):
    evaluate(con, rule(), overrides={"V1": {"limit": 800}})
    found = con.execute("select factor, param_value from flags.sensitivity order by 1").fetchall()
    assert found == [(0.5, 400.0), (1.0, 800.0), (2.0, 1000.0)]
    evaluate(con, rule(), overrides={"V1": {"limit": 0}})
    assert con.execute("from flags.sensitivity").fetchall() == []


def test_sensitivity_of_a_signal_opens_nothing_and_missing_counts_as_not_computed(con):
    sql = SQL.replace("amount_mxn, event_on", "amount_mxn, event_on, "
                      "case when contract_id = 'low' then 'title' end as missing, "
                      "case when contract_id = 'high' then 'signal' end as kind")  # fmt: skip
    evaluate(con, rule(sql))
    half = "select n_flagged, n_computed, n_opened from flags.sensitivity where factor = 0.5"
    assert con.execute(half).fetchall() == [(2, 2, 1)]
    evaluate(con, rule(sql, kind="signal"))
    assert con.execute(half).fetchall() == [(2, 2, 0)]


def test_on_data_of_national_size_sensitivity_waits_to_be_asked_for(con):
    [bound] = ruleset.bind([rule()])
    ruleset.run_rules(con, [bound])
    con.execute("delete from flags.sensitivity")
    assert sensitivity.add_sensitivity(con, [bound], most=3) == 0
    assert con.execute("from flags.sensitivity").fetchall() == []
    assert sensitivity.add_sensitivity(con, [bound], most=4) == 3


def test_the_figures_of_a_rule_name_what_was_missing_and_what_is_out_of_calibration(con):
    evaluate(con, rule())
    [figures] = ruleset.rule_figures(con)
    assert (figures.flagged, figures.cleared, figures.not_computable) == (1, 2, 1)
    assert (figures.missing, figures.cases, figures.suppressed) == ({"amount_mxn": 1}, 1, 0)
    assert (figures.prevalence, figures.miscalibrated) == (pytest.approx(1 / 3), False)
    assert [t.n_flagged for t in figures.trials] == [3, 1, 1]
    assert ruleset.rule_figures(con, ["P3"]) == []


SUPPRESSION = """
[[suppression]]
rule = "V1"
supplier = "AAA010101AA1"
buyer = "009000001"
reason = "Patente vigente"
until = 2026-12-31
who = "Contraloría"
"""


def suppressed(con, tmp_path, text, *rules):
    path = tmp_path / "suppressions.toml"
    path.write_text(text, encoding="utf-8")
    con.execute("""
        insert into core.buyer values ('B', '009000001', 'I');
        insert into core.supplier values ('S', 'AAA010101AA1');
    """)
    ruleset.run_rules(con, ruleset.bind(list(rules)), suppressions=ruleset.load_suppressions(path))
    return con.execute(
        "select case_id is null, suppressed_by from flags.flag order by subject_id"
    ).fetchall()


def entries(con):
    return con.execute("select status, note, n_flags from cases.suppression").fetchall()


def test_a_suppressed_alert_is_counted_and_shown_but_opens_no_case(con, tmp_path):
    found = suppressed(con, tmp_path, SUPPRESSION, rule())
    assert found == [(True, "suprimida por Contraloría, hasta 31/12/2026: Patente vigente")]
    assert con.execute("from cases.queue").fetchall() == []
    assert con.execute("from cases.weight").fetchall() == []
    assert con.execute("select n from flags.coverage where outcome = 'flagged'").fetchall() == [
        (1,)
    ]
    assert entries(con) == [("active", None, 1)]
    [figures] = ruleset.rule_figures(con)
    assert (figures.flagged, figures.suppressed, figures.cases) == (1, 1, 0)


@pytest.mark.parametrize(
    ("old", "new", "status", "note"),
    [
        ("2026-12-31", "2026-03-10", "expired", "venció el 10/03/2026"),
        ('"V1"', '"V7"', "unknown", "no se conoce la regla V7 en estos datos"),
        ("AAA010101AA1", "X", "unknown", "no se conoce el proveedor X en estos datos"),
        ("009000001", "Y", "unknown", "no se conoce la unidad Y en estos datos"),
    ],
)
def test_an_expired_or_unknown_suppression_has_no_effect_and_says_so(
    con, tmp_path, old, new, status, note
):
    found = suppressed(con, tmp_path, SUPPRESSION.replace(old, new), rule())
    assert found == [(False, None)]
    assert entries(con) == [(status, note, 0)]


def test_a_suppression_holds_on_its_last_day_and_for_no_other_supplier(con, tmp_path):
    assert suppressed(con, tmp_path, SUPPRESSION.replace("2026-12-31", "2026-03-11"), rule())[0][1]
    con.execute("update core.contract set supplier_id = 'T'; delete from core.buyer")
    con.execute("delete from core.supplier")
    assert suppressed(con, tmp_path, SUPPRESSION, rule()) == [(False, None)]
    assert entries(con) == [("active", None, 0)]


def test_an_institution_covers_its_units_and_a_rule_alone_covers_everybody(con, tmp_path):
    institution = (
        '[[suppression]]\ninstitution = "I"\nreason = "r"\nuntil = 2026-12-31\nwho = "w"\n'
    )
    assert suppressed(con, tmp_path, institution, rule())[0][0] is True
    con.execute("delete from core.buyer; delete from core.supplier")
    every = '[[suppression]]\nrule = ["V1"]\nreason = "r"\nuntil = 2026-12-31\nwho = "w"\n'
    assert suppressed(con, tmp_path, every, rule())[0][0] is True


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reason = "Patente vigente"', "", "suppression 1: .*reason"),
        ('"Patente vigente"', '" "', "suppression 1: reason is empty"),
        ("until = 2026-12-31", "", "suppression 1: .*until"),
        ("2026-12-31", '"pronto"', "suppression 1: .*until"),
        ("who =", "whom =", "suppression 1: .*whom"),
        ("[[suppression]]", "[[supresion]]", "unknown key 'supresion'"),
        ("[[suppression]]", "[suppression]", "suppression is no list"),
        ('rule = "V1"\nsupplier = "AAA010101AA1"\nbuyer = "009000001"', "", "no scope"),
        ("[[suppression]]", "[[suppression", "suppressions.toml"),
    ],
)
def test_a_wrong_suppression_is_refused_with_file_and_entry(tmp_path, old, new, message):
    path = tmp_path / "suppressions.toml"
    path.write_text(SUPPRESSION.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError, match=message) as refused:
        ruleset.load_suppressions(path)
    assert "suppressions.toml" in str(refused.value)


def test_a_suppression_file_that_was_named_must_exist(tmp_path):
    assert ruleset.load_suppressions(tmp_path / "none.toml") == []
    with pytest.raises(UsageError, match="no such file"):
        ruleset.load_suppressions(tmp_path / "none.toml", required=True)


@pytest.mark.parametrize(
    ("missing", "judged", "prevalence"),
    [({"budget_tier": 27}, 36, 0.25), ({"ceiling": 27}, 9, 1.0), ({}, 9, 1.0)],
)
def test_what_is_known_to_stay_below_every_ceiling_counts_in_how_rare_a_flag_is(
    missing: dict[str, int], judged: int, prevalence: float
) -> None:
    """Nine weeks above the highest ceiling and 27 below it, of institutions without a known tier."""
    (rule,) = ruleset.select_rules(ruleset.load_rules(), ["P2"])
    outcome = ruleset.Outcome(
        rule=rule, digest="", flagged=9, opened=9, cleared=0, not_computable=sum(missing.values()),
        not_applicable=None, missing=missing,
    )  # fmt: skip
    assert (outcome.judged, outcome.prevalence) == (judged, prevalence)


@pytest.mark.parametrize(
    ("table", "asked_again"),
    [("core.contract", True), ("reference.item_families", True), ("core.procedure", False)],
)
def test_a_rule_is_asked_again_when_what_it_reads_or_what_its_sentence_names_has_changed(
    table: str, asked_again: bool
) -> None:
    (bound,) = ruleset.bind([rule()], {})
    with duckdb.connect() as con:
        con.execute("""
            create schema meta; create table meta.run as select date '2026-01-01' as as_of;
            create table meta.table_digest as
            select unnest(['core.contract', 'core.procedure', 'reference.item_families']) as table_name, 'a' as digest
        """)
        before = unchanged.input_digests(con, [bound])
        con.execute("update meta.table_digest set digest = 'b' where table_name = ?", [table])
        after = unchanged.input_digests(con, [bound])
    assert before.keys() == after.keys() == {"V1"}
    assert (before != after) == asked_again
