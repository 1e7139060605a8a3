"""The Fellegi-Sunter model of two mentions, in Splink: its comparisons, blocking and training.

Trained on the data at hand: how often two people agree by chance (u) from random pairs, how often
two mentions of one person agree (m) from those whose key is known. What the data are too few to
tell keeps the figures written here, which say less for a link than most data would.
"""

from typing import Any

import duckdb

SEED = 20261130
MIN_LABELLED = 200
"""Fewer profiles with a key than this, and m is not estimated."""
MIN_PROFILES = 1000
"""Fewer profiles than this, and u is not estimated."""

# Levels of each comparison, surest first: SQL, m and u to start from. A level without figures is null.
Level = tuple[str, float, float]


def _name(column: str, near: float, exact: tuple[float, float]) -> list[dict[str, Any]]:
    a, b = f"{column}_l", f"{column}_r"
    return [
        _null(f"{a} = '' or {b} = ''"),
        {
            **_level(f"{a} = {b}", *exact),
            "tf_adjustment_column": column,
            "tf_adjustment_weight": 1.0,
            "tf_minimum_u_value": 1e-6,
        },
        _level(f"jaro_winkler_similarity({a}, {b}) >= {near}", 0.02, 0.002),
        _level("ELSE", 0.005, 0.95),
    ]


def _given() -> list[dict[str, Any]]:
    a, b = "given_key_l", "given_key_r"
    first = f"split_part({a}, ' ', 1) = split_part({b}, ' ', 1)"
    second_a, second_b = f"split_part({a}, ' ', 2)", f"split_part({b}, ' ', 2)"
    return [
        _null(f"{a} = '' or {b} = ''"),
        {
            **_level(f"{a} = {b}", 0.93, 0.003),
            "tf_adjustment_column": "given_key",
            "tf_adjustment_weight": 1.0,
            "tf_minimum_u_value": 1e-6,
        },
        # JUAN CARLOS, JUAN C, JUAN
        _level(
            f"{first} and (starts_with({second_a}, {second_b}) or starts_with({second_b}, {second_a}))",
            0.05,
            0.01,
        ),
        _level(f"jaro_winkler_similarity({a}, {b}) >= 0.93", 0.01, 0.002),
        _level("ELSE", 0.01, 0.985),
    ]


def _context() -> list[dict[str, Any]]:
    """Where somebody is met: the post, the body, the firm, the municipality."""
    same_body = "institution_key_l = institution_key_r"
    return [
        _null("(institution_key_l is null and firm_key_l is null and municipality_code_l is null)"
              " or (institution_key_r is null and firm_key_r is null and municipality_code_r is null)"),
        _level(f"{same_body} and from_on_l = from_on_r", 0.35, 1e-5),
        _level(f"{same_body} and position_key_l = position_key_r", 0.25, 1e-3),
        _level(f"{same_body} or firm_key_l = firm_key_r", 0.2, 0.02),
        _level("municipality_code_l = municipality_code_r", 0.1, 0.1),
        _level("ELSE", 0.1, 0.88),
    ]  # fmt: skip


def _birth() -> list[dict[str, Any]]:
    """The birth date in a key, whatever its check digit."""
    return [
        _null("birth_on_l is null or birth_on_r is null"),
        _level("birth_on_l = birth_on_r", 0.98, 5e-5),
        _level("ELSE", 0.02, 0.99995),
    ]


def _null(sql: str) -> dict[str, Any]:
    return {"sql_condition": sql, "label_for_charts": "null", "is_null_level": True}


def _level(sql: str, m: float, u: float) -> dict[str, Any]:
    return {
        "sql_condition": sql,
        "label_for_charts": sql[:60],
        "m_probability": m,
        "u_probability": u,
    }


SAME_NAME = "l.name_key = r.name_key"
BLOCKING = (
    # One body or firm: one surname and a given name agree, or both surnames.
    "l.institution_key = r.institution_key and l.first_key = r.first_key and l.given_one = r.given_one",
    "l.institution_key = r.institution_key and l.first_key = r.first_key and l.second_key = r.second_key and l.second_key <> ''",
    "l.firm_key = r.firm_key and l.first_key = r.first_key",
    # An official and somebody elsewhere, or two behind firms: the whole name.
    f"{SAME_NAME} and l.is_official <> r.is_official",
    f"{SAME_NAME} and not l.is_official and not r.is_official",
    # The letters and day of a key.
    "l.key_root = r.key_root and l.first_key = r.first_key",
)


def settings(n_profiles: int) -> dict[str, Any]:
    """Splink's settings for so many profiles. The prior: one pair in as many is of one person."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "q",
        "probability_two_random_records_match": min(0.01, 2.0 / max(n_profiles, 100)),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": list(BLOCKING),
        "comparisons": [
            {"output_column_name": "given", "comparison_levels": _given()},
            {"output_column_name": "first", "comparison_levels": _name("first_key", 0.92, (0.975, 0.01))},
            {"output_column_name": "second", "comparison_levels": _name("second_key", 0.92, (0.975, 0.01))},
            {"output_column_name": "context", "comparison_levels": _context()},
            {"output_column_name": "birth", "comparison_levels": _birth()},
        ],
    }  # fmt: skip


def score(con: duckdb.DuckDBPyConnection) -> None:
    """Creates scored(a, b, probability, keyless): pairs of profiles (by q) that may be one person.

    keyless: the probability without what the keys' birth dates say, to calibrate by keys.
    model_facts(n_profiles, n_labelled, is_u_trained, is_m_trained) tells how the model was made.
    Reads the temporary table to_weigh(q, label, …) of con; Splink works on a connection of its own.
    """
    from lumbrera import lean

    lean.allow_pandas()
    import logging

    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = con.sql("select * from to_weigh order by q").to_arrow_table()
    labelled = con.execute("select count(label) from to_weigh").fetchone()
    assert labelled is not None
    with duckdb.connect() as own:
        _limit(con, own)
        own.execute("set enable_progress_bar = false")
        api = DuckDBAPI(connection=own)
        linker = Linker(api.register(rows), settings(rows.num_rows), log_level=logging.ERROR)
        if rows.num_rows >= MIN_PROFILES:
            linker.training.estimate_u_using_random_sampling(
                max_pairs=2e6, seed=SEED, min_count_per_level=None, num_chunks=1
            )
        if labelled[0] >= MIN_LABELLED:
            linker.training.estimate_m_from_label_column("label")
        predicted = linker.inference.predict(threshold_match_probability=0.01)
        found = own.sql(
            f"select q_l::bigint as a, q_r::bigint as b, match_probability as probability, "
            f"1 - 1 / (1 + pow(2, match_weight - mw_birth)) as keyless from {predicted.physical_name}"
        ).to_arrow_table()
    con.register("scored_rows", found)
    con.execute("create or replace temp table scored as select * from scored_rows")
    con.unregister("scored_rows")
    con.execute(
        "create or replace temp table model_facts as select $n::bigint as n_profiles, $k::bigint as n_labelled, "
        "$n >= $min_n as is_u_trained, $k >= $min_k as is_m_trained",
        {"n": rows.num_rows, "k": labelled[0], "min_n": MIN_PROFILES, "min_k": MIN_LABELLED},
    )


def _limit(con: duckdb.DuckDBPyConnection, own: duckdb.DuckDBPyConnection) -> None:
    for setting in ("memory_limit", "temp_directory", "threads"):
        row = con.execute("select current_setting(?)", [setting]).fetchone()
        if row and row[0] not in (None, ""):
            own.execute(f"set {setting} = '{row[0]}'")
