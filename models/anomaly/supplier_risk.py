"""Suppliers that resemble, in their contracts, those that came to be listed.

anomaly.supplier_risk: supplier_id, percentile (the share of suppliers that resemble them no more).
Only suppliers that are not listed. Empty, because nothing can be said, where fewer than twenty
suppliers had come to a list, where the same model a year ago would not have found the year's listed
among its first 5 % at least half more often than chance, where scikit-learn is not installed, or
beyond the number of contracts of meta.model_setting. The card is supplier_risk.md.
"""

import duckdb

READS = [
    "core.contract", "core.sanction", "core.supplier", "core.tax_listing", "meta.model_setting",
    "meta.run", "networks.seller_group",
]  # fmt: skip
WRITES = ["anomaly.supplier_risk"]

LEAST_LIFT = 1.5


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Builds the table."""
    from contextlib import closing

    from lumbrera.modelling import supplier_risk
    from lumbrera.modelling.supplier_history import History

    con.execute(
        "create or replace table anomaly.supplier_risk (supplier_id varchar, percentile double)"
    )
    row = con.execute("""
        select (select count(*) from core.contract), score_up_to from meta.model_setting""").fetchone()
    if row is None or not 0 < row[0] <= row[1] or not supplier_risk.is_installed():
        return
    with closing(History(con)) as history:
        found = supplier_risk.evaluate(con, only_order=True, history=history)
        if found.lift.get("5%", 0.0) >= LEAST_LIFT:
            supplier_risk.write_scores(con, history=history)
