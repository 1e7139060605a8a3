"""Each supplier RFC as published and what it is worth as a key.

core.rfc(rfc, status, kind): status 'valid', 'check_digit' (well formed, the digit fails: a data
note, it still joins), 'generic', 'suppressed', 'malformed' (these three never join anything);
kind 'company' (12 characters) or 'person' (13), null otherwise. Checked with python-stdnum.
Generic keys: XAXX010101000 (public in general), XEXX010101000 (foreign), Annex 20, SAT.
"""

import duckdb

READS = [
    "staged.comprasmx_contracts", "staged.compranet_contracts", "staged.compranet_extract",
    "staged.sipot_tenders", "staged.sipot_direct_awards", "staged.sipot_invited",
    "staged.sipot_bidders", "staged.sipot_quotations", "core.ocds_party",
]  # fmt: skip
WRITES = ["core.rfc"]

GENERIC = frozenset({"XAXX010101000", "XEXX010101000"})


def classify(rfc: str) -> tuple[str, str | None]:
    """Status and kind of one RFC, upper case without blanks.

    >>> classify("XAXX010101000")
    ('generic', None)
    """
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.mx import rfc as number

    if rfc in GENERIC:
        return "generic", None
    if rfc and set(rfc) == {"X"}:
        return "suppressed", None
    if len(rfc) not in (12, 13):
        return "malformed", None
    kind = "company" if len(rfc) == 12 else "person"
    try:
        number.validate(rfc, validate_check_digits=True)
    except InvalidChecksum:
        return "check_digit", kind
    except ValidationError:
        return "malformed", None
    return "valid", kind


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Classifies every distinct RFC of the contracts, bids and quotations."""
    from lumbrera import lean

    pa = lean.pyarrow()

    found = con.execute(
        " union ".join(
            f"select supplier_rfc from {table} where supplier_rfc <> ''" for table in READS
        )
        + " order by 1"
    ).fetchall()
    rfcs = [r for (r,) in found]
    judged = [classify(r) for r in rfcs]
    con.register(
        "classified_rfc",
        pa.table(
            {
                "rfc": pa.array(rfcs, pa.string()),
                "status": pa.array([s for s, _ in judged], pa.string()),
                "kind": pa.array([k for _, k in judged], pa.string()),
            }
        ),
    )
    con.execute("create or replace table core.rfc as select * from classified_rfc order by rfc")
    con.unregister("classified_rfc")
