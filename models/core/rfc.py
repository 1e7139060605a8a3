"""Each supplier RFC as published and what it is worth as a key.

core.rfc(rfc, status, kind): status 'valid', 'check_digit' (well formed, the digit fails: a data
note, it still joins), 'generic', 'suppressed', 'malformed' (these three never join anything);
kind 'company' (12 characters) or 'person' (13), null otherwise. Checked with python-stdnum.
Generic keys: XAXX010101000 (public in general), XEXX010101000 (foreign), Annex 20, SAT.

A company's RFC that is written as it should is judged by DuckDB, by the same rules and all at once:
most are such, and one by one they would take a hundred times as long.
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


# Letters, a date and a key of three, as python-stdnum asks of a company's.
_WELL_FORMED = """
    regexp_full_match(rfc, '[A-Z&Ñ]{3}[0-9]{6}[1-9A-V][1-9A-Z][0-9A]')
    and try_strptime('20' || rfc[4:9], '%Y%m%d') is not null
"""
# Each character stands for its place in the alphabet; a company's RFC begins with an implied blank.
_ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_WEIGHED = " + ".join(
    f"(instr('{_ALPHABET}', rfc[{place}]) - 1) * {13 - place}" for place in range(1, 12)
)
_CHECK_DIGIT = f"'0123456789A'[1 + (11 - ({_ALPHABET.index(' ') * 13} + {_WEIGHED}) % 11) % 11]"


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Classifies every distinct RFC of the contracts, bids and quotations."""
    from lumbrera import lean

    pa = lean.pyarrow()

    published = " union ".join(
        f"select supplier_rfc as rfc from {table} where supplier_rfc <> ''" for table in READS
    )
    con.execute(f"""
        create or replace temp table published_rfc as
        select rfc, case when {_WELL_FORMED} then if(rfc[12] = {_CHECK_DIGIT}, 'valid', 'check_digit') end as status
        from ({published})
    """)
    found = con.execute(
        "select rfc from published_rfc where status is null order by rfc"
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
    con.execute("""
        create or replace table core.rfc as
        select rfc, status, 'company' as kind from published_rfc where status is not null
        union all
        from classified_rfc
        order by rfc
    """)
    con.unregister("classified_rfc")
    con.execute("drop table published_rfc")
