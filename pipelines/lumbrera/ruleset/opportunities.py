"""How often a rule flags subjects of one size, so that size alone does not rank a case.

A supplier with a thousand contracts has more opportunities to cross a threshold than one with two.
Whether that matters differs from rule to rule, so it is measured, not assumed: opportunities are
the contracts behind the subject, subjects are put into five classes of them, and for each class

    prevalence = (flagged in the class + 20 x P) / (computed in the class + 20)

where P is the rule's overall prevalence. Twenty subjects of overall prevalence are added because a
class of three says little by itself. A rule that flags the large more often weighs less for the
large; one that does not care for size weighs the same everywhere. (Dividing flags by opportunities
would bury every large supplier: a subject has at most one flag of a rule, however many contracts.)
"""

from collections.abc import Sequence

import duckdb

PRIOR = 20
"""Subjects of the rule's overall prevalence that are added to each class."""

SIZED = {
    "supplier": ("supplier_id",),
    "buyer": ("buyer_id",),
    "institution": ("institution_id",),
    "buyer_supplier": ("buyer_id", "supplier_id"),
    "institution_supplier": ("institution_id", "supplier_id"),
    "buyer_family": ("buyer_id", "item_family"),
}
"""Subject types with opportunities, and the keys of the contracts behind them."""

CLASSES = ((500, "500 o más"), (100, "100 a 499"), (20, "20 a 99"), (5, "5 a 19"), (0, "hasta 4"))
"""Classes by number of contracts: the least of each, and how a person calls it."""

TABLE = """
create or replace table flags.prevalence (
    rule_id varchar, size_class varchar, computed bigint, flagged bigint, prevalence double
)"""


def size_class(n: str) -> str:
    """SQL of the class of a number of contracts; null counts as none."""
    whens = " ".join(f"when {n} >= {least} then '{label}'" for least, label in CLASSES[:-1])
    return f"case {whens} else '{CLASSES[-1][1]}' end"


def opportunity_table(con: duckdb.DuckDBPyConnection, subject_type: str) -> str:
    """The temporary table (subject_id, n) of contracts behind each subject, made when first asked.

    subject_type is one of SIZED. The caller drops it with `forget`.
    """
    table = f"opportunity_{subject_type}"
    keys = SIZED[subject_type]
    joined = "join core.buyer using (buyer_id)" if "institution_id" in keys else ""
    con.execute(f"""
        create temp table if not exists {table} as
        select {" || '|' || ".join(keys)} as subject_id, n
        from (
            select {", ".join(keys)}, count(*) as n from core.contract {joined}
            where {" and ".join(f"{key} is not null" for key in keys)} group by all
        )
    """)
    return table


def record_prevalence(
    con: duckdb.DuckDBPyConnection,
    rule_id: str,
    subject_type: str,
    prevalence: float,
    bounded_without: Sequence[str] = (),
) -> None:
    """Add the rule's classes to flags.prevalence, from the rule_outcome that `evaluate` left.

    bounded_without is the header's. A rule that flags nothing has none: nothing is weighed by it.
    """
    if subject_type not in SIZED or not prevalence:
        return
    table = opportunity_table(con, subject_type)
    con.execute(
        f"""
        insert into flags.prevalence
        select $rule, {size_class("o.n")}, count(*), count(*) filter (r.is_flagged),
            (count(*) filter (r.is_flagged) + {PRIOR} * $prevalence) / (count(*) + {PRIOR})
        from rule_outcome r left join {table} o using (subject_id)
        where r.absent is null or list_contains($bounded, r.absent)
        group by 2
        """,
        {"rule": rule_id, "prevalence": prevalence, "bounded": list(bounded_without)},
    )


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the temporary tables of `opportunity_table`."""
    for subject_type in SIZED:
        con.execute(f"drop table if exists temp.opportunity_{subject_type}")
